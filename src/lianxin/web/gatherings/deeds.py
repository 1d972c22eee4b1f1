"""What the clerk, the chair and the units do: a verb in the address, a form, one action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lianxin.gatherings import policy, queries
from lianxin.gatherings.actions import agenda, calling, doing, keeping, sitting
from lianxin.gatherings.models import Item, Meeting, Topic
from lianxin.gatherings.states import COMING
from lianxin.web import acting
from lianxin.web.gatherings import build, screen, task_build
from lianxin.web.gatherings.forms import (
    AdmitForm,
    AdoptForm,
    AssignForm,
    CarryForm,
    InviteForm,
    NoteForm,
    PapersForm,
    PlanForm,
    ReasonForm,
    ReferForm,
    ReportForm,
    TopicForm,
)
from lianxin.web.gatherings.views import (
    DOING,
    visible,
    visible_action,
    visible_series,
)
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding

Act = Callable[..., object]


@dataclass(frozen=True)
class Way:
    """How a verb is done: `form` reads what was sent, `act` does it, `said` is answered. `told`
    picks what `act` is given, by default all that the form holds."""

    form: Callable[[StaffRequest, Any], Keyed]
    act: Act
    said: str | Promise
    told: Callable[[Any], dict[str, Any]] = lambda form: dict(form.cleaned_data)


def _plain(form: type[Keyed]) -> Callable[[StaffRequest, Any], Keyed]:
    return lambda request, _thing: form(request.POST)


def _of_district(form: Any) -> Callable[[StaffRequest, Any], Keyed]:
    return lambda request, _thing: form(request.POST, district=request.district)


def _without_key(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "key"}


def _mark(request: StaffRequest, one: Meeting) -> Keyed:
    return screen.mark_form(queries.attendees_of(one), request.POST)


def _marked(form: Any) -> dict[str, Any]:
    return {"here": {UUID(pk) for pk in form.cleaned_data["here"]}}


def _files(request: StaffRequest, _thing: Any) -> Keyed:
    return PapersForm(request.POST, request.FILES)


MEETING: dict[str, Way] = {
    "call": Way(_plain(Keyed), calling.call, _("通知已发出。")),
    "open": Way(_plain(Keyed), sitting.open_session, _("会议开始，一项一项记。")),
    "add": Way(_plain(TopicForm), agenda.add, _("已加进议程。"), lambda form: form.told),
    "invite": Way(_of_district(InviteForm), calling.invite, _("已加进参会名单。")),
    "hand-out": Way(
        _files, keeping.hand_out, _("材料已上传。"), lambda form: {"files": form.given}
    ),
    "move": Way(_plain(PlanForm), calling.move, _("已改期，场地跟着换，已通知的人会再收到一次。")),
    "cancel": Way(_plain(ReasonForm), calling.cancel, _("已取消，场地已退。")),
    "mark": Way(_mark, sitting.mark, _("已点名。"), _marked),
    "assign": Way(_of_district(AssignForm), doing.assign, _("已交办，责任单位会收到消息。")),
    "adjourn": Way(_plain(Keyed), sitting.adjourn, _("已散会，纪要草稿已经生成。")),
    "approve": Way(_plain(Keyed), sitting.approve, _("纪要已审定。")),
    "send-back": Way(_plain(ReasonForm), sitting.send_back, _("已退回，请会务修改。")),
    "send": Way(_plain(Keyed), sitting.send, _("纪要已发出。")),
}
ITEM: dict[str, Way] = {
    "note": Way(_plain(NoteForm), sitting.note, _("已记下。"), _without_key),
    "up": Way(_plain(Keyed), agenda.order, _("已往前排。"), lambda _form: {"up": True}),
    "down": Way(_plain(Keyed), agenda.order, _("已往后排。"), lambda _form: {"up": False}),
}
TOPIC: dict[str, Way] = {
    "adopt": Way(
        _of_district(AdoptForm), sitting.adopt, _("决议已记下，责任单位会收到消息。"),
        lambda form: form.told,
    ),
    "carry": Way(_plain(CarryForm), sitting.carry, _("留到下次，会排在最前面。"), _without_key),
    "refer": Way(_plain(ReferForm), agenda.refer, _("已转出。")),
    "drop": Way(_plain(ReasonForm), agenda.drop, _("已记下不再议和原因。")),
}  # fmt: skip
ACTION: dict[str, Way] = {
    "report": Way(
        lambda request, _one: ReportForm(request.POST, request.FILES), doing.report,
        _("已报完成，等会务核对。"), lambda form: form.told,
    ),
    "close": Way(_plain(Keyed), doing.close, _("已销号。")),
    "send-back": Way(_plain(ReasonForm), doing.send_back, _("已退回，责任单位会收到原因。")),
    "waive": Way(_plain(ReasonForm), doing.waive, _("已记下不再办和原因。")),
}  # fmt: skip


@require_POST
@holding(*DOING)
def series_deed(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Plan the next meeting of a series."""
    one = visible_series(request, code)
    ways = {"plan": Way(_plain(PlanForm), calling.plan, _("已排进日历，固定的参会方已列好。"))}
    return _answer(
        request, ways, verb, one, "gatherings/series",
        context=lambda form: build.series(
            request, visible_series(request, code), forms={verb: form}
        ),
        url=reverse("gatherings:series", args=[code]),
    )  # fmt: skip


