"""What happens because time passes: reminders, the ladder, and waits that end by themselves."""

from __future__ import annotations

import time
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed, dispatch, handling
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import IN_QUEUE, Case, CaseClock, ClockName
from lianxin.cases.notices import CalendarMissing
from lianxin.cases.states import State
from lianxin.kernel import calendar
from lianxin.kernel.clock import Step
from lianxin.kernel.database.composed import composed
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, PlaceKind, Role
from lianxin.outbox import actions as outbox

SLICE = 3.0  # seconds; then the worker does what is more urgent
CALENDARS = UUID("0c1d2f0e-7a53-4f57-9a43-3d1f6a1f6f10")
KIND = {Step.WARN: "case_warn", Step.DUE: "case_due", Step.LATE: "case_late"}


def due_clocks(district_id: int, *, at: datetime, limit: int = 500) -> list[CaseClock]:
    """The clocks of the district whose next alarm has come, the oldest first."""
    rows = CaseClock.objects.filter(district_id=district_id, next_alarm_at__lte=at)
    return list(rows.order_by("next_alarm_at")[:limit])


def ring_due(district_id: int, *, at: datetime) -> int:
    """Raise every alarm that has come by `at`. Returns how many; safe to repeat and to run in
    several workers: one case is taken by one worker at a time."""
    return sum(ring(row, at=at) for row in due_clocks(district_id, at=at))


def ring_some(district_id: int, *, at: datetime) -> bool:
    """The same for some seconds: thousands have come when a ledger was taken in. False when none
    is left."""
    until = time.monotonic() + SLICE
    rung = (ring(row, at=at) for row in due_clocks(district_id, at=at))
    return any(time.monotonic() >= until for _done in rung)


@transaction.atomic
def ring(row: CaseClock, *, at: datetime) -> bool:
    """Take the next step of one clock. False when another worker has taken it.

    WAIT over: the unit goes on without the answer. RATE over: the case closes, unrated. Else the
    ladder: the handler is warned, at due time the unit's lead is told and the case climbs a
    level, and at three times the term it climbs again.
    """
    (case,) = _locked(row.district_id, row.case_id)
    clock = next(iter(_due(row.district_id, row.pk, at)), None)
    if clock is None:
        return False
    clock.case = case
    if clock.name == ClockName.WAIT and case.state == State.WAITING:
        handling.resume(case, by=None, at=at, note=_("等待期满，没有收到补充"))
    elif clock.name == ClockName.RATE and case.state == State.ANSWERED:
        _lapse(case, at=at)
    elif clock.name in IN_QUEUE and case.is_open:
        _climb(clock, at=at)
    else:
        CaseClock.objects.filter(district_id=case.district_id, pk=clock.pk).update(
            next_alarm_at=None
        )
    return True


@composed
def _locked(district_id: int, case_id: UUID) -> QuerySet[Case]:
    locked = Case.objects.select_for_update(of=("self",)).whole()
    return locked.filter(district_id=district_id, pk=case_id)


@composed
def _due(district_id: int, pk: UUID, at: datetime) -> QuerySet[CaseClock]:
    return CaseClock.objects.filter(district_id=district_id, pk=pk, next_alarm_at__lte=at)


def _lapse(case: Case, *, at: datetime) -> None:
    clocks = Clocks(case, at=at)
    clocks.stop_all()
    deed.move(case, "lapse", by=None, clocks=clocks, note=_("评价期满，未评价"), closed_at=at)


def _climb(row: CaseClock, *, at: datetime) -> None:
    case, step = row.case, list(Step)[row.alarms]
    clocks = Clocks(case, at=at)
    clocks.ring(row)
    name = ClockName(row.name).label
    due_at = f"{timezone.localtime(row.due_at):%m-%d %H:%M}"
    words = {
        Step.WARN: _("%(name)s时限 %(due)s 将到"),
        Step.DUE: _("%(name)s时限 %(due)s 已到"),
        Step.LATE: _("%(name)s时限 %(due)s 已过，超过原定时长的三倍"),
    }
    note = words[step] % {"name": name, "due": due_at}
    entry = deed.record(case, "warn", by=None, clocks=clocks, note=note)
    _tell(case, step, entry=entry)
    if step != Step.WARN and dispatch.next_level(case):
        dispatch.climb(case, "climb", reason=note, by=None, at=at)


def _tell(case: Case, step: Step, *, entry: Entry) -> None:
    """Each step reaches one rung: handler, unit lead, district."""
    unit: Organisation = case.lead
    if step == Step.WARN and case.handler:
        deed.tell([case.handler], KIND[step], case, entry=entry, text=entry.note)
    elif step == Step.LATE:
        district = network.ancestor(case.place, PlaceKind.DISTRICT)
        assert district is not None  # every path starts at the district
        deed.tell_over(district, Role.MANAGER, KIND[step], case, entry=entry, text=entry.note)
    else:
        roles = deed.UNIT_ROLES if step == Step.WARN else (Role.UNIT_LEAD,)
        deed.tell_unit(unit, KIND[step], case, entry=entry, roles=roles, text=entry.note)


def tell_of_missing_days(district_id: int, *, at: datetime) -> list[int]:
    """Tell the operators of each year that promises fall into before its days off are known,
    once a year. Returns those years."""
    opened = Case.objects.filter(district_id=district_id).open()
    provisional = CaseClock.objects.filter(
        district_id=district_id,
        case__in=opened.values("pk"),  # of others no clock runs, and they are many
        is_provisional=True,
        stopped_at__isnull=True,
    )
    due = provisional.annotate(year=ExtractYear("due_at")).values_list("year", flat=True)
    years = sorted(set(due.distinct()) - calendar.load(district_id).known_years)
    if years:
        root = Place.objects.get(district_id=district_id, parent__isnull=True)
        to = network.people_over(root, Role.OPERATOR, on=timezone.localdate(at))
        for year in years:
            about = uuid5(CALENDARS, f"{district_id}:{year}")
            outbox.queue(CalendarMissing(year=str(year)), to=to, about=about, at=at)
    return years
