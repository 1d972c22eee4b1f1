"""What is done when somebody signs up for a shift, through whichever door."""

from __future__ import annotations

from lianxin.exchange.facts import PlaceTaken
from lianxin.kernel.reactions import reacts_to
from lianxin.volunteering.actions import signing
from lianxin.volunteering.queries import SHIFT


@reacts_to(PlaceTaken)
def open_presence(fact: PlaceTaken) -> None:
    if fact.claim.kind == SHIFT:
        signing.open_presence(fact.claim, fact.claimant, at=fact.at)
