"""What a round gave becomes a claim on the listing: with its number, receipt and calendar."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.exchange.actions import applications, places
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.exchange.states import Shape
from lianxin.kernel.refusals import Refusal
from lianxin.matching.models import Placement
from lianxin.outbox import actions as outbox


def hand_over(placement: Placement, *, at: datetime) -> Claim | None:
    """The place, as it stands with the listing; she is told of it by the round. None where the
    listing has none left, or no session to sit in: then its owner settles it with her."""
    listing = placement.listing
    if listing is None:
        return None
    try:
        with transaction.atomic(), outbox.silence():
            claim = _claim(placement, listing, at=at)
    except Refusal:
        return None
    if claim is not None:
        placement.claim = claim
        placement.save(update_fields=["claim"])
    return claim


def _claim(placement: Placement, listing: Listing, *, at: datetime) -> Claim | None:
    user = placement.user
    text = _("志愿分配：%s") % placement.round.title
    wish = Wish(who=Who(name=str(user), user=user), text=text)
    if KINDS[listing.kind].shape in applications.SHAPES:
        claim = (
            _open(placement, listing)
            or applications.apply(listing, wish, key=placement.pk, at=at, by=user).claim
        )
        applications.award(claim, by=None, at=at, note=text)
        return claim
    slot = _next_session(listing, at=at)
    if slot is None or KINDS[listing.kind].shape != Shape.PLACE:
        return None
    return places.take(slot, wish, key=placement.pk, at=at, by=user).claim


def _open(placement: Placement, listing: Listing) -> Claim | None:
    """What she had applied for by herself."""
    mine = Claim.objects.filter(
        district_id=listing.district_id, listing=listing, claimant__user=placement.user
    )
    found: Claim | None = mine.live().whole().order_by("-pk").first()
    return found


def _next_session(listing: Listing, *, at: datetime) -> Slot | None:
    """The next one with a seat."""
    rows = Slot.objects.filter(
        district_id=listing.district_id, listing=listing, starts_at__gt=at, cancelled_at=None
    )
    found = rows.select_related("listing__district", "listing__provider").order_by("starts_at")
    return next((slot for slot in found if slot.free > 0), None)
