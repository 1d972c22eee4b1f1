"""Fill the pages of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.incubation import needs, policy, queries
from lianxin.incubation.actions import proposing
from lianxin.incubation.models import Cycle, Group, GroupQuerySet, Proposer, Shown
from lianxin.incubation.needs import Item
from lianxin.incubation.states import CYCLE, GROUP, LINE, NEXT, CycleState, GroupStage
from lianxin.kernel import timeline
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.web import history, paging
from lianxin.web.due import end_of
from lianxin.web.incubation import pages
from lianxin.web.incubation.forms import (
    BeginForm,
    GroupForm,
    HandOverForm,
    ListForm,
    NoteForm,
    PlanForm,
    ReasonForm,
    RegisterForm,
    ReportForm,
    ShowForm,
)
from lianxin.web.me.forms import Keyed
from lianxin.web.money import yuan
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Step
from lianxin.web.respond import StaffRequest

NEWEST_FIRST: Final = Order("begun_at", is_descending=True)
LEVELS: Final = {
    GroupStage.PROPOSED: "wait",
    GroupStage.IDEA: "wait",
    GroupStage.TRIAL: "wait",
    GroupStage.REGISTERED: "good",
    GroupStage.ACTIVE: "good",
    GroupStage.CLOSED: "quiet",
}
CYCLE_LEVELS: Final = {
    GroupStage.PROPOSED: "wait",
    CycleState.PLANNED: "wait", CycleState.RUNNING: "good", CycleState.REPORTED: "wait",
    CycleState.ACCEPTED: "good", CycleState.STOPPED: "quiet",
}  # fmt: skip
ICONS: Final = dict.fromkeys(GROUP.moves, "sprout")
MONTH: Final = timedelta(days=30)
Forms = Mapping[str, Any]


def crumbs() -> list[Link]:
    return [Link(_("社会组织孵化"), reverse("incubation:home"))]


def home(request: StaffRequest) -> pages.Home:
    filters = ListForm(request.GET)
    visible = visible_groups(request)
    page = paging.page(
        narrowed(visible, filters.asked).whole(), request.GET, order=NEWEST_FIRST,
        here="incubation:home",
    )  # fmt: skip
    may = incubators(request.user).exists()
    return pages.Home(
        filters=filters,
        kpis=_kpis(visible),
        rows=[_row(one) for one in page.rows],
        pager=page.pager,
        new_url=reverse("incubation:new") if may else "",
        export_url=paging.address("incubation:export", **filters.asked),
    )


def visible_groups(request: StaffRequest) -> GroupQuerySet:
    on = timezone.localdate()
    return policy.visible_to(request.user, request.district.pk, on=on)


def narrowed(found: GroupQuerySet, asked: dict[str, str]) -> GroupQuerySet:
    return found.filter(**asked) if asked else found


def _kpis(visible: GroupQuerySet) -> list[Kpi]:
    told = visible.aggregate(
        **{stage.value: Count("pk", filter=Q(state=stage)) for stage in GroupStage}
    )
    return [
        Kpi(
            str(stage.label), str(told[stage.value]),
            paging.address("incubation:home", state=stage.value), icon="sprout",
        )
        for stage in (GroupStage.PROPOSED, *LINE)
    ]  # fmt: skip


def _row(one: Group) -> pages.Row:
    stage = GroupStage(one.state)
    return pages.Row(
        url=reverse("incubation:group", args=[one.ref]),
        ref=one.ref,
        name=one.name,
        place=one.place.name,
        incubator=one.incubator.name,
        state=str(stage.label),
        level=LEVELS[stage],
        since=one.stage_on,
        people=one.people,
    )


def cells(one: Group) -> list[Any]:
    """Of one row of Excel."""
    row = _row(one)
    return [
        row.ref, row.name, row.place, row.incubator, row.state, row.since.isoformat(), row.people,
        one.registration, one.reason,
    ]  # fmt: skip


def incubators(user: User) -> QuerySet[Organisation]:
    """In whose name `user` may take a group in: her own unit, or those where she coordinates."""
    units = queries.incubators(user.district_id or 0)
    on = timezone.localdate()
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    own = exchange.units_of(user, on=on)
    return units.filter(Q(pk__in=own) | Q(place__in=there.values("pk")))


def other_incubators(found: Group) -> QuerySet[Organisation]:
    """To whom a group may be handed over."""
    return queries.incubators(found.district_id).exclude(pk=found.incubator_id)


def new(form: GroupForm) -> pages.New:
    return pages.New(form=form, url=reverse("incubation:new"), crumbs=crumbs())


def group(request: StaffRequest, found: Group, *, forms: Forms | None = None) -> pages.Group:
    shown, cycles = queries.shown_of(found), queries.cycles_of(found)
    lacking = queries.lacking(found, shown, cycles)
    proposer = queries.proposer_of(found)
    stage = GroupStage(found.state)
    return pages.Group(
        ref=found.ref,
        name=found.name,
        about=found.about,
        state=str(stage.label),
        level=LEVELS[stage],
        ball=ball(found, lacking, cycles),
        steps=steps(stage),
        facts=[*facts(found), *_contact(proposer)],
        needed=needed(found, shown, lacking),
        cycles=[
            cycle(one, list(_cycle_deeds(request.user, found, one, forms or {}))) for one in cycles
        ],
        deeds=list(_deeds(request.user, found, forms or {}, is_ready=not lacking)),
        moments=history.moments(timeline.of(found).order_by("-seq"), _verb, icons=ICONS),
        crumbs=crumbs(),
    )  # fmt: skip


def needed(
    found: Group, shown: Mapping[str, Shown], lacking: Sequence[Item]
) -> list[pages.Needed]:
    """What it has to show at this stage, and what of it is there."""
    return [
        pages.Needed(
            str(item.label), item not in lacking,
            shown[item.code].note if item.code in shown else "",
        )
        for item in needs.NEEDED[GroupStage(found.state)]
    ]  # fmt: skip


def ball(found: Group, lacking: Sequence[Item], cycles: Sequence[Cycle]) -> Ball:
    """Who does what next. A project that waits goes before what is still to be shown."""
    if found.state == GroupStage.PROPOSED:
        step = _("和发起人谈一谈，接收，或者写明为什么不接收。")
        return Ball(found.incubator.name, step, due_at=found.begun_at + proposing.ANSWERED)
    if found.state != GroupStage.CLOSED and (of_project := _ball_of(found, cycles)):
        return of_project
    return _ball(found, [str(item.label) for item in lacking])


def _ball_of(found: Group, cycles: Sequence[Cycle]) -> Ball | None:
    """Of the project that somebody has to do something for."""
    waiting = {CycleState.REPORTED: _("验收“%s”的总结。"), CycleState.PLANNED: _("启动“%s”。")}
    for state, step in waiting.items():
        for one in cycles:
            if one.state == state:
                return Ball(found.incubator.name, step % one.title, due_at=_day(one, state))
    for one in cycles:
        if one.state == CycleState.RUNNING:
            step = _("做“%s”，做完交总结。") % one.title
            return Ball(found.name, step, due_at=end_of(one.ends_on))
    return None


def _day(one: Cycle, state: CycleState) -> datetime:
    """Until when: a plan is answered before it begins, a report a month after it should end."""
    on = one.starts_on if state == CycleState.PLANNED else one.ends_on + MONTH
    return end_of(on)


def _ball(found: Group, lacking: list[str]) -> Ball:
    if found.state == GroupStage.CLOSED:
        return Ball(_("已结束"), found.reason, is_done=True)
    if found.state == GroupStage.ACTIVE:
        return Ball(found.name, _("一个项目接一个项目地做。"), is_done=True)
    if lacking:
        step = _("还差：%s。") % _("、").join(lacking)
        return Ball(found.name, step, open_end=_("备齐为止"))
    move = GROUP.moves[NEXT[GroupStage(found.state)]]
    return Ball(found.incubator.name, _("材料齐了，可以%s。") % move.label, open_end=_("随时可以"))


def steps(stage: GroupStage) -> list[Step]:
    rank = LINE.index(stage) if stage in LINE else len(LINE)
    if stage == GroupStage.PROPOSED:
        rank = -1
    return [
        Step(str(one.label), is_done=n < rank, is_current=n == rank) for n, one in enumerate(LINE)
    ]


def facts(found: Group) -> list[Fact]:
    told = [
        Fact(_("所在社区"), found.place.name),
        Fact(_("孵化平台"), found.incubator.name),
        Fact(_("人数"), str(found.people)),
        Fact(_("进入这一阶段的日期"), found.stage_on.isoformat()),
    ]
    if found.organisation:
        told.append(Fact(_("登记证号"), f"{found.registration} · {found.organisation.name}"))
    return told


def _contact(proposer: Proposer | None) -> list[Fact]:
    """How who put it forward is reached, for the incubator."""
    if proposer is None:
        return []
    told = [Fact(_("发起人"), proposer.name)]
    if proposer.phone:
        told.append(Fact(_("电话"), proposer.phone, f"tel:{proposer.phone}"))
    return told


def _verb(name: str) -> str:
    told = {
        "take_in": _("加入孵化"),
        "propose": _("提出想法"),
        "show": _("交了材料"),
        "hand_over": _("转到别的平台"),
    }
    return str(GROUP.moves[name].label) if name in GROUP.moves else told.get(name, name)


def _deeds(user: User, found: Group, forms: Forms, *, is_ready: bool) -> Iterator[Deed]:
    on = timezone.localdate()

    def deed(name: str, label: Any, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse(f"incubation:{name}", args=[found.ref])
        return Deed(name, str(label), icon, url, forms.get(name) or form, is_main)

    is_host = policy.hosts(user, found.incubator, on=on)
    if found.state == GroupStage.PROPOSED:
        if is_host:
            yield deed("take_up", _("接收"), "sprout", Keyed(), is_main=True)
            yield deed("decline", _("不接收"), "circle-x", ReasonForm(auto_id="id_decline_%s"))
        return
    if is_host and found.state in NEXT:
        yield from _onwards(found, deed, is_ready=is_ready)
    if found.state not in (GroupStage.IDEA, GroupStage.CLOSED) and (
        is_host or policy.speaks(user, found, on=on)
    ):
        yield deed("plan", _("立一个项目"), "clipboard-list", PlanForm(auto_id="id_plan_%s"))
    if is_host and found.state != GroupStage.CLOSED:
        form = HandOverForm(units=other_incubators(found), auto_id="id_to_%s")
        yield deed("hand_over", _("转到别的平台"), "arrow-right", form)
        yield deed("close", _("结束孵化"), "circle-x", ReasonForm(auto_id="id_close_%s"))


def _onwards(found: Group, deed: Callable[..., Deed], *, is_ready: bool) -> Iterator[Deed]:
    """What brings it nearer to the next stage, or there."""
    move = GROUP.moves[NEXT[GroupStage(found.state)]]
    if is_ready and found.state == GroupStage.TRIAL:
        form: Keyed = RegisterForm(auto_id="id_register_%s")
        yield deed("register", move.label, "stamp", form, is_main=True)
    elif is_ready:
        yield deed("go_on", move.label, "arrow-right", Keyed(), is_main=True)
    else:
        form = ShowForm(group=found, auto_id="id_show_%s")
        yield deed("show", _("收到材料"), "file-check", form, is_main=True)


def cycle(one: Cycle, deeds: Sequence[Deed]) -> pages.Cycle:
    state = CycleState(one.state)
    facts = [
        Fact(_("期间"), f"{one.starts_on.isoformat()} – {one.ends_on.isoformat()}"),
        Fact(_("支持金额"), yuan(one.promised_fen) if one.promised_fen else "—"),
    ]
    if one.spent_fen is not None:
        facts.append(Fact(_("实际支出"), yuan(one.spent_fen)))
    if one.reason:
        facts.append(Fact(_("原因"), one.reason))
    return pages.Cycle(
        title=one.title,
        plan=one.plan,
        state=str(state.label),
        level=CYCLE_LEVELS[state],
        facts=facts,
        report=one.report,
        deeds=deeds,
    )


def _cycle_deeds(user: User, found: Group, one: Cycle, forms: Forms) -> Iterator[Deed]:
    on = timezone.localdate()
    is_host = policy.hosts(user, found.incubator, on=on)
    is_own = policy.speaks(user, found, on=on)
    main = ("begin", "report", "accept") if is_own else ("begin", "accept")
    may = {
        "begin": (is_host, BeginForm, "play"),
        "report": (is_host or is_own, ReportForm, "file-text"),
        "accept": (is_host, Keyed, "circle-check"),
        "send_back": (is_host, NoteForm, "undo-2"),
        "stop": (is_host or is_own, ReasonForm, "circle-x"),
    }
    for name, (allowed, form, icon) in may.items():
        if allowed and CYCLE.allows(one.state, name):
            url = reverse(f"incubation:{name}", args=[found.ref, one.pk])
            sent = forms.get(f"{name}_{one.pk}")
            yield Deed(
                f"{name}-{one.pk}", str(CYCLE.moves[name].label), icon, url,
                sent or form(auto_id=f"id_{name}_{one.pk}_%s"),
                is_main=name in main,
            )  # fmt: skip
