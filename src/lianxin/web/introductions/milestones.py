"""Plan and carry out what both sides do together: by account, and by the link of a side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.introductions import queries
from lianxin.introductions.actions import planning
from lianxin.introductions.models import Introduction, Milestone
from lianxin.web import acting, respond
from lianxin.web.challenges.forms import NoteForm
from lianxin.web.introductions import detail
from lianxin.web.introductions.forms import DoneForm, PlanForm, ReplanForm
from lianxin.web.introductions.views import side_of, visible
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private

Act = Callable[..., object]
BY_LINK: dict[str, tuple[Any, Callable[..., None]]] = {
    "report": (DoneForm, planning.report),
    "accept": (Keyed, planning.accept),
    "send_back": (NoteForm, planning.send_back),
}


@require_POST
def plan(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    form = PlanForm(
        request.POST, sides=queries.sides_of(found), has_final=bool(queries.final_of(found))
    )

    def act(*, key: UUID, **_told: Any) -> None:
        planning.plan(found, form.planned, by=request.user, at=timezone.now(), key=key)

    return _deed(request, found, "plan", form, act, said=_("已加上这一阶段，对方会收到消息。"))


@require_POST
def replan(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = ReplanForm(request.POST)
    return _of(request, ref, pk, planning.replan, form, said=_("已改，对方会收到消息。"))


@require_POST
def report(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = DoneForm(request.POST)
    return _of(request, ref, pk, planning.report, form, said=_("已提交，等对方验收。"))


@require_POST
def accept(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    return _of(request, ref, pk, planning.accept, Keyed(request.POST), said=_("已验收。"))


@require_POST
def send_back(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    return _of(request, ref, pk, planning.send_back, form, said=_("已退回补充。"))


@login_not_required
@private
@require_POST
def carry_out(request: respond.Request, ref: str, code: str, pk: UUID, verb: str) -> HttpResponse:
    """What a side does by its link."""
    if verb not in BY_LINK:
        raise Http404
    found, side = side_of(request, ref, code)
    milestone, (made, act) = _milestone(found, pk), BY_LINK[verb]
    return acting.answer(
        request,
        made(request.POST),
        lambda **told: act(milestone, **told, code=code, at=timezone.now()),
        template="introductions/saying",
        context=lambda again: detail.saying(
            found, side, code, forms={f"{verb}-{pk}": again} if again else {}
        ),
        url=reverse("introductions:saying", args=[ref, code]),
        said=_("已记下，对方会收到消息。"),
    )


def _of(
    request: respond.StaffRequest, ref: str, pk: UUID, act: Act, form: Keyed, *, said: str
) -> HttpResponse:
    found = visible(request, ref)
    milestone, name = _milestone(found, pk), act.__name__
    return _deed(
        request, found, f"{name}-{pk}", form,
        lambda **told: act(milestone, **told, by=request.user, at=timezone.now()), said=said,
    )  # fmt: skip


def _milestone(found: Introduction, pk: UUID) -> Milestone:
    rows = Milestone.objects.filter(district_id=found.district_id, introduction=found)
    one: Milestone = get_object_or_404(rows.select_related("side"), pk=pk)
    one.introduction = found
    return one


def _deed(
    request: respond.StaffRequest, found: Introduction, name: str, form: Keyed, act: Act, *,
    said: str,
) -> HttpResponse:  # fmt: skip
    return acting.answer(
        request,
        form,
        act,
        template="introductions/introduction",
        context=lambda again: detail.introduction(
            request, visible(request, found.ref), forms={name: again} if again else {}
        ),
        url=reverse("introductions:introduction", args=[found.ref]),
        said=said,
    )
