"""Fill the publisher's page: the matrix of reviews and what may be done now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges import queries
from lianxin.challenges.models import (
    Application,
    Challenge,
    Declaration,
    Milestone,
    Question,
    Review,
    Reviewer,
)
from lianxin.challenges.states import ChallengeState
from lianxin.exchange.milestones import MilestoneState
from lianxin.exchange.states import ClaimState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.web.challenges import build, pages, words
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
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed, Fact
from lianxin.web.respond import StaffRequest

Forms = Mapping[str, Any]
NONE = "—"


def run(request: StaffRequest, found: Challenge, *, forms: Forms | None = None) -> pages.Run:
    now, typed = timezone.now(), forms or {}
    milestones = queries.milestones(found)
    reviewers = queries.reviewers(found)
    applications = list(queries.applications(found))
    is_sealed = found.is_sealed(at=now)
    decide = _decide(found, applications, typed) if not is_sealed else None
    return pages.Run(
        head=build.head(found, milestones, at=now),
        sealed=_sealed(len(applications)) if is_sealed else "",
        questions=[_asked(found, one, typed) for one in _questions(found)],
        reviewers=[str(one.user) for one in reviewers],
        dismissals=_dismissals(found, reviewers, typed),
        lines=[] if is_sealed else _lines(request.user, found, applications, reviewers),
        decide=decide,
        others=_others(found) if decide else (),
        stretches=[_stretch(found, one, typed) for one in milestones],
        deeds=list(_deeds(found, typed)),
        moments=words.moments(list(timeline.of(found))),
        paper_url=reverse("challenges:decision", args=[found.listing.ref])
        if found.decided_at or found.round > 1
        else "",
        crumbs=build.crumbs(found),
    )


def people(found: Challenge) -> QuerySet[User]:
    """Who may be asked to review: everybody with an account here."""
    return User.objects.filter(district_id=found.district_id, is_active=True).order_by("name")


def nobody_chosen() -> Refusal:
    return Refusal(_("请选由谁揭榜。"), field="winner")


def _dismissals(found: Challenge, reviewers: Sequence[Reviewer], forms: Forms) -> list[Deed]:
    if found.state != ChallengeState.OPEN:
        return []
    return [
        Deed(
            f"dismiss-{one.pk}",
            _("不再请%s评审") % one.user,
            "user-minus",
            reverse("challenges:dismiss", args=[found.listing.ref, one.pk]),
            forms.get(f"dismiss-{one.pk}") or DismissForm(auto_id=f"id_{one.pk}_%s"),
        )
        for one in reviewers
    ]


def _sealed(count: int) -> str:
    return _("已收到 %d 份申请，截止后才能打开。") % count


def _questions(found: Challenge) -> QuerySet[Question]:
    rows = Question.objects.filter(district_id=found.district_id, challenge=found)
    return rows.order_by("answered_at", "asked_at")


def _asked(found: Challenge, question: Question, forms: Forms) -> pages.Asked:
    if question.answer:
        return build.asked(question)
    return pages.Asked(
        text=question.text,
        asked_at=question.asked_at,
        answer="",
        answered_at=None,
        url=reverse("challenges:answer", args=[found.listing.ref, question.pk]),
        form=forms.get(f"answer-{question.pk}") or AnswerForm(auto_id=f"id_{question.pk}_%s"),
    )


def _lines(
    user: User,
    found: Challenge,
    applications: Sequence[Application],
    reviewers: Sequence[Reviewer],
) -> list[pages.Line]:
    """Where the publisher reviews herself, the others' scores show once hers are in."""
    reviews = _reviews(found)
    abstain = {
        (one.application_id, one.reviewer_id)
        for one in Declaration.objects.filter(
            district_id=found.district_id, has_conflict=True, reviewer__challenge=found.pk
        )
    }
    own = next((one.pk for one in reviewers if one.user_id == user.pk), None)
    return [_line(one, reviewers, reviews, abstain, own) for one in applications]


def _reviews(found: Challenge) -> dict[tuple[Any, Any], Review]:
    rows = Review.objects.filter(
        district_id=found.district_id, application__challenge=found.pk, round=found.round
    )
    return {(one.application_id, one.reviewer_id): one for one in rows}


