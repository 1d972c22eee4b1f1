"""Reads that need more than a filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Max, Q

from lianxin.cases.models import (
    IN_QUEUE,
    Case,
    CaseClock,
    CaseQuerySet,
    ClockName,
    Duty,
    Requester,
    Rulebook,
)
from lianxin.cases.rules import Rules, parse
from lianxin.cases.states import State
from lianxin.kernel import privacy
from lianxin.network.models import Organisation, Place

NOBODY = UUID(int=0)


class NoRules(LookupError):
    """The district has no playbook loaded; `lianxin init` or `load_playbook` loads one."""


def rules_of(district_id: int) -> Rules:
    """The rules in force. One small query; the document is parsed once a version.

    Raises `NoRules` when the district has none.
    """
    version = Rulebook.objects.filter(district_id=district_id).aggregate(v=Max("version"))["v"]
    if version is None:
        raise NoRules(f"district {district_id} has no rules: load a playbook first")
    return rules_at(district_id, version)


@lru_cache(maxsize=256)
def rules_at(district_id: int, version: int) -> Rules:
    book = Rulebook.objects.get(district_id=district_id, version=version)
    return parse(book.document, version=version)


def by_code(district_id: int, ref: str, code: str) -> Case | None:
    """The case `ref`, when `code` is its tracking code. An unknown number and a wrong code give
    the same answer after the same work."""
    case = (
        Case.objects.filter(district_id=district_id, ref=ref.strip().upper())
        .select_related("place", "lead")
        .first()
    )
    seed = case.pk if case else NOBODY
    return case if privacy.matches_code(seed, code) and case else None


@dataclass(frozen=True)
class Ball:
    """Who has to act next, and until when (None: nothing is promised)."""

    who: str  # DESK, UNIT, REQUESTER or NOBODY
    name: str
    until: datetime | None
    clock: str = ""
    is_provisional: bool = False


HOLDER = {
    State.RECEIVED: "DESK",
    State.ASSIGNED: "UNIT",
    State.WORKING: "UNIT",
    State.PAUSED: "UNIT",
    State.WAITING: "REQUESTER",
    State.ANSWERED: "REQUESTER",
    State.REOPENING: "DESK",
    State.CLOSED: "NOBODY",
}


def ball(case: Case, clocks: list[CaseClock]) -> Ball:
    """Who has the ball, from the case's running `clocks`. `case.lead` should be loaded."""
    who = HOLDER[State(case.state)]
    if who == "REQUESTER":
        awaited = ClockName.WAIT if case.state == State.WAITING else ClockName.RATE
        names = frozenset({awaited})
    else:
        names = IN_QUEUE
    rows = [row for row in clocks if row.name in names and not (row.paused_at or row.stopped_at)]
    first = min(rows, key=lambda row: row.due_at, default=None)
    return Ball(
        who=who,
        name=case.lead.name if who in ("UNIT", "DESK") else "",
        until=first.due_at if first else None,
        clock=first.name if first else "",
        is_provisional=bool(first and first.is_provisional),
    )


def suggested_units(case: Case) -> list[Organisation]:
    """The units whose duty this class is at this place, the most local first."""
    codes = case.place.path.split("/")
    paths = ["/".join(codes[: n + 1]) for n in range(len(codes))]
    duties = (
        Duty.objects.filter(
            district_id=case.district_id, class_code=case.class_code, place__path__in=paths
        )
        .select_related("unit", "place")
        .order_by("unit__name")
    )
    nearest_first = sorted(duties, key=lambda duty: -len(duty.place.path))
    return list(dict.fromkeys(duty.unit for duty in nearest_first if duty.unit.is_active))


def near(
    district_id: int, *, place: Place, class_code: str, since: datetime, limit: int = 5
) -> CaseQuerySet:
    """Recent cases of the same class in the same place, the newest first."""
    found: CaseQuerySet = Case.objects.filter(
        district_id=district_id, place=place, class_code=class_code, received_at__gte=since
    ).order_by("-received_at", "-id")
    return found[:limit]


def after(cases: CaseQuerySet, *, due_at: datetime, case_id: object) -> CaseQuerySet:
    """The page of a queue (soonest first) behind the row with this due time and id."""
    later = Q(next_due_at__gt=due_at) | Q(id__gt=case_id)
    return cases.filter(next_due_at__gte=due_at).filter(later)


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    email: str


def masked_contact(case: Case) -> Contact | None:
    """How to reach the requester, masked; None when nothing was left. One query."""
    who = Requester.objects.filter(district_id=case.district_id, case=case).first()
    if who is None or not (who.name or who.phone or who.email):
        return None
    return Contact(
        name=privacy.mask_name(who.name or ""),
        phone=privacy.mask_phone(who.phone or ""),
        email=privacy.mask_email(who.email) if who.email else "",
    )
