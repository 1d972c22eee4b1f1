"""What everybody does with a topic, and who raised it with hers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.deliberation import queries
from lianxin.deliberation.actions import joining, topics
from lianxin.deliberation.actions.joining import Said
from lianxin.deliberation.models import Remark, Topic
from lianxin.web import acting, pacing, respond
from lianxin.web.address import client_address
from lianxin.web.deliberation import build, pages
from lianxin.web.deliberation.forms import NoteForm, ReviseForm, SayForm, SupportForm
from lianxin.web.deliberation.public import MOST, own_topic, public_topic
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private
from lianxin.web.respond import Request, StaffRequest


@login_not_required
@require_POST
def support(request: Request, ref: str) -> HttpResponse:
    found, user = public_topic(request, ref), build.user_of(request)
    form = SupportForm(request.POST, is_known=user is not None, auto_id="id_support_%s")

    def act(phone: str = "", email: str = "", **_told: Any) -> None:
        now = timezone.now()
        pacing.pace(request, phone or email, scope="support", at=now, of_number=MOST)
        joining.support(
            found, user=user, phone=phone, email=email, language=get_language() or "", at=now
        )

    said = _("已附议。") if user else _("请点发给您的链接确认，确认以后算数。")
    return _answer(request, found, form, act, name="support", said=said)


@require_POST
def drop(request: StaffRequest, ref: str) -> HttpResponse:
    found = public_topic(request, ref)
    own = queries.support_of(found, request.user)
    if own is not None:
        joining.drop(own, user=request.user)
        respond.tell(request, _("已收回附议。"))
    return redirect("deliberation:topic", ref)


@login_not_required
@require_POST
def say(request: Request, ref: str) -> HttpResponse:
    found, user = public_topic(request, ref), build.user_of(request)
    form = SayForm(request.POST, auto_id="id_say_%s")

    def act(key: UUID, text: str, shown_as: str, parent: UUID | None) -> None:
        now = timezone.now()
        pacing.pace(request, "", scope="say", at=now)
        said = Said(text, shown_as, _remark(found, parent) if parent else None)
        joining.say(found, said, user=user, at=now, key=key)

    said = _("收到了。有账号的马上公开，没有账号的主持单位看过就公开。")
    return _answer(request, found, form, act, name="say", said=said)


@require_POST
def join(request: StaffRequest, ref: str) -> HttpResponse:
    joining.join(public_topic(request, ref), user=request.user, at=timezone.now())
    respond.tell(request, _("已加入小组。"))
    return redirect("deliberation:topic", ref)


@require_POST
def leave(request: StaffRequest, ref: str) -> HttpResponse:
    joining.leave(public_topic(request, ref), user=request.user)
    respond.tell(request, _("已退出小组，没有留下记录。"))
    return redirect("deliberation:topic", ref)


@login_not_required
@require_POST
def flag(request: Request, ref: str, pk: UUID) -> HttpResponse:
    found, user = public_topic(request, ref), build.user_of(request)
    now = timezone.now()
    pacing.pace(request, "", scope="flag", at=now)
    who = f"user {user.pk}" if user else client_address(request)
    joining.flag(_remark(found, pk), who=who, at=now)
    respond.tell(request, _("已告诉主持单位，会有人看。"))
    return redirect("deliberation:topic", ref)


@login_not_required
@private
@require_POST
def revise(request: Request, ref: str, code: str) -> HttpResponse:
    form = ReviseForm(request.POST, auto_id="id_revise_%s")
    return _own(request, ref, code, form, do=topics.revise, name="revise", said=_("已修改。"))


@login_not_required
@private
@require_POST
def withdraw(request: Request, ref: str, code: str) -> HttpResponse:
    form = Keyed(request.POST, auto_id="id_withdraw_%s")
    return _own(request, ref, code, form, do=topics.withdraw, name="withdraw", said=_("已撤回。"))


@login_not_required
@private
@require_POST
def appeal(request: Request, ref: str, code: str) -> HttpResponse:
    form = NoteForm(request.POST, auto_id="id_appeal_%s")
    return _own(
        request, ref, code, form, do=topics.appeal, name="appeal", said=_("已请主持单位再看一次。")
    )


def _own(
    request: Request, ref: str, code: str, form: Keyed, *, do: Callable[..., object], name: str,
    said: str,
) -> HttpResponse:  # fmt: skip
    found = own_topic(request, ref, code)

    def act(**told: Any) -> None:
        do(found, **told, code=code, at=timezone.now())

    return acting.answer(
        request, form, act, template="deliberation/mine",
        context=lambda again: build.mine(own_topic(request, ref, code), code, {name: again}),
        url=reverse("deliberation:mine", args=[ref, code]), said=said,
    )  # fmt: skip


def _answer(
    request: Request,
    found: Topic,
    form: Keyed,
    act: Callable[..., object],
    *,
    name: str,
    said: str,
) -> HttpResponse:
    def context(again: Keyed | None) -> pages.Topic:
        return build.topic(request, public_topic(request, found.ref), {name: again})

    url = reverse("deliberation:topic", args=[found.ref])
    return acting.answer(
        request, form, act, template="deliberation/topic", context=context, url=url, said=said
    )


def _remark(found: Topic, pk: UUID) -> Remark:
    rows = Remark.objects.filter(district_id=found.district_id, topic=found).shown()
    one: Remark = get_object_or_404(rows, pk=pk)
    one.topic = found
    return one
