"""What a reviewer does: declare, read, give scores."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.challenges import policy, queries
from lianxin.challenges.actions import reviewing
from lianxin.challenges.models import Application, Challenge, Declaration, Paper, Review
from lianxin.challenges.states import ChallengeState
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.web import acting, respond
from lianxin.web.challenges import build, pages
from lianxin.web.challenges.forms import DeclareForm, ScoreForm
from lianxin.web.challenges.own import sent
from lianxin.web.challenges.views import visible
from lianxin.web.parts import Deed, Fact

PAGE = "challenges/submission"


@require_safe
def review(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """All applications by their teams' names, to declare, then to read."""
    return respond.page(request, "challenges/review", _list(request, _challenge(request, ref)))


@require_safe
def submission(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = _application(request, ref)
    try:
        policy.require_reader(request.user, found, at=timezone.now())
    except NotAllowed as refusal:
        return _kept_out(request, found, refusal)
    return respond.page(request, PAGE, _page(request, found))


@require_safe
def paper(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponseBase:
    found = _application(request, ref)
    try:
        policy.require_reader(request.user, found, at=timezone.now())
    except NotAllowed as refusal:
        return _kept_out(request, found, refusal)
    papers = Paper.objects.filter(district_id=found.district_id, application=found)
    return sent(get_object_or_404(papers, pk=pk))


@require_POST
def declare(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """One of two buttons: no interest, or one, with a word."""
    found = _application(request, ref)
    form = DeclareForm(request.POST, auto_id=f"id_{ref}_%s")
    has_conflict = request.POST.get("said") == "interest"
    text = form.cleaned_data["text"] if form.is_valid() else ""
    url = reverse("challenges:review", args=[found.challenge.listing.ref])
    try:
        reviewing.declare(
            found, has_conflict=has_conflict, text=text, by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        if refusal.field != "text":
            context = _list(request, found.challenge)
            return respond.refused(request, "challenges/review", context, refusal)
        form.refuse(refusal)
        return _ask_again(request, found, form)
    if not has_conflict:
        url = reverse("challenges:submission", args=[ref])
    respond.tell(request, _("已回避。") if has_conflict else _("已声明没有利益关系。"))
    return redirect(url)


def _ask_again(
    request: respond.StaffRequest, found: Application, form: DeclareForm
) -> HttpResponse:
    """The page on which she began to declare an interest: the one she reads, or the list."""
    try:
        policy.require_reader(request.user, found, at=timezone.now())
    except NotAllowed:
        context = _list(request, found.challenge, sent=(found.pk, form))
        return respond.page(request, "challenges/review", context, status=422)
    return respond.page(request, PAGE, _page(request, found, abstain=form), status=422)


@require_POST
def score(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = _application(request, ref)
    try:
        policy.require_reader(request.user, found, at=timezone.now())
    except NotAllowed as refusal:
        return _kept_out(request, found, refusal)
    form = ScoreForm(request.POST, challenge=found.challenge)
    return acting.answer(
        request,
        form,
        lambda text, key, **_points: reviewing.give(
            found, form.points, text=text, by=request.user, at=timezone.now(), key=key
        ),
        template=PAGE,
        context=lambda again: _page(request, found, form=again),
        url=reverse("challenges:submission", args=[ref]),
        said=_("已评分，现在可以看到别人的评分。"),
    )


def _challenge(request: respond.StaffRequest, ref: str) -> Challenge:
    found = visible(request, ref)
    if policy.reviewer_of(request.user, found) is None:
        raise Http404
    return found


def _application(request: respond.StaffRequest, ref: str) -> Application:
    """One for a challenge that the person reviews or decides; to others it does not exist."""
    found = get_object_or_404(
        Application.objects.filter(district_id=request.district.pk).select_related(
            "claim__claimant", "claim__ordered_by", "challenge__listing"
        ),
        claim__ref=ref,
    )
    found.challenge = visible(request, found.challenge.listing.ref)
    user, on = request.user, timezone.localdate()
    is_ours = policy.publishes(user, found.challenge, on=on)
    if not is_ours and policy.reviewer_of(user, found.challenge) is None:
        raise Http404
    return found


def _kept_out(
    request: respond.StaffRequest, found: Application, refusal: NotAllowed
) -> HttpResponse:
    if policy.reviewer_of(request.user, found.challenge) is None:
        return respond.sorry(request, 403)
    context = _list(request, found.challenge)
    return respond.refused(request, "challenges/review", context, refusal)


def _list(
    request: respond.StaffRequest,
    found: Challenge,
    *,
    sent: tuple[UUID, DeclareForm] | None = None,
) -> pages.Review:
    reviewer = policy.reviewer_of(request.user, found)
    if reviewer is None:
        raise Http404
    now = timezone.now()
    said = {
        one.application_id: one
        for one in Declaration.objects.filter(district_id=found.district_id, reviewer=reviewer)
    }
    given = set(
        Review.objects.filter(
            district_id=found.district_id, reviewer=reviewer, round=found.round
        ).values_list("application_id", flat=True)
    )
    standing = queries.standing_in(found)
    return pages.Review(
        head=build.head(found, (), at=now),
        note=_note(found, len(standing)),
        rows=[_judged(one, said.get(one.pk), sent, is_given=one.pk in given) for one in standing],
        crumbs=build.crumbs(found),
    )


def _note(found: Challenge, count: int) -> str:
    if found.state != ChallengeState.OPEN:
        return _("评审已经结束。")
    if found.is_sealed(at=timezone.now()):
        return _("已有 %d 份申请，截止后才能打开；现在可以先声明利益关系。") % count
    return _("先声明与每份申请有没有利益关系，再看材料、打分。自己打完分，才看得到别人的分。")


def _judged(
    application: Application,
    said: Declaration | None,
    sent: tuple[UUID, DeclareForm] | None,
    *,
    is_given: bool,
) -> pages.Judged:
    state, level = _("等您声明"), "wait"
    if said is not None:
        state, level = (_("已回避"), "quiet") if said.has_conflict else (_("等您打分"), "wait")
    if is_given and not (said and said.has_conflict):
        state, level = _("已打分"), "good"
    ref = application.claim.ref
    again = sent[1] if sent and sent[0] == application.pk else None
    may_open = said is not None and not said.has_conflict
    return pages.Judged(
        team=application.team,
        state=state,
        level=level,
        url=reverse("challenges:submission", args=[ref]) if may_open else "",
        declare_url="" if said else reverse("challenges:declare", args=[ref]),
        form=None if said else again or DeclareForm(auto_id=f"id_{ref}_%s"),
    )


def _page(
    request: respond.StaffRequest,
    found: Application,
    *,
    form: object = None,
    abstain: DeclareForm | None = None,
) -> pages.Submission:
    challenge, ref = found.challenge, found.claim.ref
    user, on = request.user, timezone.localdate()
    reviewer = policy.reviewer_of(user, challenge)
    is_publisher = policy.publishes(user, challenge, on=on)
    given = queries.reviews_shown(
        found, to=user, round_=challenge.round, is_publisher=is_publisher
    )
    has_given = any(one.reviewer.user_id == user.pk for one in given)
    may_score = reviewer is not None and not has_given and challenge.state == ChallengeState.OPEN
    score_form = form if isinstance(form, ScoreForm) else ScoreForm(challenge=challenge)
    return pages.Submission(
        head=build.head(challenge, (), at=timezone.now()),
        team=found.team,
        members=found.members,
        plan=found.plan,
        papers=build.paper_links(list(queries.papers(found)), "challenges:paper", ref),
        contact=_contact(found) if is_publisher else (),
        score_form=score_form if may_score else None,
        score_url=reverse("challenges:score", args=[ref]),
        withdraw_deed=_abstain(ref, abstain) if reviewer is not None else None,
        given=_given(given, challenge),
        hidden=_("您打完分，才看得到别人的分。") if may_score else "",
        crumbs=build.crumbs(challenge),
    )


def _abstain(ref: str, form: DeclareForm | None) -> Deed:
    url = reverse("challenges:declare", args=[ref])
    form = form or DeclareForm(auto_id=f"id_{ref}_%s")
    return Deed("declare", _("有利益关系，回避"), "hand", url, form)


def _contact(found: Application) -> list[Fact]:
    who = found.claim.claimant
    facts = [
        Fact(_("单位"), found.claim.ordered_by.name if found.claim.ordered_by else ""),
        Fact(_("联系人"), who.name or ""),
        Fact(_("电话"), who.phone or "", f"tel:{who.phone}" if who.phone else ""),
        Fact(_("电子邮箱"), who.email or "", f"mailto:{who.email}" if who.email else ""),
    ]
    return [fact for fact in facts if fact.value]


def _given(reviews: Sequence[Review], challenge: Challenge) -> list[pages.Given]:
    most = sum(one["most"] for one in challenge.criteria)
    return [
        pages.Given(
            who=str(review.reviewer.user),
            total=f"{review.total} / {most}",
            points=[
                Fact(one["label"], f"{review.points.get(one['code'], 0)} / {one['most']}")
                for one in challenge.criteria
            ],
            text=review.text,
        )
        for review in reviews
    ]
