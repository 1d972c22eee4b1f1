"""Reads that need more than a filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import RawSQL

from lianxin.cases.models import (
    IN_QUEUE,
    Case,
    CaseClock,
    CaseQuerySet,
    ClockName,
    Duty,
    Extension,
    Helper,
    Parking,
    Photo,
    Rating,
    Rulebook,
    Tombstone,
)
from lianxin.cases.rules import Rules, parse
from lianxin.cases.states import State
from lianxin.kernel import privacy
from lianxin.kernel.database.composed import composed
from lianxin.kernel.models import Entry
from lianxin.kernel.reference import remembered
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Place

NOBODY = UUID(int=0)
MOST_COUNTED = 1000
NEWEST = 20


class NoRules(LookupError):
    """The district has no playbook loaded; `lianxin init` or `load_playbook` loads one."""


@remembered
def rules_of(district_id: int) -> Rules:
    """The rules in force. Raises `NoRules` when the district has none."""
    books = Rulebook.objects.filter(district_id=district_id)
    newest = books.aggregate(version=Max("version"))["version"]
    if newest is None:
        raise NoRules(f"district {district_id} has no rules: load a playbook first")
    return rules_at(district_id, newest)


@remembered
def rules_at(district_id: int, version: int) -> Rules:
    book = Rulebook.objects.get(district_id=district_id, version=version)
    return parse(book.document, version=version)


def by_code(district_id: int, ref: str, code: str) -> Case | None:
    """The case `ref`, when `code` is its tracking code. An unknown number and a wrong code give
    the same answer after the same work."""
    case = Case.objects.filter(district_id=district_id, ref=ref.strip().upper()).whole().first()
    seed = case.pk if case else NOBODY
    return case if privacy.matches_code(seed, code) and case else None


def tombstone_by_code(district_id: int, ref: str, code: str) -> Tombstone | None:
    """What is left of the case `ref`, when `code` was its tracking code; as above."""
    rows = Tombstone.objects.filter(district_id=district_id, ref=ref.strip().upper())
    found = rows.first()
    return found if privacy.matches_code(found.pk if found else NOBODY, code) and found else None


@dataclass(frozen=True)
class Ball:
    """Who has to act next, and until when (None: nothing is promised)."""

    who: str  # DESK, UNIT, VERIFIER, REQUESTER, MAIN (it is joined to) or NOBODY
    name: str
    until: datetime | None
    clock: str = ""
    is_provisional: bool = False


HOLDER = {
    State.RECEIVED: "DESK",
    State.ASSIGNED: "UNIT",
    State.WORKING: "UNIT",
    State.PAUSED: "UNIT",
    State.VERIFYING: "VERIFIER",
    State.JOINED: "MAIN",
    State.WAITING: "REQUESTER",
    State.ANSWERED: "REQUESTER",
    State.REOPENING: "DESK",
    State.CLOSED: "NOBODY",
}


def holding(case: Case) -> Organisation:
    """Who works on the case inside: its unit, or the desk whose decision it waits for."""
    is_at_desk = HOLDER[State(case.state)] == "DESK"
    return network.desk_for(case.place) if is_at_desk else case.lead


def ball(case: Case, clocks: list[CaseClock]) -> Ball:
    """Who has the ball, from the case's `clocks`. The case's lead and place should be loaded. The
    solution of a parked case is owed to the meeting, so its clock does not count."""
    who = HOLDER[State(case.state)]
    if who == "REQUESTER":
        awaited = ClockName.WAIT if case.state == State.WAITING else ClockName.RATE
        names = frozenset({awaited})
    else:
        names = IN_QUEUE - {ClockName.RESOLVE} if case.meeting_on else IN_QUEUE
    rows = [row for row in clocks if row.name in names and not (row.paused_at or row.stopped_at)]
    first = min(rows, key=lambda row: row.due_at, default=None)
    return Ball(
        who=who,
        name=holding(case).name if who in ("UNIT", "DESK") else "",
        until=first.due_at if first else None,
        clock=first.name if first else "",
        is_provisional=bool(first and first.is_provisional),
    )


def duties_for(cases: Iterable[Case]) -> dict[UUID, list[Duty]]:
    """For each of `cases`, whose duty its class is at its place, the most local first, then by
    rank; `unit` and `place` are loaded. `place` of the cases should be loaded."""
    found = {
        case.pk: [
            duty
            for duty in _duties_of(case.district_id, case.class_code)
            if f"{case.place.path}/".startswith(f"{duty.place.path}/")
        ]
        for case in cases
        if case.class_code
    }
    return {pk: duties for pk, duties in found.items() if duties}


@remembered
def _duties_of(district_id: int, class_code: str) -> Sequence[Duty]:
    """Everywhere in the district, the most local first, then by rank."""
    duties = Duty.objects.filter(
        district_id=district_id, class_code=class_code, unit__is_active=True
    )
    rows = duties.select_related("unit", "place").defer("place__shape")
    return sorted(rows, key=lambda duty: (-len(duty.place.path), duty.rank, duty.unit.name))


def suggested_units(case: Case) -> list[Organisation]:
    """The units whose duty this class is at this place, the most local first."""
    return list(dict.fromkeys(duty.unit for duty in duties_for([case]).get(case.pk, [])))


def open_load(district_id: int, units: Iterable[UUID]) -> dict[UUID, int]:
    """How many open cases each of `units` leads; those without any are left out. One query."""
    cases: CaseQuerySet = Case.objects.filter(district_id=district_id, lead__in=list(units))
    rows = cases.open().order_by().values("lead").annotate(n=Count("pk"))
    return {row["lead"]: row["n"] for row in rows}


class _CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def capped_counts(district_id: int, questions: Mapping[str, CaseQuerySet]) -> dict[str, int]:
    """How many cases each question finds, one more than MOST_COUNTED at most. One query, whose
    cost does not grow with the district."""
    counts = {
        name: _CappedCount(cases.order_by().values("pk")[: MOST_COUNTED + 1])
        for name, cases in questions.items()
    }
    row: Mapping[str, Any] = District.objects.filter(pk=district_id).values(**counts).get()
    return {name: int(row[name] or 0) for name in questions}  # None: what is empty by itself


def stamp(district_id: int) -> str:
    """Another text whenever anything has happened to anything in the district. Several entries
    are looked at, because what is committed last need not have the last id."""
    return " ".join(pk.hex for (pk,) in _newest(district_id))


@composed
def _newest(district_id: int) -> QuerySet[Entry, tuple[UUID]]:
    return newest_entries(district_id).values_list("pk")[:NEWEST]


def newest_entries(district_id: int) -> QuerySet[Entry]:
    """What has happened in the district, the newest first. The plus keeps SQLite from choosing by
    district, which would be to sort all entries for the last few."""
    here = '+"kernel_entry"."district_id" = %s'
    pinned = RawSQL(here, [district_id], output_field=BooleanField())  # noqa: S611  our own names
    return Entry.objects.filter(pinned).order_by("-id")


def near(
    district_id: int,
    *,
    place: Place,
    class_code: str,
    since: datetime,
    limit: int = 5,
    among: CaseQuerySet | None = None,
) -> CaseQuerySet:
    """Recent cases of the same class in the same place, the newest first; only those in `among`,
    where it is given."""
    cases = Case.objects.all() if among is None else among
    found: CaseQuerySet = cases.filter(
        district_id=district_id, place=place, class_code=class_code, received_at__gte=since
    ).order_by("-received_at", "-id")
    return found[:limit]


def of_caller(cases: CaseQuerySet, phone: str, *, limit: int = 5) -> CaseQuerySet:
    """The newest of `cases` whose requester left the number `phone`, however it is typed."""
    indexes = privacy.blind_indexes(phone, purpose="phone")
    found: CaseQuerySet = cases.filter(requester__phone_index__in=indexes).order_by("-id")
    return found[:limit]


@dataclass(frozen=True)
class Dossier:
    """What belongs to one case beside its timeline. One query each."""

    clocks: list[CaseClock]  # the oldest first
    helpers: list[Helper]  # those who help now
    photos: list[Photo]
    extensions: list[Extension]
    parkings: list[Parking]
    ratings: list[Rating]

    @property
    def running(self) -> dict[str, CaseClock]:
        return {row.name: row for row in self.clocks if row.stopped_at is None}

    @property
    def pending_extension(self) -> Extension | None:
        return next((row for row in self.extensions if row.decided_at is None), None)


def dossier(case: Case) -> Dossier:
    own = {"district_id": case.district_id, "case": case}
    return Dossier(
        clocks=list(CaseClock.objects.filter(**own).order_by("started_at", "due_at")),
        helpers=list(Helper.objects.filter(**own, ended_at=None).select_related("unit")),
        photos=list(Photo.objects.filter(**own).order_by("id")),
        extensions=list(
            Extension.objects.filter(**own).select_related("asked_by").order_by("asked_at")
        ),
        parkings=list(Parking.objects.filter(**own).select_related("owner").order_by("id")),
        ratings=list(Rating.objects.filter(**own).select_related("unit").order_by("round")),
    )


def _of(cases: CaseQuerySet) -> Exists:
    """Whether something belongs to one of `cases`; asked for each, because it is of few."""
    return Exists(cases.filter(pk=OuterRef("case")))


def listed_parkings(cases: CaseQuerySet, district_id: int) -> QuerySet[Parking]:
    """What of `cases` waits for a meeting to decide, by the meeting's day."""
    rows = Parking.objects.filter(_of(cases), district_id=district_id, decided_at__isnull=True)
    return (
        rows.select_related("case__place", "case__lead", "parked_by")
        .defer("case__place__shape")
        .order_by("meeting_on", "parked_at")
    )


def decided_parkings(
    cases: CaseQuerySet, district_id: int, *, since: datetime
) -> QuerySet[Parking]:
    """What meetings have decided about `cases`, the latest first."""
    rows = Parking.objects.filter(_of(cases), district_id=district_id, decided_at__gte=since)
    return rows.select_related("case", "owner").order_by("-decided_at")


def pending_extensions(cases: CaseQuerySet, district_id: int) -> QuerySet[Extension]:
    """Requests for more time about `cases` that nobody has decided, the oldest first."""
    rows = Extension.objects.filter(_of(cases), district_id=district_id, decided_at__isnull=True)
    return (
        rows.select_related("case__place", "case__lead", "asked_by")
        .defer("case__place__shape")
        .order_by("asked_at")
    )
