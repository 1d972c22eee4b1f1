"""Fill the pages of studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lianxin.exchange import policy as exchange
from lianxin.kernel import timeline
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.studies import policy, queries
from lianxin.studies.actions.asking import FORMING
from lianxin.studies.actions.telling import name_of
from lianxin.studies.models import Member, Study, StudyQuerySet
from lianxin.studies.states import ANSWERED, LINE, STUDY, Area, StudyState
from lianxin.web import history, paging
from lianxin.web.cases.fields import Places, Units
from lianxin.web.due import end_of
from lianxin.web.following import chains
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Step
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.studies import pages
from lianxin.web.studies.forms import (
    AnswerForm,
    BeginForm,
    EthicsForm,
    InviteForm,
    ListForm,
    NoteForm,
    ReasonForm,
    ReportForm,
    SeenForm,
    StrikeForm,
    StudyForm,
)

NEWEST_FIRST: Final = Order("asked_at", is_descending=True)
SHOWN: Final = 50  # of what was seen; the file holds all
MONTH: Final = timedelta(days=30)
LEVELS: Final = {
    StudyState.ASKED: "wait", StudyState.RUNNING: "", StudyState.REPORTED: "wait",
    StudyState.ADOPTED: "good", StudyState.PARTLY: "good", StudyState.TURNED_DOWN: "quiet",
    StudyState.DROPPED: "quiet",
}  # fmt: skip
ICONS: Final = dict.fromkeys(STUDY.moves, "microscope")
Forms = Mapping[str, Any]


def crumbs() -> list[Link]:
    return [Link(_("调研"), reverse("studies:home"))]


def home(request: StaffRequest) -> pages.Home:
    filters = ListForm(request.GET)
    visible = visible_studies(request)
    page = paging.page(
        narrowed(visible, filters.asked).whole(), request.GET, order=NEWEST_FIRST,
        here="studies:home",
    )  # fmt: skip
    return pages.Home(
        filters=filters,
        kpis=kpis(visible),
        rows=[_row(one) for one in page.rows],
        pager=page.pager,
        new_url=reverse("studies:new") if units_of(request.user).exists() else "",
        export_url=paging.address("studies:export", **filters.asked),
    )


def visible_studies(request: StaffRequest) -> StudyQuerySet:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def narrowed(found: StudyQuerySet, asked: dict[str, str]) -> StudyQuerySet:
    return found.filter(**asked) if asked else found


def units_of(user: User) -> QuerySet[Organisation]:
    """In whose name `user` may ask: her own units, or those where she coordinates."""
    on = timezone.localdate()
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    rows = Organisation.objects.filter(district_id=user.district_id or 0, is_active=True)
    own = exchange.units_of(user, on=on)
    return rows.filter(Q(pk__in=own) | Q(place__in=there.values("pk"))).order_by("kind", "name")


def kpis(visible: StudyQuerySet) -> list[Kpi]:
    told = visible.aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in StudyState}
    )
    answered = sum(told[state.value] for state in ANSWERED)
    adopted = told[StudyState.ADOPTED.value] + told[StudyState.PARTLY.value]
    return [
        Kpi(
            str(state.label), str(told[state.value]),
            paging.address("studies:home", state=state.value), icon="microscope",
            note=_("已答复 %(all)d 项，采纳或部分采纳 %(n)d 项") % {"all": answered, "n": adopted}
            if state == StudyState.ADOPTED else "",
        )
        for state in LINE
    ]  # fmt: skip


def _row(one: Study) -> pages.Row:
    state = StudyState(one.state)
    return pages.Row(
        url=reverse("studies:study", args=[one.ref]), ref=one.ref, title=one.title,
        area=str(Area(one.area).label), unit=one.unit.name, state=str(state.label),
        level=LEVELS[state], due_on=one.due_on,
        is_late=state in FORMING and one.due_on < timezone.localdate(),
    )  # fmt: skip


def cells(one: Study) -> list[Any]:
    """Of one row of Excel."""
    row = _row(one)
    answered = timezone.localdate(one.answered_at).isoformat() if one.answered_at else ""
    return [
        row.ref, row.title, row.area, row.unit, row.state, row.due_on.isoformat(), answered,
        one.summary, one.reason, _("是") if one.published_at else _("否"),
    ]  # fmt: skip


def new(form: StudyForm) -> pages.New:
    return pages.New(form=form, url=reverse("studies:new"), crumbs=crumbs())


def study(request: StaffRequest, found: Study, *, forms: Forms | None = None) -> pages.Study:
    members, state = queries.members_of(found), StudyState(found.state)
    return pages.Study(
        ref=found.ref, title=found.title, question=found.question, state=str(state.label),
        level=LEVELS[state], ball=ball(found, members), steps=steps(state), facts=facts(found),
        members=[_member(request.user, found, one, forms or {}) for one in members],
        plan=found.plan, summary=found.summary, reason=found.reason,
        papers=papers(found, "studies:document"), observed=observed(found, "studies:seen"),
        deeds=list(_deeds(request, found, forms or {})),
        place_names=Places(found.district_id).labels if _is_looked_on(found) else [],
        unit_names=Units(found.district_id).labels if state in FORMING else [],
        moments=history.moments(timeline.of(found).order_by("-seq"), _verb, icons=ICONS),
        chain=chains.of(request, found),
        public_url=reverse("studies:known", args=[found.ref]) if found.published_at else "",
        here=found.ref, crumbs=crumbs(),
    )  # fmt: skip


def papers(found: Study, name: str) -> list[Link]:
    return [
        Link(one.name, reverse(name, args=[found.ref, one.pk]))
        for one in queries.documents_of(found)
    ]


def observed(found: Study, name: str) -> pages.Observed:
    """What was seen, with the page `name` of all of it."""
    rows = queries.observations_of(found)
    shown, count = list(rows[:SHOWN]), rows.count()
    return pages.Observed(
        ethics=found.ethics,
        rows=[pages.Seen(one.seen_on, one.place.name, one.text) for one in shown],
        count=count,
        last_on=shown[0].seen_on if shown else None,
        export_url=reverse(name, args=[found.ref]) if count else "",
    )


def _is_looked_on(found: Study) -> bool:
    return found.state == StudyState.RUNNING and bool(found.ethics)


def facts(found: Study) -> list[Fact]:
    told = [
        Fact(_("提出单位"), found.unit.name),
        Fact(pgettext("study", "领域"), str(Area(found.area).label)),
        Fact(_("报告期限"), found.due_on.isoformat()),
    ]
    if found.answered_at:
        told.append(Fact(_("答复时间"), timezone.localdate(found.answered_at).isoformat()))
    return told


def steps(state: StudyState) -> list[Step]:
    rank = LINE.index(state) if state in LINE else len(LINE)
    if state == StudyState.DROPPED:
        return []
    last = str(state.label) if state in ANSWERED else _("答复")
    labels = [*(str(one.label) for one in LINE[:-1]), last]
    is_over = state in ANSWERED
    return [
        Step(label, is_done=is_over or n < rank, is_current=n == rank and not is_over)
        for n, label in enumerate(labels)
    ]


def ball(found: Study, members: list[Member]) -> Ball:
    """Who does what next."""
    state, due = StudyState(found.state), end_of(found.due_on)
    if state == StudyState.ASKED:
        said = sum(one.consented_at is not None for one in members)
        step = ngettext("请人参加；%d 个已答应。", "请人参加；%d 个已答应。", said) % said
        return Ball(found.unit.name, step, due_at=due)
    if state == StudyState.RUNNING:
        names = _("、").join(name_of(one) for one in members if one.consented_at)
        return Ball(names or found.unit.name, _("调研，写报告，交上来。"), due_at=due)
    if state == StudyState.REPORTED:
        assert found.reported_at is not None  # a constraint holds it
        step = _("看报告，说采纳什么、不采纳什么，为什么。")
        return Ball(found.unit.name, step, due_at=found.reported_at + MONTH)
    if state == StudyState.DROPPED:
        return Ball(pgettext("study", "已停止"), found.reason, is_done=True)
    step = _("已公开，大家都能看到。") if found.published_at else _("可以公开。")
    return Ball(found.unit.name, step, is_done=True)


def _member(user: User, found: Study, one: Member, forms: Forms) -> pages.Member:
    if one.consented_at:
        state, level = _("已答应"), "good"
    elif one.declined_at:
        state, level = _("不参加"), "quiet"
    else:
        state, level = pgettext("study", "等答复"), "wait"
    may = found.state in FORMING and policy.is_member(user, one, on=timezone.localdate())
    return pages.Member(
        name=name_of(one), part=one.part, state=state, level=level,
        deeds=list(_saying(found, one, forms)) if may else [],
    )  # fmt: skip


def _saying(found: Study, one: Member, forms: Forms) -> Iterator[Deed]:
    """Say yes, or no; or change one's mind."""

    def deed(name: str, label: str, icon: str, *, is_main: bool = False) -> Deed:
        url = reverse(f"studies:{name}", args=[found.ref, one.pk])
        key = f"{name}_{one.pk}"
        form = forms.get(key) or Keyed(auto_id=f"id_{key}_%s")
        return Deed(key, label, icon, url, form, is_main)

    if not one.consented_at:
        yield deed("consent", _("答应参加"), "check", is_main=True)
    if not one.declined_at:
        yield deed("decline", _("不参加"), "circle-x")


