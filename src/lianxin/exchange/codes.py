"""The two codes of an order for somebody else: hers opens everything and rates; the helper's, who
ordered it for her, follows and cancels. Neither can be worked out from the other."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid5

from lianxin.exchange.models import Claim
from lianxin.kernel import privacy


class Holder(StrEnum):
    """Whose code it is."""

    RECIPIENT = "RECIPIENT"
    HELPER = "HELPER"


def of(claim: Claim, holder: Holder = Holder.RECIPIENT) -> str:
    return privacy.tracking_code(_seed(claim, holder))


def holder_of(claim: Claim, typed: str) -> Holder | None:
    """None for a code that opens nothing. A claim for oneself has no helper."""
    if privacy.matches_code(claim.pk, typed):
        return Holder.RECIPIENT
    if claim.is_for_another and privacy.matches_code(_seed(claim, Holder.HELPER), typed):
        return Holder.HELPER
    return None


def _seed(claim: Claim, holder: Holder) -> UUID:
    return claim.pk if holder is Holder.RECIPIENT else uuid5(claim.pk, holder)
