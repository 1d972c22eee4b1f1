"""Apply for what somebody looks for or offers (a post, a programme, a result), and be answered."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import claiming, telling
from lianxin.exchange.actions.claiming import Receipt, Wish
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Claim, Claimant, Listing
from lianxin.exchange.states import ENDED, ClaimState, Shape
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

SHAPES: Final = (Shape.APPLICATION, Shape.INTEREST)


def apply(
    listing: Listing, wish: Wish, *, key: UUID, at: datetime, by: User | None = None
) -> Receipt:
    """Hand in an application, or say that one is interested. The same `key` is one application.

    Only who decides on it learns who applies. Raises `Refusal` when all places are given away, and
    when she has applied already and was not answered.
    """

    def begin() -> Claim:
        shape = KINDS[listing.kind].shape
        if shape not in SHAPES:
            raise Refusal(_("这一条不用申请。"), code="wrong_shape")
        claiming.require_listing(listing, shape, at=at)
        if listing.is_full:
            raise Refusal(_("“%s”已经招满，请看看别的。") % listing.title, code="full")
        if not wish.text.strip():
            raise Refusal(_("请写几句，让对方知道您为什么合适。"), field="text")
        claim = claiming.new(
            listing.district, wish, shape=shape, listing=listing, key=key, at=at, by=by,
            kind=listing.kind, state=ClaimState.ASKED, unit=listing.provider,
        )  # fmt: skip
        entry, claimant = claiming.write(claim, "apply", wish, by=by, at=at)
        _require_once(claim, claimant)
        telling.tell_claimant("application_received", claim, entry=entry, claimant=claimant)
        telling.tell_giver("application_came", claim, entry=entry)
        return claim

    return claiming.once(listing.district, key, begin)


@transaction.atomic
def shortlist(
    claim: Claim, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """It is among those that are looked at closely; the claimant is told, with the note."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    entry = claiming.end(claim, "shortlist", by=by, at=at, note=note.strip(), key=key)
    telling.tell_claimant("application_shortlisted", claim, entry=entry, text=note.strip())


@transaction.atomic
def award(
    claim: Claim, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """She has the place. Raises `Refusal` when the last one was given away meanwhile."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    entry = claiming.end(claim, "award", by=by, at=at, note=note.strip(), key=key)
    assert claim.listing_id is not None  # an application is for one
    free = Listing.objects.filter(
        Q(capacity__isnull=True) | Q(taken__lt=F("capacity")),
        district_id=claim.district_id, pk=claim.listing_id,
    )  # fmt: skip
    if not free.update(taken=F("taken") + 1):
        raise Refusal(_("名额已经给完了。要再录用，请先把名额改多。"), code="full")
    telling.tell_claimant("application_awarded", claim, entry=entry, text=note.strip())


@transaction.atomic
def refuse(
    claim: Claim, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Not this time, with a reason that she reads."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    if not note.strip():
        raise Refusal(_("请写明原因，对方看得到。"), field="note")
    entry = claiming.end(claim, "refuse", by=by, at=at, note=note.strip(), key=key)
    telling.tell_claimant("application_refused", claim, entry=entry, text=note.strip())


@transaction.atomic
def withdraw(
    claim: Claim,
    *,
    by: User | None = None,
    code: str = "",
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Whoever applied takes it back; a place that she had is free again."""
    policy.require_claimant(by, claim, code=code, on=timezone.localdate(at))
    timeline.refuse_repeated(claim, key)
    had_place = claim.state == ClaimState.HELD
    entry = claiming.end(claim, "cancel", by=by, at=at, note=note, key=key)
    if had_place and claim.listing_id is not None:
        Listing.objects.filter(
            district_id=claim.district_id, pk=claim.listing_id, taken__gt=0
        ).update(taken=F("taken") - 1)
    telling.tell_giver("application_withdrawn", claim, entry=entry, text=note)


def _require_once(claim: Claim, claimant: Claimant) -> None:
    """Whoever waits for an answer does not apply again."""
    same = Q(pk__in=[])
    if claimant.user_id:
        same |= Q(user=claimant.user_id)
    if claimant.phone_index:
        same |= Q(phone_index=claimant.phone_index)
    others = Claimant.objects.filter(
        same, district_id=claim.district_id, claim__listing=claim.listing_id
    )
    if others.exclude(claim=claim.pk).exclude(claim__state__in=ENDED).exists():
        raise Refusal(_("您已经申请过这一条，请等对方答复。"), code="already")
