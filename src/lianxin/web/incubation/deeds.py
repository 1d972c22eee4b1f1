"""What the incubator does with a group, and both with a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.incubation import actions
from lianxin.incubation.models import Cycle, Group
from lianxin.network.models import Organisation
from lianxin.web import acting, respond
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
from lianxin.web.seats import holding


@require_POST
@holding(*DOING)
def show(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    form = ShowForm(request.POST, group=found)
    return _deed(request, found, "show", form, actions.show, said=_("已记下这份材料。"))


@require_POST
@holding(*DOING)
def go_on(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    form = Keyed(request.POST)
    return _deed(request, found, "go_on", form, actions.go_on, said=_("已进入下一阶段。"))


@require_POST
@holding(*DOING)
def register(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    said = _("已登记成立，成了本辖区的一个单位。")
    form = RegisterForm(request.POST)
    return _deed(request, found, "register", form, actions.register, said=said)


@require_POST
@holding(*DOING)
def hand_over(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    units = Organisation.objects.filter(
        district_id=found.district_id, is_active=True, kind__in=build.INCUBATORS
    )
    form = HandOverForm(request.POST, units=units)
    return _deed(request, found, "hand_over", form, actions.hand_over, said=_("已转过去。"))


@require_POST
@holding(*DOING)
def close(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    form = ReasonForm(request.POST)
    return _deed(request, found, "close", form, actions.close, said=_("已结束孵化。"))


@require_POST
@holding(*DOING)
def plan(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    form = PlanForm(request.POST)
    return _deed(request, found, "plan", form, actions.plan, said=_("已立项，等孵化平台启动。"))


@require_POST
@holding(*DOING)
def begin(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = BeginForm(request.POST)
    return _of_cycle(
        request, ref, pk, "begin", form=form, act=actions.begin, said=_("项目已启动。")
    )


@require_POST
@holding(*DOING)
def report(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = ReportForm(request.POST)
    return _of_cycle(
        request, ref, pk, "report", form=form, act=actions.report, said=_("总结已交。")
    )


@require_POST
@holding(*DOING)
def send_back(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    said = _("已退回，团队会收到消息。")
    return _of_cycle(request, ref, pk, "send_back", form=form, act=actions.send_back, said=said)


@require_POST
@holding(*DOING)
def accept(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = Keyed(request.POST)
    return _of_cycle(request, ref, pk, "accept", form=form, act=actions.accept, said=_("已验收。"))


@require_POST
@holding(*DOING)
def stop(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    return _of_cycle(request, ref, pk, "stop", form=form, act=actions.stop, said=_("项目已中止。"))


def _of_cycle(
    request: respond.StaffRequest,
    ref: str,
    pk: UUID,
    name: str,
    *,
    form: Keyed,
    act: Callable[..., object],
    said: str,
) -> HttpResponse:
    found = visible(request, ref)
    rows = Cycle.objects.filter(district_id=found.district_id, group=found)
    cycle: Cycle = get_object_or_404(rows, pk=pk)
    cycle.group = found
    return _deed(request, found, f"{name}_{pk}", form, act, said=said, on=cycle)


def _deed(
    request: respond.StaffRequest,
    found: Group,
    name: str,
    form: Keyed,
    act: Callable[..., object],
    *,
    said: str,
    on: Cycle | None = None,
) -> HttpResponse:
    def do(**told: Any) -> None:
        act(on or found, **told, by=request.user, at=timezone.now())

    return acting.answer(
        request,
        form,
        do,
        template="incubation/group",
        context=lambda again: build.group(
            request, visible(request, found.ref), forms={name: again}
        ),
        url=reverse("incubation:group", args=[found.ref]),
        said=said,
    )
