"""What those who came to an event say of it, told so that nobody's own stars are seen: neither
between two looks nor between the event and its sessions.

Each rating is told in one five only: one of its session; when nobody can rate that session any
more, those left over go into fives of the event, session by session.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from lianxin.exchange.actions.rating import RATED_WITHIN
from lianxin.exchange.models import Listing, Rating, Slot
from lianxin.exchange.queries import FEWEST_RATINGS

Said: TypeAlias = tuple[int, int, str]  # the how-manieth it was, stars, words
NOTES = 30


@dataclass(frozen=True)
class OfSession:
    """`by_stars` is empty while fewer than five have rated it."""

    slot: Slot
    count: int
    by_stars: dict[int, int]


@dataclass(frozen=True)
class Rated:
    """How many gave each number of stars, and their words, the newest first. `sessions` are those
    that somebody rated, where the event has several."""

    count: int
    by_stars: dict[int, int]
    notes: Sequence[str]
    sessions: Sequence[OfSession] = ()


def rated(listing: Listing, *, at: datetime) -> Rated:
    """Two queries, whatever the number of sessions."""
    slots = Slot.objects.filter(district_id=listing.district_id, listing=listing)
    many = list(slots.order_by("ends_at", "pk"))
    said = _by_session(listing)
    told: list[Said] = []
    left: list[Said] = []
    sessions = []
    for slot in many:
        whole, rest = _fives(said[slot.pk])
        told += whole
        left += rest if slot.ends_at + RATED_WITHIN <= at else []
        if said[slot.pk]:
            sessions.append(OfSession(slot, len(said[slot.pk]), _by_stars(whole)))
    told += _fives(left)[0]
    notes = [text for _nth, _stars, text in sorted(told, reverse=True) if text]
    count = sum(len(some) for some in said.values())
    return Rated(count, _by_stars(told), notes[:NOTES], sessions if len(many) > 1 else ())


def _by_session(listing: Listing) -> defaultdict[UUID, list[Said]]:
    found: defaultdict[UUID, list[Said]] = defaultdict(list)
    rows = Rating.objects.filter(district_id=listing.district_id, listing=listing)
    asked = rows.order_by("rated_at", "pk").values_list("claim__slot", "stars", "text")
    for nth, (slot, stars, text) in enumerate(asked):
        found[slot].append((nth, stars, text))
    return found


def _fives(said: Sequence[Said]) -> tuple[Sequence[Said], Sequence[Said]]:
    """As many as fill fives, and those left over."""
    whole = len(said) // FEWEST_RATINGS * FEWEST_RATINGS
    return said[:whole], said[whole:]


def _by_stars(said: Sequence[Said]) -> dict[int, int]:
    counts = Counter(stars for _nth, stars, _text in said)
    return {stars: counts[stars] for stars in range(5, 0, -1)} if said else {}
