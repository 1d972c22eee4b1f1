"""What the incubator does with a group, and both with a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lianxin.incubation import actions
from lianxin.incubation.models import Cycle, Group
from lianxin.web import acting
from lianxin.web.incubation import build
from lianxin.web.incubation.forms import (
    BeginForm,
    HandOverForm,
    NoteForm,
    PlanForm,
    ReasonForm,
    RegisterForm,
    ReportForm,
    ShowForm,
)
from lianxin.web.incubation.views import DOING, visible
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding

Fill = Callable[[StaffRequest, Group], Keyed]
Act = Callable[..., object]
View = Callable[..., HttpResponse]


def _with(form: type[Keyed]) -> Fill:
    return lambda request, _group: form(request.POST)


def _of_group(name: str, fill: Fill, act: Act, said: str | Promise) -> View:
    """The view of the deed `name`, whose form `fill` makes."""

    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        group = visible(request, ref)
        return _answer(request, group, name, fill(request, group), act, said=said, thing=group)

    view.__name__ = name
    return view


def _of_cycle(name: str, form: type[Keyed], act: Act, said: str | Promise) -> View:
    """The same of a deed on one of the group's projects."""

    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
        group = visible(request, ref)
        rows = Cycle.objects.filter(district_id=group.district_id, group=group)
        cycle: Cycle = get_object_or_404(rows, pk=pk)
        cycle.group = group
        typed = form(request.POST, auto_id=f"id_{name}_{pk}_%s")
        return _answer(request, group, f"{name}_{pk}", typed, act, said=said, thing=cycle)

    view.__name__ = name
    return view


def _answer(
    request: StaffRequest,
    group: Group,
    name: str,
    form: Keyed,
    act: Act,
    *,
    said: str | Promise,
    thing: Group | Cycle,
) -> HttpResponse:
    def do(**told: Any) -> None:
        act(thing, **told, by=request.user, at=timezone.now())

    return acting.answer(
        request,
        form,
        do,
        template="incubation/group",
        context=lambda again: build.group(
            request, visible(request, group.ref), forms={name: again}
        ),
        url=reverse("incubation:group", args=[group.ref]),
        said=str(said),
    )


def _shown(request: StaffRequest, group: Group) -> Keyed:
    return ShowForm(request.POST, group=group)


def _handed(request: StaffRequest, group: Group) -> Keyed:
    return HandOverForm(request.POST, units=build.other_incubators(group))


take_up = _of_group("take_up", _with(Keyed), actions.take_up, _("已接收，发起人会收到消息。"))
decline = _of_group(
    "decline", _with(ReasonForm), actions.decline, _("已记下不接收，发起人会收到原因。")
)
show = _of_group("show", _shown, actions.show, _("已记下这份材料。"))
go_on = _of_group("go_on", _with(Keyed), actions.go_on, _("已进入下一阶段。"))
register = _of_group(
    "register", _with(RegisterForm), actions.register, _("已登记成立，成了本辖区的一个单位。")
)
hand_over = _of_group("hand_over", _handed, actions.hand_over, _("已转过去。"))
close = _of_group("close", _with(ReasonForm), actions.close, _("已结束孵化。"))
plan = _of_group("plan", _with(PlanForm), actions.plan, _("已立项，等孵化平台启动。"))

begin = _of_cycle("begin", BeginForm, actions.begin, _("项目已启动。"))
report = _of_cycle("report", ReportForm, actions.report, _("总结已交。"))
send_back = _of_cycle("send_back", NoteForm, actions.send_back, _("已退回，团队会收到消息。"))
accept = _of_cycle("accept", Keyed, actions.accept, _("已验收。"))
stop = _of_cycle("stop", ReasonForm, actions.stop, _("项目已中止。"))
