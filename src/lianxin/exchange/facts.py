"""What the floors above may want to know about the exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.exchange.models import Claim, Claimant, Listing, Slot
from lianxin.network.models import User


@dataclass(frozen=True)
class PlaceTaken:
    """Somebody has signed up, or stands in line. A reaction that refuses undoes it."""

    claim: Claim
    claimant: Claimant
    at: datetime


@dataclass(frozen=True)
class ListingConfirmed:
    """Its owner, or who holds the link that asked, says that it holds as it is."""

    listing: Listing
    by: User | None
    at: datetime


@dataclass(frozen=True)
class ListingChanged:
    """What the public may know of a listing is otherwise from now on: it has come to be seen, says
    something else, or has gone."""

    listing: Listing


@dataclass(frozen=True)
class SlotChanged:
    """A session has another time or other seats, or does not take place. A reaction that refuses
    leaves it as it was."""

    slot: Slot
    by: User | None
    at: datetime
