"""What the publisher does: answer, appoint, decide, accept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.challenges import queries
from lianxin.challenges.actions import deciding, delivering, putting, reviewing
from lianxin.challenges.models import Challenge, Milestone, Question, Reviewer
from lianxin.papers import word
from lianxin.web import acting, respond
from lianxin.web.challenges import awarding, desk, paper
from lianxin.web.challenges.forms import (
    AcceptForm,
    AnswerForm,
    AppointForm,
    DecideForm,
    DismissForm,
    MilestoneForm,
    NoteForm,
    PayForm,
)
from lianxin.web.challenges.views import published
from lianxin.web.me.forms import Keyed

PAGE = "challenges/run"


@require_safe
def run(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return respond.page(request, PAGE, desk.run(request, published(request, ref)))


@require_safe
def decision(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """What was decided and why, as .docx."""
    found, now = published(request, ref), timezone.now()
    content = word.docx(paper.decision(found, by=request.user, at=now))
    sent = HttpResponse(content, content_type=word.TYPE)
    sent["Content-Disposition"] = f'attachment; filename="{found.listing.ref}.docx"'
    return sent


@require_POST
def answer(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found = published(request, ref)
    questions = Question.objects.filter(district_id=found.district_id, challenge=found)
    question = get_object_or_404(questions, pk=pk)
    question.challenge = found
    return _deed(
        request, found, f"answer-{pk}", AnswerForm(request.POST, auto_id=f"id_{pk}_%s"),
        lambda **told: putting.answer(question, **told, by=request.user, at=timezone.now()),
        said=_("已答复，大家都看得到。"),
    )  # fmt: skip


@require_POST
def appoint(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = published(request, ref)
    form = AppointForm(request.POST, people=desk.people(found))
    return _deed(
        request, found, "appoint", form,
        lambda user, key: reviewing.appoint(
            found, user, by=request.user, at=timezone.now(), key=key
        ),
        said=_("已聘请，对方会收到消息。"),
    )  # fmt: skip


@require_POST
def dismiss(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found = published(request, ref)
    rows = Reviewer.objects.filter(district_id=found.district_id, challenge=found)
    reviewer = get_object_or_404(rows.select_related("user"), pk=pk)
    reviewer.challenge = found
    return _deed(
        request, found, f"dismiss-{pk}", DismissForm(request.POST, auto_id=f"id_{pk}_%s"),
        lambda **told: reviewing.dismiss(reviewer, **told, by=request.user, at=timezone.now()),
        said=_("已解除，对方会收到消息。"),
    )  # fmt: skip


@require_POST
def award(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found, form = _decision_form(request, ref)
    return _deed(
        request, found, "decide", form,
        lambda key, **_told: awarding.award(
            found, _one(form), form.reasons, by=request.user, at=timezone.now(), key=key
        ),
        said=_("已公布，每个申请人都收到了结果和理由。"),
    )  # fmt: skip


@require_POST
def advance(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found, form = _decision_form(request, ref)
    return _deed(
        request, found, "decide", form,
        lambda key, decide_on=None, **_told: deciding.advance(
            found, form.picked("chosen"), form.reasons,
            decide_on=decide_on or timezone.localdate(), by=request.user, at=timezone.now(),
            key=key,
        ),
        said=_("已进入下一轮，每个申请人都收到了结果和理由。"),
    )  # fmt: skip


@require_POST
def fail(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found, form = _decision_form(request, ref)
    return _deed(
        request, found, "decide", form,
        lambda key, note="", **_told: deciding.fail(
            found, form.reasons, note=note, by=request.user, at=timezone.now(), key=key
        ),
        said=_("已宣布流榜，每个申请人都收到了理由。"),
    )  # fmt: skip


@require_POST
def plan(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = published(request, ref)

    def act(*, pay: int | None, **told: Any) -> None:
        delivering.plan(found, pay_fen=pay or 0, **told, by=request.user, at=timezone.now())

    said = _("已加上这一阶段。")
    return _deed(request, found, "plan", MilestoneForm(request.POST), act, said=said)


@require_POST
def accept(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found, milestone = _milestone(request, ref, pk)

    def act(*, paid: int | None, **told: Any) -> None:
        delivering.accept(milestone, paid_fen=paid, **told, by=request.user, at=timezone.now())

    form = AcceptForm(request.POST)
    return _deed(request, found, f"accept-{pk}", form, act, said=_("已验收。"))


@require_POST
def send_back(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found, milestone = _milestone(request, ref, pk)
    return _deed(
        request, found, f"send_back-{pk}", NoteForm(request.POST),
        lambda **told: delivering.send_back(
            milestone, **told, by=request.user, at=timezone.now()
        ),
        said=_("已退回补充。"),
    )  # fmt: skip


@require_POST
def pay(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found, milestone = _milestone(request, ref, pk)

    def act(*, paid: int, **told: Any) -> None:
        delivering.pay(milestone, paid_fen=paid, **told, by=request.user, at=timezone.now())

    form = PayForm(request.POST)
    return _deed(request, found, f"pay-{pk}", form, act, said=_("已登记支付。"))


@require_POST
def finish(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = published(request, ref)
    return _deed(
        request, found, "finish", Keyed(request.POST),
        lambda **told: delivering.finish(found, **told, by=request.user, at=timezone.now()),
        said=_("已整体验收。"),
    )  # fmt: skip


@require_POST
def stop(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = published(request, ref)
    return _deed(
        request, found, "stop", NoteForm(request.POST),
        lambda **told: delivering.stop(found, **told, by=request.user, at=timezone.now()),
        said=_("已终止。"),
    )  # fmt: skip


def _decision_form(request: respond.StaffRequest, ref: str) -> tuple[Challenge, DecideForm]:
    found = published(request, ref)
    standing = queries.standing_in(found)
    return found, DecideForm(request.POST, challenge=found, standing=standing)


def _one(form: DecideForm) -> Any:
    """Who was chosen to win; somebody of no standing where nobody was, so the action says so."""
    picked = form.picked("winner") if "winner" in form.fields else []
    if picked:
        return picked[0]
    raise desk.nobody_chosen()


def _milestone(request: respond.StaffRequest, ref: str, pk: UUID) -> tuple[Challenge, Milestone]:
    found = published(request, ref)
    rows = Milestone.objects.filter(district_id=found.district_id, challenge=found)
    milestone = get_object_or_404(rows, pk=pk)
    milestone.challenge = found
    return found, milestone


def _deed(
    request: respond.StaffRequest,
    found: Challenge,
    name: str,
    form: Keyed,
    act: Any,
    *,
    said: str,
) -> HttpResponse:
    ref = found.listing.ref
    return acting.answer(
        request,
        form,
        act,
        template=PAGE,
        context=lambda again: desk.run(
            request, published(request, ref), forms={name: again} if again else {}
        ),
        url=reverse("challenges:run", args=[ref]),
        said=said,
    )
