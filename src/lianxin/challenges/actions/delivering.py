"""Carry it out: milestones, what shows that they were reached, acceptance and money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges import policy, queries
from lianxin.challenges.actions import applying, telling
from lianxin.challenges.models import Application, Challenge, Milestone
from lianxin.challenges.states import CHALLENGE, ChallengeState
from lianxin.exchange import milestones
from lianxin.exchange.actions import claiming
from lianxin.exchange.milestones import MILESTONE, MilestoneState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.papers.files import File

FEN = 100


def plan(
    challenge: Challenge,
    *,
    title: str,
    due_on: date,
    text: str = "",
    pay_fen: int = 0,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Milestone:
    """Agree on a milestone with the team. What they promise together is no more than the reward.
    The same `key` is one."""
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    team = _team(challenge)
    if not title.strip():
        raise Refusal(_("请写这一阶段叫什么。"), field="title")
    milestone = Milestone(
        district_id=challenge.district_id, key=key, challenge=challenge,
        title=title.strip()[:120], text=text.strip()[:500], due_on=due_on, pay_fen=pay_fen,
    )  # fmt: skip
    try:
        with transaction.atomic():
            _require_within_reward(challenge, pay_fen)
            entry = timeline.begin(milestone, "plan", by=by, at=at)
            telling.tell_team(
                "milestone_planned", team, about=entry.pk, at=at, text=milestone.title,
                when=due_on.isoformat(),
            )  # fmt: skip
    except IntegrityError:  # the key has been used, perhaps
        rows = Milestone.objects.filter(district_id=challenge.district_id, key=key)
        first: Milestone | None = rows.first()
        if first is None:
            raise
        return first
    return milestone


@transaction.atomic
def report(
    milestone: Milestone,
    *,
    text: str,
    files: Sequence[File] = (),
    by: User | None = None,
    code: str = "",
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The team shows what it has done."""
    team = _team(milestone.challenge)
    policy.require_applicant(by, team, code=code)
    timeline.refuse_repeated(milestone, key)
    MILESTONE.require(milestone, "report")
    if not text.strip():
        raise Refusal(_("请写明做成了什么。"), field="text")
    applying.keep(team, files, at=at, milestone=milestone)
    entry = MILESTONE.apply(
        milestone, "report", by=by, at=at, key=key, report=text.strip()[:4000], reported_at=at
    )
    telling.tell_publisher(
        "milestone_reported", milestone.challenge, about=entry.pk, at=at, team=team.team,
        text=milestone.title,
    )  # fmt: skip


def remind(district_id: int, *, at: datetime) -> None:
    """The team that has to report, the publisher who has to accept, once each
    (`exchange.milestones`)."""
    rows = Milestone.objects.filter(
        district_id=district_id, challenge__state=ChallengeState.AWARDED
    ).select_related("challenge__listing__provider")
    for one, about in milestones.to_remind(rows, at=at):
        team, day = _team(one.challenge), one.due_on.isoformat()
        if one.state == MilestoneState.PLANNED:
            telling.tell_team("milestone_due", team, about=about, at=at, text=one.title, when=day)
        else:
            telling.tell_publisher(
                "milestone_waiting", one.challenge, about=about, at=at, team=team.team,
                text=one.title,
            )  # fmt: skip


@transaction.atomic
def send_back(
    milestone: Milestone, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    policy.require_publisher(by, milestone.challenge, on=timezone.localdate(at))
    if not note.strip():
        raise Refusal(_("请写明还缺什么。"), field="note")
    entry = MILESTONE.apply(milestone, "send_back", by=by, at=at, note=note.strip(), key=key)
    team = _team(milestone.challenge)
    telling.tell_team("milestone_back", team, about=entry.pk, at=at, text=note.strip())


@transaction.atomic
def accept(
    milestone: Milestone,
    *,
    paid_fen: int | None = None,
    paid_on: date | None = None,
    note: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The publisher accepts it, and says what has been paid where that is so already."""
    policy.require_publisher(by, milestone.challenge, on=timezone.localdate(at))
    timeline.refuse_repeated(milestone, key)
    MILESTONE.require(milestone, "accept")
    paid = _paid(paid_fen, paid_on, at=at)
    entry = MILESTONE.apply(
        milestone, "accept", by=by, at=at, note=note.strip(), key=key, accepted_at=at, **paid
    )
    team = _team(milestone.challenge)
    telling.tell_team("milestone_accepted", team, about=entry.pk, at=at, text=milestone.title)


@transaction.atomic
def pay(
    milestone: Milestone,
    *,
    paid_fen: int,
    paid_on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Say what has been paid for an accepted milestone."""
    policy.require_publisher(by, milestone.challenge, on=timezone.localdate(at))
    if milestone.accepted_at is None:
        raise Refusal(_("验收以后才登记支付。"), field="paid")
    changes = _paid(paid_fen, paid_on, at=at)
    timeline.append(milestone, "pay", by=by, at=at, key=key, changes=changes)


@transaction.atomic
def finish(
    challenge: Challenge,
    *,
    note: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """All of it has been accepted."""
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    timeline.refuse_repeated(challenge, key)
    CHALLENGE.require(challenge, "finish")
    if not queries.is_delivered(challenge):
        raise Refusal(_("还有阶段没有验收；全部验收以后才能整体验收。"))
    team = _team(challenge)
    CHALLENGE.apply(challenge, "finish", by=by, at=at, note=note.strip(), key=key, ended_at=at)
    claiming.end(team.claim, "fulfil", by=by, at=at, note=note.strip())


@transaction.atomic
def stop(
    challenge: Challenge, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It is broken off, and why."""
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    if not note.strip():
        raise Refusal(_("请写明为什么终止。"), field="note")
    team = _team(challenge)
    entry = CHALLENGE.apply(
        challenge, "stop", by=by, at=at, note=note.strip(), key=key, ended_at=at
    )
    claiming.end(team.claim, "cancel", by=by, at=at, note=note.strip())
    telling.tell_team("challenge_stopped", team, about=entry.pk, at=at, text=note.strip())


def _team(challenge: Challenge) -> Application:
    if challenge.awarded_id is None:
        raise Refusal(_("还没有人揭榜成功。"))
    return queries.applications(challenge).get(pk=challenge.awarded_id)


def _require_within_reward(challenge: Challenge, pay_fen: int) -> None:
    """Raises `Refusal` when the milestones would promise more than the reward. The challenge is
    locked, so that two at once cannot pass it together."""
    same = Challenge.objects.filter(district_id=challenge.district_id)
    locked = same.select_for_update(of=("self",)).get(pk=challenge.pk)
    if locked.state != ChallengeState.AWARDED:
        raise Refusal(_("只有攻关中的榜单可以安排阶段。"))
    if pay_fen < 0:
        raise Refusal(_("金额不能小于零。"), field="pay")
    reward = int(challenge.listing.details.get("reward", 0)) * FEN
    left = reward - queries.promised_fen(challenge)
    if pay_fen > left:
        raise Refusal(
            _("各阶段加起来不能超过奖励总额，还可以安排 %s 元。") % f"{left / FEN:,.2f}",
            field="pay",
        )


def _paid(paid_fen: int | None, paid_on: date | None, *, at: datetime) -> dict[str, Any]:
    if paid_fen is None:
        return {}
    today = timezone.localdate(at)
    if paid_fen < 0 or (paid_on and paid_on > today):
        raise Refusal(_("支付金额不能小于零，日期不能晚于今天。"), field="paid")
    return {"paid_fen": paid_fen, "paid_on": paid_on or today}
