"""A pairing or a service base that both have signed makes its partner the first whom the place
asks, from its first day to its last."""

from __future__ import annotations

from datetime import datetime

from lianxin.network import actions as network
from lianxin.partnering.models import Agreement
from lianxin.partnering.states import STANDING_BY


def begin(agreement: Agreement, *, at: datetime) -> None:
    if agreement.kind in STANDING_BY:
        network.put_pairing(
            agreement.place, agreement.partner, starts_on=agreement.starts_on,
            ends_on=agreement.ends_on, class_codes=agreement.classes, rests_on=agreement.ref,
            by=None, at=at,
        )  # fmt: skip


def end(agreement: Agreement) -> None:
    """It was ended early."""
    if agreement.kind in STANDING_BY:
        network.end_pairings(agreement.district_id, rests_on=agreement.ref, on=agreement.last_on)
