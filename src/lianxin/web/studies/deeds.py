"""What is done with a study, and what those who were asked to join say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lianxin.network.models import User
from lianxin.studies import actions, queries
from lianxin.studies.models import Member, Study
from lianxin.web import acting
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.studies import build
from lianxin.web.studies.forms import (
    AnswerForm,
    BeginForm,
    EthicsForm,
    InviteForm,
    NoteForm,
    ReasonForm,
    ReportForm,
    SeenForm,
    StrikeForm,
)
from lianxin.web.studies.views import visible

Fill = Callable[[StaffRequest], Keyed]
Act = Callable[..., object]
View = Callable[..., HttpResponse]


def _with(form: type[Keyed]) -> Fill:
    return lambda request: form(request.POST, request.FILES)


def _of_study(name: str, fill: Fill, act: Act, said: str | Promise) -> View:
    """The view of the deed `name`, whose form `fill` makes."""

    @require_POST
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        study = visible(request, ref)
        return _answer(request, study, name, fill(request), act, said=said, thing=study)

    view.__name__ = name
    return view


def _of_member(name: str, act: Act, said: str | Promise) -> View:
    @require_POST
    def view(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
        study = visible(request, ref)
        rows = Member.objects.filter(district_id=study.district_id, study=study)
        member: Member = get_object_or_404(rows.select_related("organisation", "user"), pk=pk)
        member.study = study
        form = Keyed(request.POST, auto_id=f"id_{name}_{pk}_%s")
        return _answer(request, study, f"{name}_{pk}", form, act, said=said, thing=member)

    view.__name__ = name
    return view


def _answer(
    request: StaffRequest,
    study: Study,
    name: str,
    form: Keyed,
    act: Act,
    *,
    said: str | Promise,
    thing: Study | Member,
) -> HttpResponse:
    def do(**told: Any) -> None:
        act(thing, **told, by=request.user, at=timezone.now())

    may_see = build.visible_studies(request).filter(pk=study.pk).exists
    return acting.answer(
        request,
        form,
        do,
        template="studies/study",
        context=lambda again: build.study(
            request, visible(request, study.ref), forms={name: again}
        ),
        url=_next(study, name, may_see),
        said=str(said),
    )


def _next(study: Study, name: str, may_see: Callable[[], bool]) -> str:
    """Who declines does not see it any more."""
    if name.startswith("decline") or not may_see():
        return reverse("studies:home")
    return reverse("studies:study", args=[study.ref])


def _invited(request: StaffRequest) -> Keyed:
    return InviteForm(request.POST, district=request.district)


invite = _of_study("invite", _invited, actions.invite, _("已邀请，等对方答复。"))
begin = _of_study("begin", _with(BeginForm), actions.begin, _("调研开始了。"))
promise = _of_study("promise", _with(EthicsForm), actions.promise, _("已写明，大家都能看到。"))
report = _of_study("report", _with(ReportForm), actions.report, _("报告已交，等提出单位答复。"))
send_back = _of_study("send_back", _with(NoteForm), actions.send_back, _("已退回，调研组会收到。"))
answer = _of_study("answer", _with(AnswerForm), actions.answer, _("已答复，调研组会收到。"))
publish = _of_study("publish", _with(Keyed), actions.publish, _("已公开，大家都能看到。"))
unpublish = _of_study("unpublish", _with(Keyed), actions.unpublish, _("已撤下。"))
drop = _of_study("drop", _with(ReasonForm), actions.drop, _("已停止。"))
consent = _of_member("consent", actions.consent, _("已答应参加。"))
decline = _of_member("decline", actions.decline, _("已说不参加。"))


@require_POST
def note(request: StaffRequest, ref: str) -> HttpResponse:
    """Write down what was seen."""
    study = visible(request, ref)
    form = SeenForm(request.POST, district_id=study.district_id)

    def do(of: Study, *, by: User, at: datetime, key: UUID, **_told: Any) -> None:
        actions.note(of, form.seen, by=by, at=at, key=key)

    return _answer(request, study, "note", form, do, said=_("已记下。"), thing=study)


def _listed(request: StaffRequest, study: Study) -> Keyed:
    return StrikeForm(request.POST, listed=queries.observations_of(study)[: build.SHOWN])


@require_POST
def strike(request: StaffRequest, ref: str) -> HttpResponse:
    """Delete one of what was seen."""
    study = visible(request, ref)
    form = _listed(request, study)
    return _answer(request, study, "strike", form, actions.strike, said=_("已删去。"), thing=study)
