"""How stalls are drawn and who holds them: plain rules over applications, so that anybody can go
over a lot with nothing but the seed and the numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lianxin.events.models import Market, Stall
from lianxin.exchange.models import Claim
from lianxin.exchange.states import ClaimState

STALL: Final = "STALL"
OPEN: Final = (ClaimState.ASKED, ClaimState.SHORTLISTED)
HAS: Final = (ClaimState.HELD, ClaimState.DONE)


@dataclass(frozen=True)
class Lot:
    """One application in the order of the lot."""

    place: int
    ref: str
    rank: str
    state: str


def mark(seed: str) -> str:
    """What is public of the seed before the lot is drawn."""
    return hashlib.sha256(seed.encode()).hexdigest()


def rank(seed: str, ref: str) -> str:
    """Who has the least comes first."""
    return hashlib.sha256(f"{seed} {ref}".encode()).hexdigest()


def holds(stall: Stall) -> bool:
    """Whether somebody has it: who has withdrawn has it no longer."""
    return stall.claim is not None and stall.claim.state in HAS


def stalls(market: Market) -> list[Stall]:
    rows = Stall.objects.filter(district_id=market.district_id, market=market)
    return list(rows.select_related("claim").order_by("number"))


def line(market: Market) -> list[Claim]:
    """Who has applied and has no stall, in the order of the lot; whoever came after it was drawn
    stands behind, by when she came."""
    rows = Claim.objects.filter(
        district_id=market.district_id, listing=market.listing_id, state__in=OPEN
    ).whole()
    return sorted(rows, key=lambda claim: _order(market, claim))


def first_line(claim: Claim) -> str:
    """What an application calls itself."""
    unit = claim.ordered_by.name if claim.ordered_by else ""
    return unit or next(iter(claim.text.strip().splitlines()), "")


def lots(market: Market) -> Sequence[Lot]:
    """All that were in the lot, in its order. Nothing before it is drawn."""
    if market.drawn_at is None:
        return []
    rows = Claim.objects.filter(
        district_id=market.district_id, listing=market.listing_id,
        asked_at__lte=market.drawn_at,
    ).only("ref", "state", "asked_at")  # fmt: skip
    ordered = sorted(rows, key=lambda claim: rank(market.seed, claim.ref))
    return [
        Lot(place, claim.ref, rank(market.seed, claim.ref), claim.state)
        for place, claim in enumerate(ordered, 1)
    ]


def _order(market: Market, claim: Claim) -> tuple[bool, str]:
    is_late = market.drawn_at is not None and claim.asked_at > market.drawn_at
    return is_late, f"{claim.pk}" if is_late else rank(market.seed, claim.ref)