@require_POST
@holding(*DOING)
def meeting_deed(request: StaffRequest, ref: str, verb: str) -> HttpResponse:
    one = visible(request, ref)
    return _answer(
        request, MEETING, verb, one, "gatherings/meeting",
        context=lambda form: screen.meeting(request, visible(request, ref), forms={verb: form}),
        url=reverse("gatherings:meeting", args=[ref]),
    )  # fmt: skip


@require_POST
@holding(*DOING)
def item_deed(request: StaffRequest, ref: str, pk: UUID, verb: str) -> HttpResponse:
    """With one line of the agenda, or the topic that it is."""
    one = visible(request, ref)
    rows = Item.objects.filter(district_id=one.district_id, meeting=one)
    item: Item = get_object_or_404(rows, pk=pk)
    item.meeting = one
    thing = item if verb in ITEM else _topic(one.district_id, item.topic_id)
    here = reverse("gatherings:meeting", args=[ref])
    stays = f"?item={pk}" if verb in ITEM else ""
    return _answer(
        request, ITEM | TOPIC, verb, thing, "gatherings/meeting",
        context=lambda form: screen.meeting(
            request, visible(request, ref), forms={verb: form, "item": str(pk)}
        ),
        url=f"{here}{stays}#current",
    )  # fmt: skip


@require_POST
@holding(*DOING)
def topic_deed(request: StaffRequest, pk: UUID, verb: str) -> HttpResponse:
    """With a topic that was handed in."""
    one = _topic(request.district.pk, pk)
    series = visible_series(request, one.series.code)
    if not policy.runs(request.user, series, on=timezone.localdate()):
        raise Http404
    meetings = Meeting.objects.filter(
        district_id=one.district_id, series=series, state__in=COMING
    ).whole()
    ways = TOPIC | {
        "admit": Way(
            lambda sent, _one: AdmitForm(sent.POST, meetings=meetings), agenda.admit,
            _("已列入议程。"),
        )
    }  # fmt: skip
    return _answer(
        request, {name: ways[name] for name in ("admit", "drop")}, verb, one, "gatherings/series",
        context=lambda form: build.series(
            request, visible_series(request, series.code), forms={f"{verb}_{pk}": form}
        ),
        url=reverse("gatherings:series", args=[series.code]),
    )  # fmt: skip


@require_POST
@holding(*DOING)
def action_deed(request: StaffRequest, ref: str, verb: str) -> HttpResponse:
    one = visible_action(request, ref)
    return _answer(
        request, ACTION, verb, one, "gatherings/action",
        context=lambda form: task_build.action(
            request, visible_action(request, ref), forms={verb: form}
        ),
        url=reverse("gatherings:action", args=[ref]),
    )  # fmt: skip


def _answer(
    request: StaffRequest,
    ways: dict[str, Way],
    verb: str,
    thing: Any,
    template: str,
    *,
    context: Callable[[Keyed | None], Any],
    url: str,
) -> HttpResponse:
    if verb not in ways:
        raise Http404
    way = ways[verb]
    form = way.form(request, thing)

    def act(**_told: Any) -> None:
        way.act(thing, **way.told(form), by=request.user, at=timezone.now())

    return acting.answer(
        request, form, act, template=template, context=context, url=url, said=str(way.said)
    )


def _topic(district_id: Any, pk: UUID | None) -> Topic:
    found: Topic = get_object_or_404(Topic.objects.filter(district_id=district_id).whole(), pk=pk)
    return found
