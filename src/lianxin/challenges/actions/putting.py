"""Put a problem out (发榜), and answer what is asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.challenges import policy
from lianxin.challenges.actions import telling
from lianxin.challenges.models import Challenge, ChallengeClock, Question
from lianxin.challenges.states import Phase
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.exchange.states import ListingState
from lianxin.kernel import calendar, clock, timeline
from lianxin.kernel.clock import Term
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, User

DECIDE: Final = "DECIDE"
TO_DECIDE: Final = Term.parse("10wd")
MOST_CRITERIA, MOST_POINTS, MOST_ROUNDS = 10, 100, 5
MAX_QUESTION, MAX_ANSWER = 1000, 2000
KIND: Final = "CHALLENGE"


@dataclass(frozen=True)
class Criterion:
    """`most`: the points it can earn."""

    label: str
    most: int = 10


@dataclass(frozen=True)
class Course:
    """How it will be decided. `closes_at` and `questions_until` where the listing has others."""

    criteria: Sequence[Criterion]
    decide_on: date
    rounds: int = 1
    closes_at: datetime | None = None
    questions_until: date | None = None


def put_out(
    district: District,
    draft: Draft,
    course: Course,
    *,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Challenge:
    """Publish a challenge. The same `key` is one.

    Raises `Incomplete` with everything that is missing of the listing, `Refusal` naming the field.
    """
    draft = replace(draft, kind=KIND)
    with transaction.atomic():
        listing = listings.draft(district, draft, by=by, at=at, key=key)
        first = Challenge.objects.filter(district_id=district.pk, listing=listing).whole().first()
        if first is not None:
            return first
        challenge = set_up(listing, course, by=by, at=at, key=key)
        if listing.state == ListingState.DRAFT:
            listings.submit(listing, by=by, at=at)
        return challenge


@transaction.atomic
def set_up(
    listing: Listing, course: Course, *, by: User | None, at: datetime, key: UUID
) -> Challenge:
    """Say how a listing of the kind CHALLENGE will be decided. From then on one may apply. A
    listing is set up once; a second time gives the first."""
    challenge = Challenge(
        district_id=listing.district_id,
        key=key,
        listing=listing,
        criteria=_criteria(course.criteria),
        rounds=course.rounds,
        decide_on=course.decide_on,
        opened_at=at,
    )
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    if first := _of(listing):
        return first
    _put_dates(listing, course, by=by, at=at)
    _check(challenge, at=at)
    try:
        with transaction.atomic():
            timeline.begin(challenge, "put_out", by=by, at=at)
            start_clock(challenge)
    except IntegrityError:  # the key has been used, perhaps
        first = _of(listing)
        if first is None:
            raise
        return first
    return challenge


def _of(listing: Listing) -> Challenge | None:
    same = Challenge.objects.filter(district_id=listing.district_id, listing=listing)
    found: Challenge | None = same.whole().first()
    return found


def _put_dates(listing: Listing, course: Course, *, by: User | None, at: datetime) -> None:
    """What its listing said otherwise, or not at all, is said there too."""
    told, dates = listings.as_told(listing), course.questions_until
    until = {"questions_until": dates.isoformat()} if dates else {}
    details = {**(told.details or {}), **until}
    wanted = replace(told, details=details, closes_at=course.closes_at or told.closes_at)
    if wanted != told:
        listings.edit(listing, wanted, by=by, at=at)


def start_clock(challenge: Challenge) -> None:
    """Ten working days from the announced day on; anew for each round."""
    midday = timezone.make_aware(datetime.combine(challenge.decide_on, time(12)))
    row = ChallengeClock.objects.filter(
        district_id=challenge.district_id, challenge=challenge
    ).first() or ChallengeClock(district_id=challenge.district_id, challenge=challenge)
    row.alarms, row.stopped_at = 0, None
    clock.start(row, DECIDE, TO_DECIDE, at=midday, calendar=calendar.load(challenge.district_id))
    row.save()


def ask(challenge: Challenge, text: str, *, at: datetime, key: UUID) -> Question:
    """Anybody asks, in public, until the announced day; who, is not kept. The same `key` is one.

    Raises `Refusal` with the server's time when it is too late.
    """
    if not text.strip():
        raise Refusal(_("请写下您的问题。"), field="text")
    if challenge.phase(at=at) != Phase.ASKING or challenge.state != "OPEN":
        until = challenge.asks_until
        raise Refusal(
            _("提问已于 %(end)s 结束，现在是 %(now)s（服务器时间）。")
            % {
                "end": until or _said(challenge.listing.closes_at),
                "now": _said(at),
            },
            code="closed",
        )
    question, is_new = Question.objects.get_or_create(
        district_id=challenge.district_id,
        key=key,
        defaults={"challenge": challenge, "text": text.strip()[:MAX_QUESTION], "asked_at": at},
    )
    if is_new:
        telling.tell_publisher(
            "challenge_question", challenge, about=question.pk, at=at, text=question.text
        )
    return question


@transaction.atomic
def answer(
    question: Question, text: str, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Everybody reads the answer. It may be put right; the timeline keeps what was said before."""
    challenge = question.challenge
    policy.require_publisher(by, challenge, on=timezone.localdate(at))
    if not text.strip():
        raise Refusal(_("请写下答复。"), field="text")
    timeline.append(challenge, "answer", by=by, at=at, note=text.strip()[:MAX_ANSWER], key=key)
    Question.objects.filter(district_id=question.district_id, pk=question.pk).update(
        answer=text.strip()[:MAX_ANSWER], answered_at=at, answered_by=by
    )


def _criteria(told: Sequence[Criterion]) -> list[dict[str, object]]:
    rows = [one for one in told if one.label.strip()]
    if not 1 <= len(rows) <= MOST_CRITERIA:
        raise Refusal(_("评审标准要有 1 到 %d 条。") % MOST_CRITERIA, field="criteria")
    if any(not 1 <= one.most <= MOST_POINTS for one in rows):
        raise Refusal(_("每条标准的满分在 1 到 %d 之间。") % MOST_POINTS, field="criteria")
    return [
        {"code": f"C{number}", "label": one.label.strip()[:60], "most": one.most}
        for number, one in enumerate(rows, 1)
    ]


def _check(challenge: Challenge, *, at: datetime) -> None:
    listing, closes_at = challenge.listing, challenge.listing.closes_at
    if listing.kind != KIND:
        raise Refusal(_("只有“揭榜挂帅”可以这样评审。"), field="kind")
    if closes_at is None or closes_at <= at:
        raise Refusal(_("请写明揭榜截止时间，要晚于现在。"), field="closes_at")
    if challenge.decide_on < timezone.localdate(closes_at):
        raise Refusal(_("评审决定日不能早于揭榜截止。"), field="decide_on")
    if challenge.asks_until and challenge.asks_until > timezone.localdate(closes_at):
        raise Refusal(_("提问截止不能晚于揭榜截止。"), field="questions_until")
    if not 1 <= challenge.rounds <= MOST_ROUNDS:
        raise Refusal(_("评审在 1 到 %d 轮之间。") % MOST_ROUNDS, field="rounds")


def _said(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""
