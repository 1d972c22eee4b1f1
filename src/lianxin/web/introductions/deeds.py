"""What the coordinating desk records, and what a side says by its account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.introductions.actions import asking, recording
from lianxin.introductions.models import Introduction
from lianxin.web import acting, respond
from lianxin.web.introductions import detail
from lianxin.web.introductions.forms import (
    CorrectForm,
    FallForm,
    ReceiveForm,
    RecordForm,
    SideForm,
)
from lianxin.web.introductions.views import RECORDING, visible
from lianxin.web.me.forms import Keyed
from lianxin.web.seats import holding


@require_POST
def say(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    sides = detail.sides_of(request.user, found)
    if not sides:
        raise Http404
    form = SideForm(request.POST, sides=sides)

    def act(*, side: str, key: Any, **_told: Any) -> None:
        chosen = next(one for one in sides if str(one.number) == side)
        asking.say(found, chosen, form.said, by=request.user, at=timezone.now(), key=key)

    return _deed(request, found, "say", form, act, said=_("已记下。"))


@require_POST
@holding(*RECORDING)
def record(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)

    def act(*, amount: int | None, **told: Any) -> None:
        recording.record(found, amount_fen=amount, **told, by=request.user, at=timezone.now())

    form = RecordForm(request.POST, introduction=found)
    return _deed(request, found, "record", form, act, said=_("已登记进展。"))


@require_POST
@holding(*RECORDING)
def receive(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)

    def act(*, amount: int, **told: Any) -> None:
        recording.receive(found, amount_fen=amount, **told, by=request.user, at=timezone.now())

    form = ReceiveForm(request.POST)
    return _deed(request, found, "receive", form, act, said=_("已登记到账。"))


@require_POST
@holding(*RECORDING)
def correct(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """An amount that was told wrongly."""
    found = visible(request, ref)

    def act(*, amount: int, **told: Any) -> None:
        recording.correct(found, amount_fen=amount, **told, by=request.user, at=timezone.now())

    form = CorrectForm(request.POST, introduction=found)
    return _deed(request, found, "correct", form, act, said=_("金额已更正。"))


@require_POST
@holding(*RECORDING)
def fall_through(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)

    def act(**told: Any) -> None:
        recording.fall_through(found, **told, by=request.user, at=timezone.now())

    form = FallForm(request.POST)
    return _deed(request, found, "fall_through", form, act, said=_("已登记没有谈成。"))


@require_POST
@holding(*RECORDING)
def revive(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)

    def act(**told: Any) -> None:
        recording.revive(found, **told, by=request.user, at=timezone.now())

    return _deed(request, found, "revive", Keyed(request.POST), act, said=_("已重新开启。"))


def _deed(
    request: respond.StaffRequest,
    found: Introduction,
    name: str,
    form: Keyed,
    act: Callable[..., object],
    *,
    said: str,
) -> HttpResponse:
    return acting.answer(
        request,
        form,
        act,
        template="introductions/introduction",
        context=lambda again: detail.introduction(
            request, visible(request, found.ref), forms={name: again}
        ),
        url=reverse("introductions:introduction", args=[found.ref]),
        said=said,
    )
