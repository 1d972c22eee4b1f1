"""Who came to an event says how it was: asked once when it is over, within a fortnight."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import events, telling
from lianxin.exchange.models import Claim, Rating
from lianxin.exchange.states import ClaimState
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import Refusal

EVENT: Final = "EVENT"
BATCH: Final = 200
RATED_WITHIN: Final = timedelta(days=14)
ASKED_AFTER: Final = timedelta(hours=1)  # home by then
ASKED_WITHIN: Final = timedelta(days=3)  # later nobody knows it any more


def may_rate(claim: Claim, *, at: datetime) -> bool:
    """She came, it is over, and not for too long. Whether she has rated it is not asked."""
    if claim.kind != EVENT or claim.state != ClaimState.DONE or claim.ends_at is None:
        return False
    return claim.ends_at <= at < claim.ends_at + RATED_WITHIN


def rate_event(
    claim: Claim, *, stars: int, text: str = "", code: str, at: datetime, key: UUID
) -> Rating:
    """Whoever came says how it was, by her own code: once; a second time gives the first rating.

    Raises `Refusal` where she did not come, before it is over and when it is long over.
    """
    policy.require_recipient(claim, code=code, on=timezone.localdate(at))
    if stars not in range(1, 6):
        raise Refusal(_("请选一到五颗星。"), field="stars")
    if not may_rate(claim, at=at):
        raise Refusal(_("来过的活动，结束后十四天里可以评一评。"), code="not_now")
    listing = claim.listing
    assert listing is not None  # an event is one
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                district_id=claim.district_id, key=key, claim=claim, listing=listing,
                stars=stars, text=text.strip()[:1000], rated_at=at,
            )  # fmt: skip
            entry = timeline.append(claim, "rate", by=None, at=at)
            events.tell(claim, entry)
            return rating
    except IntegrityError:
        return Rating.objects.get(district_id=claim.district_id, claim=claim)


def ask(district_id: int, *, at: datetime) -> int:
    """Ask those who came to what is over, each once. Returns how many."""
    asked = Entry.objects.filter(
        district_id=district_id, subject_id=OuterRef("pk"), verb="ask_rating"
    )
    over = Claim.objects.filter(
        district_id=district_id, kind=EVENT, state=ClaimState.DONE, rating__isnull=True,
        ends_at__lte=at - ASKED_AFTER, ends_at__gt=at - ASKED_WITHIN,
    )  # fmt: skip
    rows = list(over.filter(~Exists(asked)).whole().order_by("ends_at", "pk")[:BATCH])
    for claim in rows:
        with transaction.atomic():
            entry = timeline.append(claim, "ask_rating", by=None, at=at)
            telling.tell_claimant("event_over", claim, entry=entry)
    return len(rows)
