"""What happens to people's data when a claim has been over for long enough: whom it was for goes,
and from what was written what tells of a person. That it was, and when, stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lianxin.exchange.actions import listings
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import (
    Child,
    Claim,
    Claimant,
    ClaimQuerySet,
    Listing,
    Qualification,
    Rating,
    Turn,
    Visit,
)
from lianxin.exchange.states import ListingState
from lianxin.kernel.models import Entry
from lianxin.network import forgetting

BATCH: Final = 200
WRITTEN: Final = ("subject", "text", "address")
OFFERED: Final = ("title", "text", "details", "price_note")


def due(district_id: int, *, at: datetime) -> ClaimQuerySet:
    """Ended claims whose people have been kept as long as their kind says, the oldest first."""
    over = Q()
    for kind in KINDS.values():
        over |= Q(kind=kind.code, ended_at__lt=at - timedelta(days=kind.keep_days))
    claims: ClaimQuerySet = Claim.objects.filter(over, district_id=district_id)
    holding = Q(qualification__expires_on__gte=timezone.localdate(at))  # she will be reminded
    due_now = claims.filter(anonymised_at=None).exclude(holding)
    return due_now.whole().order_by("ended_at", "id")


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Forget the people of a batch of what is `due`; safe to repeat, and to be killed in the
    middle. Returns how many claims were done."""
    batch = list(due(district_id, at=at)[:BATCH])
    forgetting.unsay(district_id, batch)
    for claim in batch:
        forget(claim, at=at)
    return len(batch)


@transaction.atomic
def forget(claim: Claim, *, at: datetime) -> None:
    own: dict[str, Any] = {"district_id": claim.district_id, "claim": claim}
    people = Claimant.objects.filter(**own)
    known = forgetting.known(word for who in people for word in (who.name, who.phone, who.email))
    people.update(**Claimant.GONE, user=None, relayed_by=None)
    Child.objects.filter(**own).update(name=None, picker=None, picker_phone=None)
    forgetting.redact(Rating.objects.filter(**own), ("text",), known)
    forgetting.redact(Turn.objects.filter(**own), ("note",), known)
    forgetting.redact(Visit.objects.filter(**own), ("note",), known)
    _forget_papers(claim, at=at)
    gone = {"anonymised_at": at, "details": {}}
    forgetting.rewrite(claim, WRITTEN, known=known, at=at, changes=gone)


@transaction.atomic
def discard(listing: Listing) -> None:
    """Delete what its owner wrote and never showed to anybody, with its history."""
    entries = Entry.objects.filter(district_id=listing.district_id, subject_id=listing.pk)
    forgetting.unsay(listing.district_id, [listing])
    entries.delete()
    Listing.objects.filter(district_id=listing.district_id, pk=listing.pk).delete()


@transaction.atomic
def forget_owner(listing: Listing, *, at: datetime) -> None:
    """End what somebody had offered or wanted in her own name, and take out who she is. Those who
    took it up still read what it was."""
    if listing.state != ListingState.CLOSED:
        listings.close(listing, by=None, at=at)
    forgetting.unsay(listing.district_id, [listing])
    owner = str(listing.owner) if listing.owner else None
    known = forgetting.known([owner, listing.contact, listing.phone])
    gone = {"owner_id": None, "contact": "", "phone": "", "address": "", "lon": None, "lat": None}
    forgetting.rewrite(listing, OFFERED, known=known, at=at, changes=gone)


def _forget_papers(claim: Claim, *, at: datetime) -> None:
    """A certificate that holds for good stays hers; one that does not hold has no name."""
    mine = Qualification.objects.filter(district_id=claim.district_id, claim=claim)
    over = Q(revoked_at__isnull=False) | Q(expires_on__lt=timezone.localdate(at))
    mine.filter(over).update(name=None, user=None)
