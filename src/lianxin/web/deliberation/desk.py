"""The hall's unit looks, answers and lets vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.deliberation import queries
from lianxin.deliberation.actions import answering, moderating, topics, voting
from lianxin.deliberation.models import Ballot, Remark, Topic
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.web import acting, respond
from lianxin.web.deliberation import desk_build
from lianxin.web.deliberation.forms import ListForm
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

DOING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
WORKING = (*DOING, Role.AUDITOR)
MOST = 5_000
Act = Callable[..., object]
View = Callable[..., HttpResponse]


@require_safe
@holding(*WORKING)
def home(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "deliberation/home", desk_build.home(request))


@require_safe
@holding(*WORKING)
def export(request: StaffRequest) -> HttpResponse:
    """The topics of the list as .xlsx."""
    found = desk_build.narrowed(request, ListForm(request.GET).asked)
    head = [
        _("编号"), _("标题"), _("种类"), _("状态"), _("议事厅"), _("答复单位"), _("附议人数"),
        _("原答复期限"), _("答复期限"), _("答复时间"), _("答复"),
    ]  # fmt: skip
    rows = [desk_build.cells(one) for one in found.whole().order_by("raised_at", "id")[:MOST]]
    name = f"lianxin-topics-{timezone.localdate():%Y%m%d}.xlsx"
    return xlsx(name, rows, title=_("议事厅"), head=head, wide=(1, 10))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def new(request: StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = desk_build.hall_form(request, request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            made = topics.open_hall(
                form.plan, by=request.user, at=timezone.now(), key=form.cleaned_data["key"]
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("议事厅开了。"))
            return redirect("deliberation:hall", made.code)
    context = desk_build.new(form)
    return respond.page(request, "deliberation/new", context, status=422 if is_sent else 200)


@require_safe
@holding(*WORKING)
def handled(request: StaffRequest, ref: str) -> HttpResponse:
    context = desk_build.handled(request, visible(request, ref), {})
    return respond.page(request, "deliberation/handled", context)


@require_POST
@holding(*DOING)
def set_up(request: StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    form = desk_build.form_of(found, "set_up", request.POST)

    def act(key: UUID, **_told: Any) -> None:
        voting.set_up(found, form.terms, by=request.user, at=timezone.now(), key=key)  # type: ignore[attr-defined]  # a BallotForm

    return _answer(
        request, found, form, act, name="set_up", said=_("投票准备好了，开始前先核对。")
    )


@require_POST
@holding(*DOING)
def hand_out(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    """The codes as .xlsx, this once: to be printed, cut and put into envelopes."""
    found, made = visible(request, ref), _ballot(request, ref, pk)
    form = desk_build.ballot_form("hand_out", pk, request.POST)
    done = form.attempt(
        lambda: voting.hand_out(
            made, form.cleaned_data["many"], by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        context = desk_build.handled(request, found, {f"hand_out_{pk}": form})
        return respond.page(request, "deliberation/handled", context, status=form.status)
    url = request.build_absolute_uri(reverse("deliberation:ballot", args=[made.ref]))
    rows = [[made.question, code, url] for code in done.made]
    head = [_("问题"), _("投票码"), _("在哪里投")]
    return xlsx(f"{made.ref}.xlsx", rows, title=_("投票码"), head=head, wide=(0, 2))


def visible(request: StaffRequest, ref: str) -> Topic:
    found: Topic = get_object_or_404(desk_build.visible_topics(request).whole(), ref=ref)
    return found


def _ballot(request: StaffRequest, ref: str, pk: UUID) -> Ballot:
    rows = Ballot.objects.filter(district_id=request.district.pk, topic__ref=ref)
    found: Ballot = get_object_or_404(rows.select_related("topic__hall__place"), pk=pk)
    return found


def _of_topic(name: str, act: Act, said: str | Promise) -> View:
    """The view of the deed `name` on a topic."""

    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        found = visible(request, ref)
        form = desk_build.form_of(found, name, request.POST)

        def do(**told: Any) -> None:
            if "into" in told:
                told["into"] = get_object_or_404(queries.others(found), ref=told["into"])
            act(found, **told, by=request.user, at=timezone.now())

        return _answer(request, found, form, do, name=name, said=str(said))

    view.__name__ = name
    return view


def _of_part(name: str, act: Act, said: str | Promise) -> View:
    """The same on one of its ballots or remarks."""

    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
        found = visible(request, ref)
        thing: Ballot | Remark
        if name.endswith("_remark"):
            rows = Remark.objects.filter(district_id=found.district_id, topic=found)
            thing = get_object_or_404(rows, pk=pk)
            thing.topic = found
        else:
            thing = _ballot(request, ref, pk)
        form = desk_build.ballot_form(name, pk, request.POST)

        def do(**told: Any) -> None:
            act(thing, **told, by=request.user, at=timezone.now())

        return _answer(request, found, form, do, name=f"{name}_{pk}", said=str(said))

    view.__name__ = name
    return view


def _answer(
    request: StaffRequest, found: Topic, form: Keyed, act: Act, *, name: str, said: str
) -> HttpResponse:
    return acting.answer(
        request, form, act, template="deliberation/handled",
        context=lambda again: desk_build.handled(
            request, visible(request, found.ref), {name: again}
        ),
        url=reverse("deliberation:handled", args=[found.ref]), said=said,
    )  # fmt: skip


_L = gettext_lazy
show = _of_topic("show", moderating.show, _L("已公开，提出人会收到消息。"))
hide = _of_topic("hide", moderating.hide, _L("已记下不公开，提出人会收到原因。"))
merge = _of_topic("merge", moderating.merge, _L("已合并，两边的人都会收到下文。"))
answer = _of_topic("answer", answering.answer, _L("已答复，大家都看得到。"))
extend = _of_topic("extend", answering.extend, _L("已延期，原因大家都看得到。"))
finish = _of_topic("finish", answering.finish, _L("已记下办成了什么。"))

show_remark = _of_part("show_remark", moderating.show_remark, _L("发言已公开。"))
hide_remark = _of_part("hide_remark", moderating.hide_remark, _L("发言已不公开。"))
open_ballot = _of_part("open_ballot", voting.open_ballot, _L("投票开始了。"))
call_off = _of_part("call_off", voting.call_off, _L("投票已取消。"))
