"""What is said of a listing is what it is found by, from the same moment on; what is confirmed has
been looked at."""

from __future__ import annotations

from lianxin.catalogue import findable
from lianxin.catalogue.actions import upkeep
from lianxin.exchange.facts import ListingChanged, ListingConfirmed
from lianxin.exchange.states import ListingState
from lianxin.kernel.reactions import reacts_to


@reacts_to(ListingChanged)
def let_be_found(fact: ListingChanged) -> None:
    if fact.listing.state == ListingState.PUBLISHED:
        findable.put(fact.listing)
    else:
        findable.remove(fact.listing)


@reacts_to(ListingConfirmed)
def settle_what_was_wrong(fact: ListingConfirmed) -> None:
    upkeep.settle_faults(fact.listing, by=fact.by, at=fact.at)
