"""An award brings two sides together: what comes of it is counted with the introductions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from lianxin.challenges.actions import deciding
from lianxin.challenges.actions.deciding import Reasons
from lianxin.challenges.models import Application, Challenge
from lianxin.introductions import actions
from lianxin.introductions.actions import Party, Told
from lianxin.network.models import User


@transaction.atomic
def award(
    found: Challenge, winner: Application, reasons: Reasons, *, by: User, at: datetime, key: UUID
) -> None:
    """Award it, and introduce the team to who put it out, unless both are one organisation.
    Raises as `deciding.award` does."""
    deciding.award(found, winner, reasons, by=by, at=at, key=key)
    listing, claim = found.listing, winner.claim
    if claim.ordered_by_id is not None and claim.ordered_by_id == listing.provider_id:
        return
    who = claim.claimant
    team = Party(
        organisation=claim.ordered_by,
        user=who.user,
        name=winner.team,
        email=who.email or "",
        phone=who.phone or "",
    )
    told = Told(
        subject=listing.title, first=team, second=Party(listing=listing), source="CHALLENGE"
    )
    actions.introduce(listing.district, told, by=by, at=at, key=uuid5(key, "introduction"))
