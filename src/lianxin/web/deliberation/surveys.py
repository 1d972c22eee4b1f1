"""Surveys for everybody: read why, answer without an account, read what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.deliberation.actions import surveying
from lianxin.deliberation.models import Survey
from lianxin.deliberation.states import SurveyState
from lianxin.web import pacing, respond
from lianxin.web.deliberation import public, survey_build
from lianxin.web.deliberation.survey_forms import AnswersForm
from lianxin.web.private import private
from lianxin.web.respond import Request
from lianxin.web.sheets import xlsx

AFTERWARDS: Final = timedelta(days=30)


@login_not_required
@require_safe
def surveys(request: Request) -> HttpResponse:
    code = request.GET.get("hall", "")
    hall = public.hall_of(request, code) if code else None
    return respond.page(request, "deliberation/surveys", survey_build.surveys(request, hall))


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: Request, ref: str) -> HttpResponse:
    """Once from each device: the device keeps that it has answered, nobody else does."""
    found, now = _survey(request, ref), timezone.now()
    is_running = found.state == SurveyState.OPEN and now < found.closes_at
    is_answered = _has_answered(request, found)
    form = AnswersForm(request.POST if request.method == "POST" else None, asked=found.form.read())

    def act() -> None:
        pacing.pace(request, "", scope="survey", at=now)
        surveying.reply(found, form.answers, at=now, key=form.cleaned_data["key"])

    if not is_answered and form.attempt(act) is not None:
        respond.tell(request, _("收到了，谢谢。没有留下您的身份。"))
        return _remembered(redirect("deliberation:survey", found.ref), found)
    shown = form if is_running and not is_answered else None
    context = survey_build.survey(request, found, shown, is_answered=is_answered)
    return respond.page(request, "deliberation/survey", context, status=form.status)


@login_not_required
@require_safe
def survey_table(request: Request, ref: str) -> HttpResponse:
    """What may be told of the result as .xlsx."""
    found = _survey(request, ref)
    head = [_("问题"), _("选项"), _("人数"), _("占比"), _("共几份")]
    rows = survey_build.cells(found)
    return xlsx(f"{found.ref}.xlsx", rows, title=_("问卷结果"), head=head, wide=(0, 1))


def _survey(request: Request, ref: str) -> Survey:
    found: Survey = get_object_or_404(survey_build.public(request).whole(), ref=ref)
    return found


def _cookie(found: Survey) -> str:
    return f"survey-{found.ref}"


def _has_answered(request: Request, found: Survey) -> bool:
    name = _cookie(found)
    try:
        return request.get_signed_cookie(name, salt=name) == "1"
    except (KeyError, signing.BadSignature):
        return False


def _remembered(answer: HttpResponse, found: Survey) -> HttpResponse:
    """It says that this device has answered, the same on every device."""
    name, left = _cookie(found), found.closes_at - timezone.now() + AFTERWARDS
    answer.set_signed_cookie(
        name, "1", salt=name, max_age=left, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Lax", path=reverse("deliberation:survey", args=[found.ref]),
    )  # fmt: skip
    return answer
