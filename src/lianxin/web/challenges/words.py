"""States in words: who has the ball, until when, what happens next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges.models import Challenge, ChallengeClock, Milestone
from lianxin.challenges.states import (
    ENDED,
    ChallengeState,
    Outcome,
    Phase,
)
from lianxin.exchange.milestones import MilestoneState
from lianxin.exchange.states import ClaimState
from lianxin.kernel.models import Entry
from lianxin.web import history
from lianxin.web.parts import Ball, Level, Moment, Step

LEVELS: Final = {
    ChallengeState.OPEN: "wait",
    ChallengeState.AWARDED: "wait",
    ChallengeState.DONE: "good",
    ChallengeState.FAILED: "quiet",
    ChallengeState.STOPPED: "quiet",
}
STRETCHES: Final = {
    MilestoneState.PLANNED: "wait",
    MilestoneState.REPORTED: "wait",
    MilestoneState.ACCEPTED: "good",
}
APPLICATIONS: Final = {
    ClaimState.ASKED: "wait",
    ClaimState.SHORTLISTED: "wait",
    ClaimState.HELD: "good",
    ClaimState.DONE: "good",
    ClaimState.REFUSED: "quiet",
    ClaimState.CANCELLED: "quiet",
}
ICONS: Final = {
    "put_out": "megaphone", "answer": "message-circle-reply", "appoint": "user-plus",
    "advance": "arrow-right", "award": "trophy", "fail": "circle-x", "finish": "circle-check",
    "stop": "circle-alert", "dismiss": "user-minus",
}  # fmt: skip
DECIDED: Final = {
    Outcome.AWARDED: ("trophy", Level.GOOD),
    Outcome.SHORTLISTED: ("arrow-right", Level.GOOD),
    Outcome.REFUSED: ("circle-x", Level.PLAIN),
}


def state(challenge: Challenge, *, at: datetime) -> str:
    if challenge.state != ChallengeState.OPEN:
        return str(ChallengeState(challenge.state).label)
    phase = str(challenge.phase(at=at).label)
    if challenge.rounds == 1:
        return phase
    turn = _("第 %(n)d 轮") % {"n": challenge.round}
    return f"{phase} · {turn}"


def level(challenge: Challenge) -> str:
    return LEVELS[ChallengeState(challenge.state)]


def application_state(claim_state: str, challenge: Challenge) -> str:
    if claim_state == ClaimState.CANCELLED and challenge.state == ChallengeState.STOPPED:
        return _("已撤回或终止")
    return {
        ClaimState.ASKED: _("评审中"),
        ClaimState.SHORTLISTED: _("进入下一轮"),
        ClaimState.HELD: _("揭榜成功"),
        ClaimState.DONE: _("已验收"),
        ClaimState.REFUSED: _("未入选"),
        ClaimState.CANCELLED: _("已撤回"),
    }.get(ClaimState(claim_state), claim_state)


def ball(challenge: Challenge, milestones: Sequence[Milestone], *, at: datetime) -> Ball:
    unit = publisher(challenge)
    if challenge.state in ENDED:
        return Ball(_("已结束"), _("没有别的步骤了。"), is_done=True)
    if challenge.state == ChallengeState.AWARDED:
        return _carrying_out(challenge, milestones, unit)
    phase = challenge.phase(at=at)
    if phase in (Phase.ASKING, Phase.APPLYING):
        return Ball(_("想揭榜的团队"), _("截止后拆封评审。"), due_at=challenge.listing.closes_at)
    if phase == Phase.REVIEWING:
        return Ball(
            _("评审人"),
            _("打分以后，发榜单位公布结果和理由。"),
            due_at=end_of(challenge.decide_on),
        )
    due = ChallengeClock.objects.filter(
        district_id=challenge.district_id, challenge=challenge
    ).first()
    return Ball(
        unit,
        _("把结果和理由告诉每个申请人。"),
        due_at=due.due_at if due else None,
        is_provisional=bool(due and due.is_provisional),
    )


def _carrying_out(challenge: Challenge, milestones: Sequence[Milestone], unit: str) -> Ball:
    for one in milestones:
        if one.state == MilestoneState.REPORTED:
            return Ball(unit, _("验收“%s”，或者退回补充。") % one.title, open_end=_("尽快"))
    for one in milestones:
        if one.state == MilestoneState.PLANNED:
            team = challenge.awarded.team if challenge.awarded else ""
            return Ball(team, _("完成“%s”，提交成果。") % one.title, due_at=end_of(one.due_on))
    said = _("整体验收。") if milestones else _("和揭榜团队商定各个阶段。")
    return Ball(unit, said, open_end=_("没有规定时限"))


def steps(challenge: Challenge, *, at: datetime) -> list[Step]:
    """发榜 → 揭榜 → 评审 → 公布 → 攻关 → 验收."""
    labels = (_("揭榜"), _("评审"), _("公布"), _("攻关"), _("验收"))
    if challenge.state in (ChallengeState.FAILED, ChallengeState.STOPPED):
        return []
    if challenge.state == ChallengeState.OPEN:
        phases = {Phase.ASKING: 0, Phase.APPLYING: 0, Phase.REVIEWING: 1, Phase.DECIDING: 2}
        done = phases[challenge.phase(at=at)]
    else:
        done = {ChallengeState.AWARDED: 3, ChallengeState.DONE: 5}[ChallengeState(challenge.state)]
    return [Step(label, is_done=n < done, is_current=n == done) for n, label in enumerate(labels)]


def result(challenge: Challenge, note: str) -> str:
    """What the public hears of the decision."""
    if challenge.awarded is not None:
        return _("由“%s”揭榜。") % challenge.awarded.team
    if challenge.state == ChallengeState.FAILED:
        return _("本榜流榜：%s") % note
    return ""


def verb(name: str) -> str:
    told: Mapping[str, str] = {
        "put_out": _("发榜"),
        "answer": _("答复提问"),
        "appoint": _("聘请评审人"),
        "dismiss": _("解除评审人"),
        "advance": _("进入下一轮"),
        "award": _("公布揭榜单位"),
        "fail": _("宣布流榜"),
        "finish": _("整体验收"),
        "stop": _("终止"),
    }
    return told.get(name, name)


def moments(entries: Sequence[Entry]) -> list[Moment]:
    """The newest first."""
    return history.moments(reversed(entries), verb, icons=ICONS)


def publisher(challenge: Challenge) -> str:
    listing = challenge.listing
    return listing.provider.name if listing.provider else str(listing.owner or "")


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def average(points: Sequence[int]) -> str:
    return f"{sum(points) / len(points):.1f}" if points else ""