def _line(
    application: Application,
    reviewers: Sequence[Reviewer],
    reviews: Mapping[tuple[Any, Any], Review],
    abstain: set[tuple[Any, Any]],
    own: Any,
) -> pages.Line:
    def at(reviewer: Reviewer) -> tuple[Any, Any]:
        return application.pk, reviewer.pk

    is_shown = own is None or (application.pk, own) in reviews
    totals, cells = [], []
    for reviewer in reviewers:
        review = reviews.get(at(reviewer))
        if at(reviewer) in abstain:
            cell = _("回避")
        elif review is None:
            cell = NONE
        else:
            totals.append(review.total)
            cell = str(review.total) if is_shown else _("已打分")
        cells.append(Fact(str(reviewer.user), cell))
    claim = application.claim
    return pages.Line(
        team=application.team,
        url=reverse("challenges:submission", args=[claim.ref]),
        state=words.application_state(claim.state, application.challenge),
        level=words.APPLICATIONS.get(ClaimState(claim.state), ""),
        cells=cells,
        average=words.average(totals) if is_shown else "",
        reviews=len(totals),
    )


def _decide(found: Challenge, applications: Sequence[Application], forms: Forms) -> Deed | None:
    if found.state != ChallengeState.OPEN:
        return None
    live = (ClaimState.ASKED, ClaimState.SHORTLISTED)
    standing = [
        one for one in applications if one.round == found.round and one.claim.state in live
    ]
    form = forms.get("decide") or DecideForm(challenge=found, standing=standing)
    ref = found.listing.ref
    if found.round < found.rounds:
        url = reverse("challenges:advance", args=[ref])
        return Deed("decide", _("进入下一轮"), "arrow-right", url, form, is_main=True)
    url = reverse("challenges:award", args=[ref])
    return Deed("decide", _("公布揭榜单位"), "trophy", url, form, is_main=True)


def _others(found: Challenge) -> list[Deed]:
    url = reverse("challenges:fail", args=[found.listing.ref])
    return [Deed("fail", _("宣布流榜"), "circle-x", url, Keyed())]


def _deeds(found: Challenge, forms: Forms) -> Iterator[Deed]:
    def deed(name: str, label: str, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse(f"challenges:{name}", args=[found.listing.ref])
        shown = forms.get(name) or form
        shown.auto_id = f"id_{name}_%s"
        return Deed(name, label, icon, url, shown, is_main)

    if found.state == ChallengeState.OPEN:
        form = AppointForm(people=people(found))
        yield deed("appoint", _("聘请评审人"), "user-plus", form)
    if found.state == ChallengeState.AWARDED:
        yield deed("plan", _("加一个阶段"), "flag", MilestoneForm())
        if queries.is_delivered(found):
            yield deed("finish", _("整体验收"), "circle-check", Keyed(), is_main=True)
        yield deed("stop", _("终止"), "circle-alert", NoteForm())


def _stretch(found: Challenge, one: Milestone, forms: Forms) -> pages.Stretch:
    ref = found.listing.ref
    application = found.awarded

    def deed(name: str, label: str, icon: str, form: Any, *, is_main: bool = False) -> Deed:
        url = reverse(f"challenges:{name}", args=[ref, one.pk])
        shown = forms.get(f"{name}-{one.pk}") or form
        shown.auto_id = f"id_{name}_{one.pk}_%s"
        return Deed(name, label, icon, url, shown, is_main)

    deeds = []
    if one.state == MilestoneState.REPORTED:
        deeds = [
            deed("accept", _("验收"), "circle-check", AcceptForm(), is_main=True),
            deed("send_back", _("退回补充"), "undo-2", NoteForm()),
        ]
    elif one.state == MilestoneState.ACCEPTED and one.paid_fen is None:
        deeds = [deed("pay", _("登记支付"), "banknote", PayForm())]
    papers = (
        build.paper_links(
            list(queries.papers(application, one)), "challenges:paper", application.claim.ref
        )
        if application
        else ()
    )
    return build.stretch(one, papers=papers, deeds=deeds, is_inside=True)
