"""Fill a unit's list: whose cases, under which tab, and how the unit has done lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import queries
from lianxin.cases.models import NEVER, Case, CaseQuerySet, Helper
from lianxin.cases.policy import UNIT_ROLES
from lianxin.cases.states import IN_UNIT, State
from lianxin.insight import judging
from lianxin.insight import queries as insight
from lianxin.insight.models import Axis
from lianxin.insight.queries import Period, Totals
from lianxin.kernel.ids import new_id
from lianxin.network.models import Seat, User
from lianxin.web import listing, paging
from lianxin.web.partner import pages
from lianxin.web.partner.forms import LATE, NOBODY, QueueForm
from lianxin.web.parts import Kpi, Level, Tab
from lianxin.web.search.narrowing import containing

DAYS = 30
WAITING, WORKING, RESTING, ANSWERED, HELPING, ALL = (
    "waiting",
    "working",
    "resting",
    "answered",
    "helping",
    "all",
)


@dataclass(frozen=True)
class Unit:
    """The units a person works in, and who else does."""

    user: User
    seats: Sequence[Seat]
    people: dict[UUID, list[User]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        rows = Seat.objects.filter(
            district_id=self.district_id, organisation__in=self.ids, role__in=UNIT_ROLES
        )
        seats = rows.live(on=timezone.localdate()).filter(user__is_active=True)
        for seat in seats.select_related("user").order_by("user__name", "user"):
            if seat.user not in self.people[seat.organisation_id]:
                self.people[seat.organisation_id].append(seat.user)

    @property
    def district_id(self) -> int:
        assert self.user.district_id is not None  # a seat is of a district
        return self.user.district_id

    @property
    def own(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.role in UNIT_ROLES]

    @property
    def ids(self) -> list[UUID]:
        return [seat.organisation_id for seat in self.own]

    @property
    def names(self) -> str:
        return _("、").join(dict.fromkeys(seat.organisation.name for seat in self.own))

    @property
    def everybody(self) -> list[User]:
        return list(dict.fromkeys(person for row in self.people.values() for person in row))

    def led(self) -> CaseQuerySet:
        found: CaseQuerySet = Case.objects.filter(district_id=self.district_id, lead__in=self.ids)
        return found

    def helped(self) -> CaseQuerySet:
        helping = Helper.objects.filter(
            district_id=self.district_id, unit__in=self.ids, ended_at__isnull=True
        )
        found: CaseQuerySet = Case.objects.filter(
            district_id=self.district_id, is_confidential=False, pk__in=helping.values("case")
        )
        return found.open()


def queue_page(
    user: User, seats: Sequence[Seat], asked: QueryDict, *, at: datetime
) -> pages.Queue:
    unit = Unit(user, seats)
    rules = queries.rules_of(unit.district_id)
    form = QueueForm(asked, rules=rules, people=unit.everybody)
    tab = _tab(form)
    found = narrowed(_under(unit)[tab], form, district_id=unit.district_id, at=at)
    page = listing.page(found, asked, here="partner:queue", newest_first=tab == ALL)
    rows = [_work(row, unit, asked) for row in listing.rows(page.rows, rules)]
    period = Period.last(DAYS, on=timezone.localdate(at))
    totals = insight.totals(
        insight.figures_of(unit.district_id, period, units=unit.ids), Axis.UNIT
    )
    return pages.Queue(
        units=unit.names,
        tabs=_tabs(unit, tab),
        rows=rows,
        pager=page.pager,
        filters=form,
        filters_used=len([name for name in form.typed if name != "tab"]),
        queue_url=reverse("partner:queue"),
        accept_url=paging.url("partner:accept", asked, **paging.FRONT),
        clear_url=paging.address("partner:queue", tab=tab),
        can_accept=any(row.may_accept for row in rows),
        key=new_id(),
        figures=_figures(totals),
        satisfaction=str(totals.satisfaction),
        days=DAYS,
        stale=insight.stale_days(unit.district_id, period),
    )


def narrowed(
    cases: CaseQuerySet, form: QueueForm, *, district_id: int, at: datetime
) -> CaseQuerySet:
    typed = form.typed
    if person := typed.get("person"):
        cases = cases.filter(handler=None if person == NOBODY else person)
    if "class_code" in typed:
        cases = cases.filter(class_code=typed["class_code"])
    if "due" in typed:
        soon = (at, at + insight.SOON)
        is_late = typed["due"] == LATE
        cases = cases.overdue(at=at) if is_late else cases.filter(next_due_at__range=soon)
    if "days" in typed:
        cases = cases.filter(received_at__gte=since(int(typed["days"]), at=at))
    cases = judging.behind(cases, typed.get("figure", ""), district_id=district_id, at=at)
    if text := typed.get("q"):
        return containing(cases, text, district_id=district_id)
    return cases


def since(days: int, *, at: datetime) -> datetime:
    """The midnight with which the last `days` days begin, today included."""
    local = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=days - 1)


def _tab(form: QueueForm) -> str:
    asked = str(form.typed.get("tab", ""))
    return asked if asked in _labels() else WAITING


def _labels() -> dict[str, str]:
    return {
        WAITING: _("待签收"),
        WORKING: _("办理中"),
        RESTING: _("待补充、暂缓、待核查"),
        ANSWERED: _("待评价"),
        HELPING: _("协办"),
        ALL: _("全部"),
    }


def _under(unit: Unit) -> dict[str, CaseQuerySet]:
    # always true, and leads to the index of open cases
    opened = unit.led().open().filter(next_due_at__lte=NEVER)
    return {
        WAITING: opened.filter(state=State.ASSIGNED),
        WORKING: opened.filter(state=State.WORKING),
        RESTING: opened.filter(state__in=[State.WAITING, State.PAUSED, State.VERIFYING]),
        ANSWERED: opened.filter(state=State.ANSWERED),
        HELPING: unit.helped(),
        ALL: unit.led(),
    }


def _tabs(unit: Unit, current: str) -> list[Tab]:
    """How many stand under each; of more than a thousand nobody counts the rest."""
    under = _under(unit)
    asked = {name: cases for name, cases in under.items() if name != ALL}
    counts = queries.capped_counts(unit.district_id, asked)
    return [
        Tab(
            label=label,
            url=paging.address("partner:queue", tab=name),
            is_current=name == current,
            count=counts.get(name),
        )
        for name, label in _labels().items()
    ]


def _work(row: listing.Row, unit: Unit, asked: QueryDict) -> pages.Work:
    case = row.case
    is_ours = case.lead_id in unit.ids
    can_hand = is_ours and case.state in IN_UNIT
    people = [one for one in unit.people[case.lead_id] if one.pk != case.handler_id]
    return pages.Work(
        row=row,
        may_accept=is_ours and case.state == State.ASSIGNED,
        people=people if can_hand else [],
        hand_url=paging.url("partner:hand", asked, case.ref),
        key=new_id(),
    )


def _figures(totals: Totals) -> list[Kpi]:
    """How the unit did with what arrived lately; each leads to its rows."""
    rows = {"tab": ALL, "days": str(DAYS)}
    fed_back = totals.fed_back
    missed = fed_back.whole - fed_back.part
    return [
        Kpi(_("受理"), f"{totals.received:,}", url=paging.address("partner:queue", **rows)),
        Kpi(
            _("已办结"),
            f"{totals.closed:,}",
            url=paging.address("partner:queue", **rows, figure="closed"),
        ),
        Kpi(
            _("按时反馈"),
            str(fed_back),
            url=paging.address("partner:queue", **rows, figure="feedback_kept"),
            note=_("%(whole)d 件中 %(part)d 件")
            % {"whole": fed_back.whole, "part": fed_back.part},
        ),
        Kpi(
            _("未按时反馈"),
            f"{missed:,}",
            url=paging.address("partner:queue", **rows, figure="feedback_missed"),
            level=Level.WARN if missed else Level.PLAIN,
        ),
    ]
