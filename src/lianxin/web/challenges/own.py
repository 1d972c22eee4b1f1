"""What a team does with the number and code of its application."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.challenges import queries
from lianxin.challenges.actions import applying, delivering
from lianxin.challenges.models import Application, Challenge, Milestone, Paper, Verdict
from lianxin.challenges.states import Outcome
from lianxin.exchange.milestones import MilestoneState
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy
from lianxin.web import acting, respond
from lianxin.web.challenges import build, pages, words
from lianxin.web.challenges.forms import ReportForm
from lianxin.web.keyed import key_of
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed, Moment
from lianxin.web.private import private

PAGE = "challenges/application"
UNDECIDED = (ClaimState.ASKED, ClaimState.SHORTLISTED)


@require_safe
def own(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """From a message to the account that applied, on to the page with the code."""
    found = get_object_or_404(
        Application.objects.filter(
            district_id=request.district.pk, claim__claimant__user=request.user
        ),
        claim__ref=ref,
    )
    code = privacy.tracking_code(found.claim_id)
    return redirect("challenges:application", ref, code)


@login_not_required
@private
@require_safe
def application(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found = _application(request, ref, code)
    return respond.page(request, PAGE, _page(found, code, is_new="new" in request.GET))


@login_not_required
@private
@require_POST
def withdraw(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found = _application(request, ref, code)
    return respond.deed(
        request,
        lambda: applying.withdraw(found, code=code, at=timezone.now(), key=key_of(request)),
        template=PAGE,
        context=lambda: _page(_application(request, ref, code), code),
        url=reverse("challenges:application", args=[ref, code]),
        said=_("已撤回。"),
    )


@login_not_required
@private
@require_POST
def report(request: respond.Request, ref: str, code: str, pk: UUID) -> HttpResponse:
    """Show what has been done for one milestone."""
    found = _application(request, ref, code)
    milestone = get_object_or_404(
        Milestone.objects.filter(
            district_id=found.district_id, challenge__awarded=found.pk
        ).select_related("challenge__listing__provider"),
        pk=pk,
    )
    return acting.answer(
        request,
        ReportForm(request.POST, request.FILES),
        lambda **told: delivering.report(milestone, code=code, at=timezone.now(), **told),
        template=PAGE,
        context=lambda form: _page(
            _application(request, ref, code), code, forms={str(pk): form} if form else {}
        ),
        url=reverse("challenges:application", args=[ref, code]),
        said=_("已提交，等发榜单位验收。"),
    )


@login_not_required
@private
@require_safe
def own_paper(request: respond.Request, ref: str, code: str, pk: UUID) -> HttpResponseBase:
    found = _application(request, ref, code)
    papers = Paper.objects.filter(district_id=found.district_id, application=found)
    return sent(get_object_or_404(papers, pk=pk))


def sent(paper: Paper) -> FileResponse:
    """As a file to keep: it is never shown by the browser."""
    return FileResponse(
        paper.file.open("rb"),
        as_attachment=True,
        filename=paper.name,
        content_type="application/octet-stream",
    )


def _application(request: respond.Request, ref: str, code: str) -> Application:
    found = (
        Application.objects.filter(district_id=request.district.pk, claim__ref=ref)
        .select_related("claim__claimant", "claim__ordered_by")
        .first()
    )
    if found is None or not privacy.matches_code(found.claim_id, code):
        raise Http404
    whole: Any = Challenge.objects.filter(district_id=request.district.pk).whole()
    found.challenge = whole.get(pk=found.challenge_id)
    return found


def _page(
    found: Application, code: str, *, is_new: bool = False, forms: dict[str, Any] | None = None
) -> pages.Application:
    claim, challenge = found.claim, found.challenge
    is_ours = challenge.awarded_id == found.pk
    milestones = queries.milestones(challenge) if is_ours else ()
    return pages.Application(
        head=build.head(challenge, milestones, at=timezone.now()),
        ref=claim.ref,
        is_new=is_new,
        team=found.team,
        state=words.application_state(claim.state, challenge),
        level=words.APPLICATIONS.get(ClaimState(claim.state), ""),
        verdicts=[_verdict(one) for one in _verdicts(found)],
        members=found.members,
        plan=found.plan,
        papers=build.paper_links(
            list(queries.papers(found)), "challenges:own_paper", claim.ref, code
        ),
        stretches=[_stretch(one, found, code, forms or {}) for one in milestones],
        deeds=_deeds(found, code),
    )


def _deeds(found: Application, code: str) -> list[Deed]:
    if found.claim.state not in UNDECIDED:
        return []
    url = reverse("challenges:withdraw", args=[found.claim.ref, code])
    return [Deed("withdraw", _("撤回申请"), "circle-x", url, Keyed())]


def _verdicts(found: Application) -> Any:
    rows = Verdict.objects.filter(district_id=found.district_id, application=found)
    return rows.order_by("-round")


def _verdict(one: Verdict) -> Moment:
    icon, level = words.DECIDED[Outcome(one.outcome)]
    return Moment(
        at=one.decided_at,
        verb=str(Outcome(one.outcome).label),
        note=one.reason,
        icon=icon,
        level=level,
    )


def _stretch(
    one: Milestone, found: Application, code: str, forms: dict[str, Any]
) -> pages.Stretch:
    ref = found.claim.ref
    deeds = []
    if one.state == MilestoneState.PLANNED:
        url = reverse("challenges:report", args=[ref, code, one.pk])
        form = forms.get(str(one.pk)) or ReportForm(auto_id=f"id_{one.pk}_%s")
        deeds.append(
            Deed("report", _("提交成果"), "upload", url, form, is_main=True, takes_files=True)
        )
    papers = build.paper_links(list(queries.papers(found, one)), "challenges:own_paper", ref, code)
    return build.stretch(one, papers=papers, deeds=deeds, is_inside=True)
