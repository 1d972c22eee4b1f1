"""What is done when a session is moved or called off, through whichever door."""

from __future__ import annotations

from lianxin.events.actions import rooms
from lianxin.exchange.facts import SlotChanged
from lianxin.kernel.reactions import reacts_to


@reacts_to(SlotChanged)
def take_the_room_along(fact: SlotChanged) -> None:
    rooms.follow(fact.slot, at=fact.at)
