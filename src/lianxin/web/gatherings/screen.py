"""Fill the one screen of a meeting: before it, in the room, and until the minutes are out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.gatherings import minutes, policy, queries
from lianxin.gatherings.actions import calling, telling
from lianxin.gatherings.models import Attendee, Item, Meeting, Paper, Resolution
from lianxin.gatherings.states import (
    ACTION,
    COMING,
    MEETING,
    UNDONE,
    MeetingState,
    TopicState,
)
from lianxin.kernel import timeline
from lianxin.outbox import letters
from lianxin.web import history, qr
from lianxin.web.cases.fields import Units
from lianxin.web.gatherings import build, pages
from lianxin.web.gatherings.build import LEVELS, Forms
from lianxin.web.gatherings.forms import (
    AdoptForm,
    AssignForm,
    CarryForm,
    InviteForm,
    MarkForm,
    NoteForm,
    PapersForm,
    PlanForm,
    ReasonForm,
    ReferForm,
    TopicForm,
)
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Ball, Deed, Fact, Link
from lianxin.web.respond import StaffRequest

HEARD: Final = {"WAITING": "wait", "DECIDED": "good", "CARRIED": "wait", "NOTED": "good"}
ICONS: Final = dict.fromkeys(MEETING.moves, "calendar-check")
WRITTEN: Final = (
    MeetingState.SESSION, MeetingState.HELD, MeetingState.MINUTED, MeetingState.CLOSED,
)  # fmt: skip


def meeting(request: StaffRequest, one: Meeting, *, forms: Forms | None = None) -> pages.Meeting:
    given = forms or {}
    may = policy.runs(request.user, one.series, on=timezone.localdate())
    items = queries.agenda_of(one)
    current = _chosen(items, one, str(given.get("item") or request.GET.get("item", "")))
    people, told = queries.attendees_of(one), queries.quorum_of(one)
    state = MeetingState(one.state)
    return pages.Meeting(
        ref=one.ref,
        title=telling.title_of(one),
        state=str(state.label),
        level=LEVELS[state],
        ball=ball(one),
        facts=_facts(one),
        lines=[_line(one, n, item, current) for n, item in enumerate(items, 1)],
        current=_current(request, one, items, current, given, may=may) if current else None,
        people=[build.person(each) for each in people],
        quorum=_("应到 %(invited)d，实到 %(here)d，法定 %(needed)d") % vars(told),
        quorum_level="good" if told.is_met else "wait",
        papers=_papers(one),
        tasks=build.tasks(queries.actions_of(one)),
        papers_out=_minutes(one),
        deeds=list(_deeds(request, one, people, given, may=may)),
        qr=_code(one) if may and state == MeetingState.SESSION else "",
        units=Units(one.district_id).labels if may else [],
        moments=history.moments(timeline.of(one).order_by("-seq"), _verb, icons=ICONS),
        url=reverse("gatherings:meeting", args=[one.ref]),
        here=one.ref,
        crumbs=build.crumbs(
            Link(one.series.name, reverse("gatherings:series", args=[one.series.code]))
        ),
    )


def _chosen(items: Sequence[Item], one: Meeting, asked: str) -> Item | None:
    """The line that was asked for; in session else the first that waits."""
    for item in items:
        if str(item.pk) == asked:
            return item
    if one.state != MeetingState.SESSION:
        return None
    waiting = [item for item in items if item.heard == Item.Heard.WAITING]
    return waiting[0] if waiting else None


def _line(one: Meeting, number: int, item: Item, current: Item | None) -> pages.Line:
    here = reverse("gatherings:meeting", args=[one.ref])
    label = _("交办") if item.action_id else _("诉求") if item.topic and item.topic.case_id else ""
    if item.is_back:
        label = _("%s · 上次留下") % label if label else _("上次留下")
    return pages.Line(
        number=number,
        url=f"{here}?item={item.pk}#current",
        title=minutes.line_of(item),
        label=label,
        heard=str(Item.Heard(item.heard).label),
        level=HEARD.get(item.heard, "quiet"),
        is_current=current is not None and item.pk == current.pk,
    )


def _current(
    request: StaffRequest, one: Meeting, items: Sequence[Item], item: Item, forms: Forms, *,
    may: bool,
) -> pages.Current:  # fmt: skip
    made = [each for each in queries.resolutions_of(one) if each.topic_id == item.topic_id]
    deeds = _item_deeds(request, one, item, forms) if may else ()
    return pages.Current(
        number=items.index(item) + 1,
        title=minutes.line_of(item),
        text=item.topic.text if item.topic else "",
        note=item.note,
        facts=_item_facts(item),
        decided=[decided(each) for each in made if item.topic],
        deeds=list(deeds),
    )


def decided(made: Resolution) -> pages.Decided:
    told = [
        Fact(_("责任单位"), made.owner.name),
        Fact(_("完成期限"), made.due_on.isoformat()),
    ]
    if made.votes_for is not None:
        told.append(Fact(_("表决"), minutes.votes_of(made)))
    return pages.Decided(made.text, told)


def _item_facts(item: Item) -> list[Fact]:
    told = []
    if item.topic is not None:
        if item.topic.case is not None:
            url = reverse("cases:detail", args=[item.topic.case.ref])
            told.append(Fact(_("诉求"), item.topic.case.ref, url))
        if item.topic.by_unit is not None:
            told.append(Fact(_("提出单位"), item.topic.by_unit.name))
        told.append(Fact(_("用时（分钟）"), str(item.topic.minutes)))
    if item.action is not None:
        url = reverse("gatherings:action", args=[item.action.ref])
        told += [
            Fact(_("编号"), item.action.ref, url),
            Fact(_("责任单位"), item.action.owner.name),
            Fact(_("完成期限"), item.action.due_on.isoformat()),
            Fact(_("完成情况"), item.action.report or "—"),
        ]
    if item.presenter:
        told.append(Fact(_("谁来讲"), item.presenter))
    return told


def _item_deeds(request: StaffRequest, one: Meeting, item: Item, forms: Forms) -> Iterator[Deed]:
    def deed(name: str, label: str, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse("gatherings:item_deed", args=[one.ref, item.pk, name])
        return Deed(name, label, icon, url, forms.get(name) or form, is_main)

    in_session = one.state == MeetingState.SESSION
    is_open = item.topic is not None and item.topic.state == TopicState.OPEN
    if in_session and is_open:
        form = AdoptForm(district=request.district, auto_id="id_adopt_%s")
        yield deed("adopt", _("记下决议"), "gavel", form, is_main=True)
        yield deed("carry", _("留到下次"), "undo-2", CarryForm(auto_id="id_carry_%s"))
    if item.action is not None and item.action.state in UNDONE:
        yield from _task_deeds(item)
    if in_session or one.state == MeetingState.HELD:
        note = NoteForm(initial={"text": item.note}, auto_id="id_note_%s")
        yield deed("note", _("记一笔"), "pencil", note)
    if is_open and item.topic and not item.topic.case_id and one.state in (*COMING, "SESSION"):
        yield deed("refer", _("转别处办"), "arrow-right", ReferForm(auto_id="id_refer_%s"))
        yield deed("drop", _("不再议"), "circle-x", ReasonForm(auto_id="id_drop_%s"))
    if one.state in (*COMING, MeetingState.SESSION):
        yield deed("up", _("往前排"), "arrow-up", Keyed())
        yield deed("down", _("往后排"), "arrow-down", Keyed())


def _task_deeds(item: Item) -> Iterator[Deed]:
    """Where a task came back and is done, it is closed here."""
    action = item.action
    if action is not None and ACTION.allows(action.state, "close"):
        url = reverse("gatherings:action_deed", args=[action.ref, "close"])
        yield Deed("close", _("销号"), "circle-check", url, Keyed(), is_main=True)


def ball(one: Meeting) -> Ball:
    """Who does what next."""
    clerk = str(one.clerk or one.series.convener.name)
    chair = str(one.chair or one.series.convener.name)
    state = MeetingState(one.state)
    told = {
        MeetingState.PLANNED: (clerk, _("排好议程，发通知。"), one.starts_at),
        MeetingState.CALLED: (clerk, _("到时间开会。"), one.starts_at),
        MeetingState.SESSION: (clerk, _("一项一项议，记下决议；议完散会。"), one.ends_at),
        MeetingState.HELD: (chair, _("审定纪要。"), one.minutes_due_at),
        MeetingState.MINUTED: (clerk, _("把纪要发给参会的人。"), one.minutes_due_at),
    }
    if state in told:
        holder, step, due_at = told[state]
        return Ball(holder, step, due_at=due_at)
    if state == MeetingState.CANCELLED:
        return Ball(_("已取消"), one.reason, is_done=True)
    return Ball(_("已结束"), _("交办的事每次会上都会回来，直到销号。"), is_done=True)


def _facts(one: Meeting) -> list[Fact]:
    told = [
        Fact(_("时间"), build.span(one.starts_at, one.ends_at)),
        Fact(_("地点"), calling.where(one) or "—"),
        Fact(_("主持人"), str(one.chair or "—")),
        Fact(_("会务"), str(one.clerk or "—")),
    ]
    if one.claim is not None:
        told.append(Fact(_("场地预约"), one.claim.ref))
    return told


def _papers(one: Meeting) -> list[Link]:
    rows = Paper.objects.filter(district_id=one.district_id, meeting=one, action=None)
    return [paper(each, one.ref) for each in rows.order_by("added_at", "pk")]


def paper(each: Paper, ref: str) -> Link:
    return Link(each.name, reverse("gatherings:paper", args=[ref, each.pk]))


def _minutes(one: Meeting) -> list[Link]:
    if one.state not in WRITTEN:
        return []
    names = {"docx": _("纪要（Word）"), "pdf": _("纪要（PDF）")}
    return [
        Link(label, reverse("gatherings:minutes", args=[one.ref, form]))
        for form, label in names.items()
    ]


def _code(one: Meeting) -> Any:
    path = reverse("gatherings:here", args=[one.ref])
    return qr.svg(f"{letters.site_of(one.district_id)}{path}", title=_("扫码签到"))


def _deeds(
    request: StaffRequest, one: Meeting, people: Sequence[Attendee], forms: Forms, *, may: bool
) -> Iterator[Deed]:
    def deed(
        name: str, form: Any, icon: str, label: Any = "", *, is_main: bool = False, note: str = ""
    ) -> Deed:
        url = reverse("gatherings:meeting_deed", args=[one.ref, name])
        told = str(label or MEETING.moves[name.replace("-", "_")].label)
        return Deed(name, told, icon, url, forms.get(name) or form, is_main, note)

    if policy.chairs(request.user, one, on=timezone.localdate()):
        yield from _approving(one, deed)
    if may and one.state in COMING:
        yield from _before(request, one, deed)
    elif may:
        yield from _after(request, one, people, deed)


def _approving(one: Meeting, deed: Callable[..., Deed]) -> Iterator[Deed]:
    if one.state == MeetingState.HELD:
        yield deed("approve", Keyed(), "stamp", is_main=True)
    elif one.state == MeetingState.MINUTED:
        yield deed("send-back", ReasonForm(auto_id="id_back_%s"), "undo-2")


def _after(
    request: StaffRequest, one: Meeting, people: Sequence[Attendee], deed: Callable[..., Deed]
) -> Iterator[Deed]:
    """In the room, and until the minutes are out."""
    if one.state == MeetingState.SESSION:
        yield deed("mark", mark_form(people), "users", _("点名"))
        yield deed("adjourn", Keyed(), "flag", note=_("没有议完的自动排在下次最前面。"))
    if one.state in (MeetingState.SESSION, MeetingState.HELD):
        assign = AssignForm(district=request.district, auto_id="id_assign_%s")
        yield deed("assign", assign, "list-plus", _("直接交办"))
    if one.state == MeetingState.MINUTED:
        yield deed("send", Keyed(), "send", is_main=True)


def _before(request: StaffRequest, one: Meeting, deed: Callable[..., Deed]) -> Iterator[Deed]:
    if one.state == MeetingState.PLANNED:
        note = _("给参会的每一位发通知，附回复链接。")
        yield deed("call", Keyed(), "send", is_main=True, note=note)
    yield deed("open", Keyed(), "play", is_main=one.state == MeetingState.CALLED)
    yield deed("add", TopicForm(auto_id="id_add_%s"), "list-plus", _("加一个议题"))
    invite = InviteForm(district=request.district, auto_id="id_invite_%s")
    yield deed("invite", invite, "user-plus", _("再请一位"))
    yield deed("hand-out", PapersForm(auto_id="id_papers_%s"), "upload", _("发会议材料"))
    length = (one.ends_at - one.starts_at).seconds // 60
    move = PlanForm(starts_at=one.starts_at, minutes=length, auto_id="id_move_%s")
    yield deed("move", move, "calendar-clock", _("改期"))
    yield deed("cancel", ReasonForm(auto_id="id_cancel_%s"), "circle-x")


def mark_form(people: Sequence[Attendee], data: Any = None) -> MarkForm:
    choices = [(str(one.pk), f"{queries.who(one)}（{one.get_part_display()}）") for one in people]
    here: list[UUID | str] = [str(one.pk) for one in people if one.here_at]
    return MarkForm(data, people=choices, here=here, auto_id="id_mark_%s")


def _verb(name: str) -> str:
    told = {
        "plan": _("排期"), "move": _("改期"), "invite": _("请人"), "mark": _("点名"),
        "note": _("记录"), "answer": _("回复"), "hand_out": _("发材料"),
    }  # fmt: skip
    return str(MEETING.moves[name].label) if name in MEETING.moves else told.get(name, name)
