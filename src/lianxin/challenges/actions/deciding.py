"""Decide: who goes on, who is awarded, and why; everybody is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges import policy, queries
from lianxin.challenges.actions import putting, telling
from lianxin.challenges.models import Application, Challenge, ChallengeClock, Verdict
from lianxin.challenges.states import CHALLENGE, FEWEST_REVIEWS, Outcome
from lianxin.exchange.actions import claiming, listings
from lianxin.exchange.states import ListingState
from lianxin.kernel import clock, timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

Reasons = Mapping[UUID, str]
VERB: Final = {
    Outcome.AWARDED: "award",
    Outcome.SHORTLISTED: "shortlist",
    Outcome.REFUSED: "refuse",
}
KIND: Final = {
    Outcome.AWARDED: "challenge_awarded",
    Outcome.SHORTLISTED: "challenge_shortlisted",
    Outcome.REFUSED: "challenge_refused",
}


class Unreasoned(Refusal):
    """Applications without a reason. `teams` names all of them."""

    code = "unreasoned"

    def __init__(self, teams: Sequence[str]) -> None:
        names = _("、").join(teams)
        super().__init__(_("还有 %s 的决定没有写理由，每份申请都要写。") % names, field="reason")
        self.teams = tuple(teams)


@transaction.atomic
def award(
    challenge: Challenge,
    winner: Application,
    reasons: Reasons,
    *,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Give it to `winner` and refuse the others, each with its reason; all are told at once.

    `reasons` are by the id of the application. Raises `Refusal` for fewer than three reviews, or
    before the last round; `Unreasoned`; of two at once the second is `Overtaken`.
    """
    standing = _begin(challenge, by=by, at=at, key=key)
    if challenge.round < challenge.rounds:
        raise Refusal(_("还没有到最后一轮，请先选进入下一轮的。"))
    if winner.pk not in {one.pk for one in standing}:
        raise Refusal(_("这份申请已经撤回，或者不在这一轮。"), field="winner")
    if not queries.has_enough(winner, round_=challenge.round):
        raise Refusal(
            _("“%(team)s”还不到 %(n)d 份评审意见，不能揭榜。")
            % {"team": winner.team, "n": FEWEST_REVIEWS},
            code="too_few_reviews",
        )
    _require_reasons(standing, reasons)
    entry = CHALLENGE.apply(
        challenge, "award", by=by, at=at, key=key, awarded=winner, decided_at=at,
        note=_("揭榜：%s") % winner.team,
    )  # fmt: skip
    for application in standing:
        outcome = Outcome.AWARDED if application.pk == winner.pk else Outcome.REFUSED
        _judge(application, outcome, reasons[application.pk], entry=entry, by=by, at=at)
    _end_deciding(challenge, at=at)


@transaction.atomic
def advance(
    challenge: Challenge,
    chosen: Iterable[Application],
    reasons: Reasons,
    *,
    decide_on: date,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The `chosen` go on to the next round, the others are refused, each with its reason."""
    standing = _begin(challenge, by=by, at=at, key=key)
    going = {application.pk for application in chosen}
    if challenge.round >= challenge.rounds:
        raise Refusal(_("已经是最后一轮，请公布揭榜单位或者宣布流榜。"))
    if not going or not going <= {one.pk for one in standing}:
        raise Refusal(_("请选至少一份这一轮的申请进入下一轮。"), field="chosen")
    if decide_on < timezone.localdate(at):
        raise Refusal(_("下一轮的决定日不能早于今天。"), field="decide_on")
    _require_reasons(standing, reasons)
    before = challenge.round
    entry = CHALLENGE.apply(
        challenge, "advance", by=by, at=at, key=key, round=before + 1, decide_on=decide_on
    )
    for application in standing:
        outcome = Outcome.SHORTLISTED if application.pk in going else Outcome.REFUSED
        _judge(
            application, outcome, reasons[application.pk], entry=entry, by=by, at=at, round_=before
        )
    Application.objects.filter(district_id=challenge.district_id, pk__in=going).update(
        round=before + 1
    )
    putting.start_clock(challenge)


@transaction.atomic
def fail(
    challenge: Challenge,
    reasons: Reasons,
    *,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Nobody is awarded (流榜): every applicant is told why, and the public in `note`."""
    standing = _begin(challenge, by=by, at=at, key=key)
    if not note.strip():
        raise Refusal(_("请写明为什么流榜。"), field="note")
    _require_reasons(standing, reasons)
    entry = CHALLENGE.apply(
        challenge, "fail", by=by, at=at, key=key, note=note.strip(), decided_at=at, ended_at=at
    )
    for application in standing:
        _judge(application, Outcome.REFUSED, reasons[application.pk], entry=entry, by=by, at=at)
    _end_deciding(challenge, at=at)


def _begin(
    challenge: Challenge, *, by: User | None, at: datetime, key: UUID | None
) -> list[Application]:
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    timeline.refuse_repeated(challenge, key)
    CHALLENGE.require(challenge, "award")
    if challenge.is_sealed(at=at):
        raise Refusal(_("揭榜还没有截止，不能做决定。"))
    return queries.standing_in(challenge)


def _require_reasons(standing: Sequence[Application], reasons: Reasons) -> None:
    if lacking := [one.team for one in standing if not reasons.get(one.pk, "").strip()]:
        raise Unreasoned(lacking)


def _judge(
    application: Application,
    outcome: Outcome,
    reason: str,
    *,
    entry: Entry,
    by: User | None,
    at: datetime,
    round_: int | None = None,
) -> None:
    """Write one decision and tell the team. Who was on the shortlist stays there for a round."""
    claim = application.claim
    if outcome != Outcome.SHORTLISTED or claim.state == "ASKED":
        claiming.end(claim, VERB[outcome], by=by, at=at, note=reason.strip())
    Verdict.objects.create(
        district_id=application.district_id, application=application,
        round=round_ or application.challenge.round, outcome=outcome,
        reason=reason.strip()[:2000], decided_at=at, decided_by=by,
    )  # fmt: skip
    telling.tell_team(KIND[outcome], application, about=entry.pk, at=at, text=reason.strip())


def _end_deciding(challenge: Challenge, *, at: datetime) -> None:
    row = ChallengeClock.objects.get(district_id=challenge.district_id, challenge=challenge)
    clock.stop(row, at=at)
    row.save(update_fields=["stopped_at", "next_alarm_at"])
    if challenge.listing.state == ListingState.PUBLISHED:
        listings.close(challenge.listing, by=None, at=at)