def _verb(name: str) -> str:
    told = {
        "ask": _("提出题目"), "invite": _("邀请"), "consent": _("答应参加"),
        "decline": _("不参加"), "publish": _("公开"), "unpublish": _("撤下公开"),
        "promise": _("写明怎样做到告知、自愿、不记人"), "strike": _("删一条实地记录"),
    }  # fmt: skip
    return str(STUDY.moves[name].label) if name in STUDY.moves else told.get(name, name)


def _deeds(request: StaffRequest, found: Study, forms: Forms) -> Iterator[Deed]:
    on = timezone.localdate()
    asks = policy.asks_for(request.user, found.unit, on=on)

    def deed(name: str, label: Any, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse(f"studies:{name}", args=[found.ref])
        return Deed(name, str(label), icon, url, forms.get(name) or form, is_main)

    if asks or policy.is_in_team(request.user, found, on=on):
        yield from _of_team(found, deed)
    if asks:
        yield from _of_asker(found, deed)
    if asks and found.state in FORMING:
        invite = InviteForm(district=request.district, auto_id="id_invite_%s")
        is_first = found.state == StudyState.ASKED
        yield deed("invite", _("请人参加"), "user-plus", invite, is_main=is_first)
        yield deed("drop", _("停止调研"), "circle-x", ReasonForm(auto_id="id_drop_%s"))


def _of_team(found: Study, deed: Callable[..., Deed]) -> Iterator[Deed]:
    moves = STUDY.moves
    if found.state == StudyState.ASKED:
        yield deed("begin", moves["begin"].label, "play", BeginForm(auto_id="id_begin_%s"))
    looks_on = _is_looked_on(found)
    if looks_on:
        form = SeenForm(district_id=found.district_id)
        yield deed("note", _("记一次实地看到的"), "eye", form, is_main=True)
    if found.state == StudyState.RUNNING:
        yield deed(
            "report", moves["report"].label, "upload", ReportForm(auto_id="id_report_%s"),
            is_main=not looks_on,
        )  # fmt: skip
    if found.state in FORMING:
        told = EthicsForm(auto_id="id_promise_%s", initial={"ethics": found.ethics})
        label = _("改怎样做到告知、自愿、不记人") if found.ethics else _("要到现场看")
        yield deed("promise", label, "shield-check", told)
    listed = queries.observations_of(found)[:SHOWN]
    if found.ethics and listed:
        yield deed("strike", _("删一条实地记录"), "eraser", StrikeForm(listed=listed))


def _of_asker(found: Study, deed: Callable[..., Deed]) -> Iterator[Deed]:
    if found.state == StudyState.REPORTED:
        yield deed("answer", _("答复"), "stamp", AnswerForm(auto_id="id_answer_%s"), is_main=True)
        yield deed("send_back", _("退回补充"), "undo-2", NoteForm(auto_id="id_back_%s"))
    if found.published_at is not None:
        yield deed("unpublish", _("撤下公开"), "eye-off", Keyed())
    elif found.state in ANSWERED:
        yield deed("publish", _("公开"), "globe", Keyed(), is_main=True)


def level_and_label(found: Study) -> tuple[str, str]:
    state = StudyState(found.state)
    return LEVELS[state], str(state.label)


def own_url(request: Request, found: Study) -> str:
    own = policy.visible_to(request.user, found.district_id, on=timezone.localdate())
    is_own = own.filter(pk=found.pk).exists()
    return reverse("studies:study", args=[found.ref]) if is_own else ""
