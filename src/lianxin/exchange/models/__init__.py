"""The tables of the exchange."""

from lianxin.exchange.models.claim import Claim, Claimant, ClaimQuerySet, Rating, Turn, TurnEnd
from lianxin.exchange.models.listing import Fault, Listing, ListingQuerySet, Mode, Whom
from lianxin.exchange.models.qualification import Qualification
from lianxin.exchange.models.recurring import Every, RecurringOrder
from lianxin.exchange.models.slot import Cell, Closure, Slot, Space
from lianxin.exchange.models.terms import TermsRow
from lianxin.exchange.models.visit import Child, PickUp, Visit

__all__ = [
    "Cell",
    "Child",
    "Claim",
    "ClaimQuerySet",
    "Claimant",
    "Closure",
    "Every",
    "Fault",
    "Listing",
    "ListingQuerySet",
    "Mode",
    "PickUp",
    "Qualification",
    "Rating",
    "RecurringOrder",
    "Slot",
    "Space",
    "TermsRow",
    "Turn",
    "TurnEnd",
    "Visit",
    "Whom",
]
