"""Where the same thing comes again and again, and where time was lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Avg, Count, FloatField, Func, Q

from lianxin.cases.models import Case, CaseClock, CaseQuerySet, ClockName, Stint
from lianxin.cases.states import State
from lianxin.insight import judging
from lianxin.insight.queries import COMMUNITY, above
from lianxin.kernel.models import Entry

DAYS = 90
WEEK = timedelta(days=7)
LEAST = 3  # of a class in a place; less is chance
MOST_FOLLOWED = 300


@dataclass(frozen=True)
class Recurring:
    """So many cases of one class in one community (`path`), by week, the oldest first."""

    class_code: str
    path: str
    weeks: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.weeks)

    @property
    def weeks_with(self) -> int:
        return sum(n > 0 for n in self.weeks)


def recurring(cases: CaseQuerySet, *, since: datetime, until: datetime) -> list[Recurring]:
    """What has come in at least `LEAST` times between `since` and `until`, what comes in the most
    weeks first. One query over the cases of the period."""
    rows = cases.filter(received_at__gte=since, received_at__lte=until).exclude(class_code="")
    weeks = (until - since) // WEEK + 1
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * weeks)
    for code, path, at in rows.order_by().values_list("class_code", "place__path", "received_at"):
        found[code, above(path, COMMUNITY)][(at - since) // WEEK] += 1
    often = [Recurring(*key, tuple(n)) for key, n in found.items() if sum(n) >= LEAST]
    return sorted(often, key=lambda one: (-one.weeks_with, -one.total, one.class_code, one.path))


@dataclass(frozen=True)
class Turns:
    """What became of a unit's turns at cases that began in a period."""

    taken: int
    bounced: int
    to_sign: timedelta | None  # on average, of those that were signed


def turns(district_id: int, units: Iterable[UUID], *, since: datetime) -> dict[UUID, Turns]:
    """For each of `units` that had a turn since then. One query."""
    rows = Stint.objects.filter(
        district_id=district_id, unit__in=list(units), assigned_at__gte=since
    )
    sums = (
        rows.order_by()
        .values("unit")
        .annotate(
            taken=Count("pk"),
            bounced=Count("pk", filter=Q(bounce_reason__gt="")),
            to_sign=Avg(Seconds("accepted_at", "assigned_at")),
        )
    )
    return {
        row["unit"]: Turns(
            row["taken"],
            row["bounced"],
            None if row["to_sign"] is None else timedelta(seconds=round(row["to_sign"])),
        )
        for row in sums
    }


class Seconds(Func):
    """The seconds between two moments, the later first. A plain difference of columns SQLite asks
    of Python, row by row."""

    arity = 2
    arg_joiner = " - "
    output_field = FloatField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS double precision)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        context |= {
            "template": "(julianday(%(expressions)s)) * 86400.0",
            "arg_joiner": ") - julianday(",
        }
        return self.as_sql(compiler, connection, **context)


HOLDER = {
    State.RECEIVED: "DESK",
    State.ASSIGNED: "SIGNING",
    State.WORKING: "UNIT",
    State.VERIFYING: "VERIFYING",
    State.WAITING: "REQUESTER",
    State.PAUSED: "PAUSED",
    State.REOPENING: "DESK",
}
"""In whose hands a case is, by its state. Not a list of whom to blame: who waits for the requester
or for parts is not idle."""


@dataclass
class Waited:
    """How long slipped cases lay with whom before their feedback was given, in all."""

    cases: int = 0
    by_holder: Counter[str] = field(default_factory=Counter)  # seconds
    by_unit: Counter[str] = field(default_factory=Counter)  # seconds, by the unit's id


class Changed(NamedTuple):
    """What an entry tells of a case's columns."""

    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Spell:
    """One stretch of a case in one state with one lead unit."""

    holder: str
    unit: str
    seconds: float


def waited(cases: CaseQuerySet, *, district_id: int, at: datetime) -> Waited:
    """Of the newest of `cases` whose feedback came too late or has not come though due: where the
    time went. Three queries."""
    slipped = judging.behind(cases, "feedback_missed", district_id=district_id, at=at)
    slipped = slipped.order_by("-received_at", "-id")
    chosen = list(slipped.values_list("pk", "received_at")[:MOST_FOLLOWED])
    ends = _ends(district_id, chosen, at=at)
    result = Waited(cases=len(chosen))
    for case_id, entries in _entries(district_id, [pk for pk, _at in chosen]).items():
        for spell in _spells(entries, until=ends[case_id]):
            result.by_holder[spell.holder] += int(spell.seconds)
            if spell.holder in ("SIGNING", "UNIT"):
                result.by_unit[spell.unit] += int(spell.seconds)
    return result


def _ends(
    district_id: int, chosen: Sequence[tuple[UUID, datetime]], *, at: datetime
) -> dict[UUID, datetime]:
    """When the feedback was given, or `at`."""
    ends = {pk: at for pk, _received in chosen}
    clocks = CaseClock.objects.filter(
        district_id=district_id,
        case__in=list(ends),
        name=ClockName.FEEDBACK,
        stopped_at__isnull=False,
    )
    first = clocks.order_by("-started_at").values_list("case", "stopped_at")
    ends.update({pk: stopped for pk, stopped in first if stopped})
    return ends


def _entries(district_id: int, ids: Sequence[UUID]) -> dict[UUID, list[Changed]]:
    found: defaultdict[UUID, list[Changed]] = defaultdict(list)
    label = Case._meta.label_lower
    rows = Entry.objects.filter(district_id=district_id, subject_id__in=ids, subject_label=label)
    ordered = rows.order_by("subject_id", "seq").values_list("subject_id", "at", "facts")
    for case_id, at, facts in ordered:
        found[case_id].append(Changed(at, facts))
    return found


def _spells(entries: Sequence[Changed], *, until: datetime) -> Iterator[Spell]:
    state, unit, since = "", "", until
    for entry in entries:
        if entry.at >= until:
            break
        if state in HOLDER:
            yield Spell(HOLDER[State(state)], unit, (entry.at - since).total_seconds())
        state = str(entry.facts.get("state", state))
        unit = str(entry.facts.get("lead_id", unit))
        since = entry.at
    if state in HOLDER and since < until:
        yield Spell(HOLDER[State(state)], unit, (until - since).total_seconds())
