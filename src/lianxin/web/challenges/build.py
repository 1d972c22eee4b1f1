"""Fill the pages of challenges that everybody sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges import policy, queries
from lianxin.challenges.models import Challenge, Milestone, Paper, Question, Reviewer
from lianxin.challenges.states import ChallengeState, Phase
from lianxin.exchange import policy as exchange
from lianxin.exchange.milestones import MilestoneState
from lianxin.kernel import timeline
from lianxin.network.models import User
from lianxin.web import paging
from lianxin.web.challenges import pages, words
from lianxin.web.challenges.forms import ApplyForm, AskForm
from lianxin.web.money import FEN, yuan
from lianxin.web.paging import Order
from lianxin.web.parts import Deed, Fact, Link, Tab
from lianxin.web.respond import Request

NEWEST_FIRST = Order("opened_at", is_descending=True)
SIZE = 24
NOW, WORK, PAST = "now", "work", "past"
UNDER = {
    NOW: [ChallengeState.OPEN],
    WORK: [ChallengeState.AWARDED],
    PAST: [ChallengeState.DONE, ChallengeState.FAILED, ChallengeState.STOPPED],
}


def home(request: Request) -> pages.Home:
    now, user = timezone.now(), request.user
    public = policy.public(request.district.pk)
    asked = request.GET.get("tab", NOW)
    tab = asked if asked in UNDER else NOW
    found = paging.page(
        public.filter(state__in=UNDER[tab]).whole(),
        request.GET,
        order=NEWEST_FIRST,
        here="challenges:home",
        size=SIZE,
    )
    units = exchange.units_of(user, on=timezone.localdate(now))
    return pages.Home(
        tabs=_tabs(tab),
        cards=[_card(one, at=now) for one in found.rows],
        pager=found.pager,
        empty=_("有新的榜单就挂在这里。"),
        new_url=reverse("challenges:new") if units else "",
        mine=_mine(request),
        to_set_up=_to_set_up(request),
    )


def _tabs(chosen: str) -> list[Tab]:
    labels = {NOW: _("正在征集"), WORK: _("正在攻关"), PAST: _("已结束")}
    return [
        Tab(label, paging.address("challenges:home", tab=name), is_current=name == chosen)
        for name, label in labels.items()
    ]


def _mine(request: Request) -> list[Link]:
    """Where the person herself has the ball: what she reviews."""
    user = request.user
    if not isinstance(user, User) or user.district_id != request.district.pk:
        return []
    found = Reviewer.objects.filter(
        district_id=user.district_id,
        user=user,
        ended_at=None,
        challenge__state=ChallengeState.OPEN,
    ).select_related("challenge__listing")
    return [
        Link(
            one.challenge.listing.title,
            reverse("challenges:review", args=[one.challenge.listing.ref]),
        )
        for one in found.order_by("appointed_at")[:SIZE]
    ]


def _to_set_up(request: Request) -> list[Link]:
    found = policy.to_set_up_by(request.user, on=timezone.localdate())
    return [
        Link(one.title, reverse("challenges:set_up", args=[one.ref]))
        for one in found.order_by("published_at", "pk")[:SIZE]
    ]


def _card(challenge: Challenge, *, at: datetime) -> pages.Card:
    listing = challenge.listing
    is_open = challenge.state == ChallengeState.OPEN
    return pages.Card(
        url=reverse("challenges:challenge", args=[listing.ref]),
        title=listing.title,
        goal=listing.details.get("goal", ""),
        unit=words.publisher(challenge),
        reward=reward(challenge),
        state=words.state(challenge, at=at),
        level=words.level(challenge),
        due_at=listing.closes_at if is_open and challenge.is_sealed(at=at) else None,
        team=challenge.awarded.team if challenge.awarded else "",
    )


def reward(challenge: Challenge) -> str:
    return yuan(int(challenge.listing.details.get("reward", 0)) * FEN)


def head(
    challenge: Challenge, milestones: Sequence[Milestone] | None = None, *, at: datetime
) -> pages.Head:
    found = queries.milestones(challenge) if milestones is None else milestones
    return pages.Head(
        ref=challenge.listing.ref,
        title=challenge.listing.title,
        state=words.state(challenge, at=at),
        level=words.level(challenge),
        ball=words.ball(challenge, found, at=at),
        steps=words.steps(challenge, at=at),
        url=reverse("challenges:challenge", args=[challenge.listing.ref]),
    )


def challenge(
    request: Request, found: Challenge, *, form: AskForm | None = None
) -> pages.Challenge:
    now, ref = timezone.now(), found.listing.ref
    milestones = queries.milestones(found)
    questions = list(_questions(found))
    phase = found.phase(at=now) if found.state == ChallengeState.OPEN else None
    may_apply = phase in (Phase.ASKING, Phase.APPLYING)
    return pages.Challenge(
        head=head(found, milestones, at=now),
        text=found.listing.text,
        facts=_facts(found),
        criteria=criteria(found),
        questions=[asked(one) for one in questions if one.answer],
        waiting=sum(not one.answer for one in questions),
        ask_form=(form or AskForm()) if phase == Phase.ASKING else None,
        ask_url=reverse("challenges:ask", args=[ref]),
        apply_url=reverse("challenges:apply", args=[ref]) if may_apply else "",
        own=_own(request, found),
        result=words.result(found, _last_note(found)),
        stretches=[stretch(one) for one in milestones],
        crumbs=crumbs(),
    )


def crumbs(found: Challenge | None = None) -> list[Link]:
    links = [Link(_("揭榜挂帅"), reverse("challenges:home"))]
    if found is not None:
        url = reverse("challenges:challenge", args=[found.listing.ref])
        links.append(Link(found.listing.title, url))
    return links


def criteria(found: Challenge) -> list[Fact]:
    return [Fact(one["label"], _("%d 分") % one["most"], "") for one in found.criteria]


def asked(question: Question) -> pages.Asked:
    return pages.Asked(
        text=question.text,
        asked_at=question.asked_at,
        answer=question.answer,
        answered_at=question.answered_at,
    )


def stretch(
    milestone: Milestone,
    *,
    papers: Sequence[Link] = (),
    deeds: Sequence[Deed] = (),
    is_inside: bool = False,
) -> pages.Stretch:
    """Outside, neither report nor money are told."""
    state = MilestoneState(milestone.state)
    return pages.Stretch(
        title=milestone.title,
        text=milestone.text,
        due_on=milestone.due_on.isoformat(),
        pay=yuan(milestone.pay_fen) if is_inside else "",
        paid=yuan(milestone.paid_fen) if is_inside else "",
        state=str(state.label),
        level=words.STRETCHES[state],
        report=milestone.report if is_inside else "",
        papers=papers,
        deeds=deeds,
    )


def apply(found: Challenge, form: ApplyForm, *, lost_files: bool = False) -> pages.Apply:
    return pages.Apply(
        head=head(found, (), at=timezone.now()),
        form=form,
        url=reverse("challenges:apply", args=[found.listing.ref]),
        lost_files=lost_files,
        crumbs=crumbs(found),
    )


def paper_links(papers: Sequence[Paper], name: str, *args: str) -> list[Link]:
    return [
        Link(f"{one.name}（{_size(one.size)}）", reverse(name, args=[*args, one.pk]))
        for one in papers
    ]


def _size(size: int) -> str:
    kilo = 1024
    return f"{size / kilo / kilo:.1f} MB" if size >= kilo * kilo else f"{max(1, size // kilo)} KB"


def _facts(found: Challenge) -> list[Fact]:
    listing, told = found.listing, found.listing.details
    local = timezone.localtime
    facts = [
        Fact(_("发榜单位"), words.publisher(found)),
        Fact(_("领域"), _("、").join(told.get("fields", ()))),
        Fact(_("要达到的指标"), told.get("goal", "")),
        Fact(_("奖励"), reward(found)),
        Fact(_("谁可以揭榜"), told.get("conditions", "")),
        Fact(_("提问截止"), told.get("questions_until", "")),
        Fact(
            _("揭榜截止"),
            f"{local(listing.closes_at):%Y-%m-%d %H:%M}" if listing.closes_at else "",
        ),
        Fact(
            _("评审决定日"),
            _("%s，之后 10 个工作日内把结果和理由告诉每个申请人") % found.decide_on.isoformat(),
        ),
        Fact(_("评审"), _("共 %d 轮") % found.rounds if found.rounds > 1 else ""),
        Fact(
            _("联系电话"),
            f"{listing.contact} {listing.phone}".strip(),
            f"tel:{listing.phone}" if listing.phone else "",
        ),
    ]
    return [fact for fact in facts if fact.value]


def _questions(found: Challenge) -> Any:
    rows = Question.objects.filter(district_id=found.district_id, challenge=found)
    return rows.order_by("asked_at", "id")


def _own(request: Request, found: Challenge) -> list[Link]:
    user, ref = request.user, found.listing.ref
    links = []
    if policy.publishes(user, found, on=timezone.localdate()):
        links.append(Link(_("办理这一榜"), reverse("challenges:run", args=[ref])))
    if policy.reviewer_of(user, found) is not None:
        links.append(Link(_("评审"), reverse("challenges:review", args=[ref])))
    return links


def _last_note(found: Challenge) -> str:
    if found.state != ChallengeState.FAILED:
        return ""
    entry = timeline.of(found).filter(verb="fail").last()
    return entry.note if entry else ""
