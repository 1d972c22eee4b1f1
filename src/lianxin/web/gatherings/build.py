"""Fill the pages of meetings: the month, a series, and the one screen of a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.gatherings import policy, queries
from lianxin.gatherings.actions import calling
from lianxin.gatherings.models import (
    Action,
    Attendee,
    Meeting,
    MeetingQuerySet,
    Series,
    SeriesKind,
    Topic,
)
from lianxin.gatherings.states import COMING, UNDONE, ActionState, MeetingState, TopicState
from lianxin.kernel.calendar import DAY, months_on
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.web import paging
from lianxin.web.cases.fields import Units
from lianxin.web.desk.lists import DESK, meeting_page
from lianxin.web.desk.pages import Meeting as Parked
from lianxin.web.gatherings import pages
from lianxin.web.gatherings.forms import (
    MONTHS,
    WEEKDAYS,
    WEEKS,
    AdmitForm,
    PlanForm,
    ReasonForm,
    SeriesForm,
)
from lianxin.web.parts import Deed, Fact, Kpi, Level, Link
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holds

LEVELS: Final = {
    MeetingState.PLANNED: "wait",
    MeetingState.CALLED: "wait",
    MeetingState.SESSION: "good",
    MeetingState.HELD: "wait",
    MeetingState.MINUTED: "wait",
    MeetingState.CLOSED: "quiet",
    MeetingState.CANCELLED: "quiet",
}
OWED: Final = (MeetingState.HELD, MeetingState.MINUTED)
PAST: Final = 24
Forms = Mapping[str, Any]


def crumbs(*more: Link) -> list[Link]:
    return [Link(_("会议"), reverse("gatherings:home")), *more]


def visible(request: StaffRequest) -> MeetingQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def home(request: StaffRequest) -> pages.Home:
    today = timezone.localdate()
    month = _month(request.GET.get("month", ""), today)
    return pages.Home(
        month=month,
        weeks=_weeks(visible(request), month, today),
        weekdays=[str(WEEKDAYS_ABBR[n]) for n in range(7)],
        earlier_url=_month_url(months_on(month, -1)),
        later_url=_month_url(months_on(month, 1)),
        kpis=kpis(request),
        series=_series_rows(request),
        new_url=reverse("gatherings:new") if conveners(request.user).exists() else "",
        here=reverse("gatherings:home"),
    )


def _month(asked: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)


def _month_url(month: date) -> str:
    return paging.address("gatherings:home", month=f"{month:%Y-%m}")


def _weeks(meetings: MeetingQuerySet, month: date, today: date) -> list[list[pages.Day]]:
    since = month - month.weekday() * DAY
    until = months_on(month, 1)
    rows = meetings.filter(starts_at__date__gte=since, starts_at__date__lt=until + 7 * DAY).whole()
    by_day: dict[date, list[pages.MeetingRow]] = {}
    for one in rows.order_by("starts_at", "pk"):
        by_day.setdefault(timezone.localdate(one.starts_at), []).append(row(one))
    weeks = []
    while since < until:
        days = [since + n * DAY for n in range(7)]
        weeks.append([
            pages.Day(on, on.month == month.month, on == today, by_day.get(on, ()))
            for on in days
        ])  # fmt: skip
        since += 7 * DAY
    return weeks


def row(one: Meeting, *, name: str = "gatherings:meeting", note: str = "") -> pages.MeetingRow:
    state = MeetingState(one.state)
    args = [one.ref] if name == "gatherings:meeting" else [one.series.code, one.ref]
    return pages.MeetingRow(
        url=reverse(name, args=args),
        title=_("第 %d 次") % one.number,
        series=one.series.name,
        starts_at=one.starts_at,
        where=calling.where(one),
        state=str(state.label),
        level=LEVELS[state],
        note=note,
    )


def kpis(request: StaffRequest) -> list[Kpi]:
    now, on = timezone.now(), timezone.localdate()
    owed = visible(request).filter(state__in=OWED).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(minutes_due_at__lt=now)),
        first=Min("starts_at"),
    )  # fmt: skip
    tasks = policy.actions_visible_to(request.user, request.district.pk, on=on)
    told = tasks.filter(state__in=UNDONE).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on, state=ActionState.OPEN)),
        done=Count("pk", filter=Q(state=ActionState.REPORTED)),
    )  # fmt: skip
    first = f"{timezone.localdate(owed['first']):%Y-%m}" if owed["first"] else ""
    here = "gatherings:actions"
    return [
        Kpi(
            _("纪要待发"), str(owed["all"]), paging.address("gatherings:home", month=first),
            note=_("超期 %d") % owed["late"], icon="file-text",
            level=Level.BAD if owed["late"] else Level.PLAIN,
        ),
        Kpi(_("交办在办"), str(told["all"]), reverse(here), icon="list-checks"),
        Kpi(
            _("交办超期"), str(told["late"]), paging.address(here, state="LATE"),
            icon="alarm-clock",
            level=Level.BAD if told["late"] else Level.PLAIN,
        ),
        Kpi(
            _("等销号"), str(told["done"]), paging.address(here, state="REPORTED"),
            icon="circle-check",
        ),
    ]  # fmt: skip


def _series_rows(request: StaffRequest) -> list[pages.SeriesRow]:
    on, district_id = timezone.localdate(), request.district.pk
    found = policy.series_visible_to(request.user, district_id, on=on).filter(is_active=True)
    nexts = Meeting.objects.filter(district_id=district_id, state__in=COMING)
    soonest = dict(nexts.values_list("series").annotate(first=Min("starts_at")))
    open_actions = Action.objects.filter(district_id=district_id, state__in=UNDONE)
    counts = dict(open_actions.values_list("series").annotate(n=Count("pk")))
    return [
        pages.SeriesRow(
            url=reverse("gatherings:series", args=[one.code]), name=one.name,
            kind=str(SeriesKind(one.kind).label), convener=one.convener.name,
            rhythm=rhythm(one), next_on=soonest.get(one.pk), open_actions=counts.get(one.pk, 0),
        )
        for one in found.select_related("convener").order_by("kind", "name")
    ]  # fmt: skip


def rhythm(one: Series) -> str:
    return _("%(months)s%(week)s%(day)s %(at)s") % {
        "months": dict(MONTHS).get(one.months, _("每 %d 个月") % one.months),
        "week": dict(WEEKS)[one.week], "day": dict(WEEKDAYS)[one.weekday],
        "at": f"{one.starts:%H:%M}",
    }  # fmt: skip


def conveners(user: User) -> QuerySet[Organisation]:
    """In whose name `user` may hold a series."""
    on = timezone.localdate()
    units = Organisation.objects.filter(district_id=user.district_id or 0, is_active=True)
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    own = exchange.units_of(user, on=on)
    found = units.filter(Q(pk__in=own) | Q(place__in=there.values("pk")))
    return found.order_by("kind", "name")


def new(form: SeriesForm) -> pages.New:
    return pages.New(form=form, url=reverse("gatherings:new"), crumbs=crumbs())


def series(request: StaffRequest, one: Series, *, forms: Forms | None = None) -> pages.Series:
    meetings = Meeting.objects.filter(district_id=one.district_id, series=one).whole()
    may = policy.runs(request.user, one, on=timezone.localdate())
    topics = Topic.objects.filter(district_id=one.district_id, series=one)
    submitted = topics.filter(state=TopicState.SUBMITTED).select_related("by_unit")
    waiting = topics.filter(state=TopicState.OPEN, meeting=None)
    past = meetings.exclude(state__in=COMING).order_by("-starts_at", "-pk")
    given = forms or {}
    return pages.Series(
        name=one.name,
        about=one.about,
        facts=_facts(one),
        coming=[row(each) for each in meetings.filter(state__in=COMING).order_by("starts_at")],
        past=[row(each) for each in past[:PAST]],
        submitted=[_submitted(each, given, may=may) for each in submitted.order_by("put_at")],
        waiting=[each.title for each in waiting.order_by("put_at")],
        deeds=list(_series_deeds(one, given)) if may else [],
        units=Units(one.district_id).labels,
        crumbs=crumbs(),
        cases=_cases(request, one) if one.has_cases else None,
    )


def _cases(request: StaffRequest, one: Series) -> Parked | None:
    if not holds(request, *DESK):
        return None
    here = reverse("gatherings:series", args=[one.code])
    return meeting_page(request.user, at=timezone.now(), here=here)


def _facts(one: Series) -> list[Fact]:
    town = reverse("gatherings:town_series", args=[one.code])
    told = [
        Fact(_("类型"), str(SeriesKind(one.kind).label)),
        Fact(_("召集单位"), one.convener.name),
        Fact(_("什么时候开"), rhythm(one)),
        Fact(_("会务"), str(one.clerk or "—")),
        Fact(_("主持人"), str(one.chair or "—")),
        Fact(_("法定人数"), str(one.quorum or "—")),
    ]
    if one.is_public:
        told.append(Fact(_("公开页"), one.name, town))
    return told


def _series_deeds(one: Series, forms: Forms) -> Iterator[Deed]:
    start = queries.next_start(one, at=timezone.now())
    form = PlanForm(starts_at=start, minutes=one.minutes, auto_id="id_plan_%s")
    url = reverse("gatherings:series_deed", args=[one.code, "plan"])
    yield Deed(
        "plan", _("排下一次会"), "calendar-plus", url, forms.get("plan") or form, is_main=True,
        note=_("按节奏排在这一天，遇放假顺延。没有了结的议题和交办会自动排在最前面。"),
    )  # fmt: skip


def _submitted(one: Topic, forms: Forms, *, may: bool) -> pages.Submitted:
    def deed(name: str, label: str, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse("gatherings:topic_deed", args=[one.pk, name])
        return Deed(
            f"{name}-{one.pk}", label, icon, url, forms.get(f"{name}_{one.pk}") or form, is_main
        )

    deeds = []
    meetings = Meeting.objects.filter(
        district_id=one.district_id, series=one.series_id, state__in=COMING
    )
    if may:
        admit = AdmitForm(meetings=meetings, auto_id=f"id_admit_{one.pk}_%s")
        drop = ReasonForm(auto_id=f"id_drop_{one.pk}_%s")
        deeds = [
            deed("admit", _("列入议程"), "list-plus", admit, is_main=True),
            deed("drop", _("不列入"), "circle-x", drop),
        ]
    who = one.by_unit.name if one.by_unit else _("居民")
    return pages.Submitted(one.title, one.text, one.put_at, who, deeds)


def person(one: Attendee) -> pages.Person:
    level = {"COMING": "good", "DEPUTY": "good", "AWAY": "quiet"}.get(one.answer, "wait")
    answer = str(Attendee.Answer(one.answer).label)
    return pages.Person(
        name=queries.who(one),
        part=str(one.get_part_display()),
        answer=f"{answer} {one.deputy}".strip(),
        level=level,
        here=str(Attendee.Seen(one.seen).label) if one.here_at else "",
    )


def task(one: Action) -> pages.TaskRow:
    state = ActionState(one.state)
    is_late = state == ActionState.OPEN and one.due_on < timezone.localdate()
    levels = {"OPEN": "bad" if is_late else "wait", "REPORTED": "wait", "CLOSED": "good"}
    return pages.TaskRow(
        url=reverse("gatherings:action", args=[one.ref]),
        ref=one.ref,
        text=one.text,
        owner=one.owner.name,
        series=one.series.name,
        due_on=one.due_on,
        state=_("超期") if is_late else str(state.label),
        level=levels.get(state, "quiet"),
    )


def span(starts_at: datetime, ends_at: datetime) -> str:
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}"


def tasks(rows: Sequence[Action]) -> list[pages.TaskRow]:
    return [task(one) for one in rows]
