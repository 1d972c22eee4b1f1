"""Tickets at the door, also where there is no network: what phones saw is sent in afterwards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy
from lianxin.events.models import Scan, Seen
from lianxin.exchange import codes
from lianxin.exchange.actions import places
from lianxin.exchange.codes import Holder
from lianxin.exchange.models import Claim, Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

MOST: Final = 500  # in one sending
NUMBER: Final = r"[A-Z]{1,6}B-\d{2}-\d{5,}"
TICKET: Final = re.compile(rf"({NUMBER})[/ ]+([0-9A-Z-]{{20,30}})")


@dataclass(frozen=True)
class Ticketed:
    """What a phone saw: `text` is what the code on the ticket says, or what was typed of it; the
    number alone where who stands at the door found the name in the list, and vouches for it."""

    key: UUID
    text: str
    device: str
    at: datetime
    is_by_hand: bool = False


def check_in(slot: Slot, seen: Sequence[Ticketed], *, by: User | None, at: datetime) -> list[Scan]:
    """Take in what one phone saw, in the order it did; each `key` once, whatever is sent again.
    Whoever holds a seat is present from the moment a phone first saw her. Each is written for
    itself, so what has been told is kept when a later one fails."""
    policy.require_giving(by, slot.listing, on=timezone.localdate(at))
    if len(seen) > MOST:
        raise Refusal(_("一次最多送 %d 张，请分几次送。") % MOST, code="too_many")
    return [_take(slot, one, by=by, at=at) for one in sorted(seen, key=lambda each: each.at)]


@transaction.atomic
def _take(slot: Slot, one: Ticketed, *, by: User | None, at: datetime) -> Scan:
    locked = places.lock(slot)  # two phones send at once: one after the other
    first = Scan.objects.filter(district_id=slot.district_id, key=one.key).first()
    if first is not None:
        return first
    claim = _claim(slot, one)
    came_at = min(one.at, at)
    found = _seen(locked, claim)
    if found == Seen.PRESENT and claim is not None:
        _let_in(claim, by=by, at=at, came_at=came_at)
    return Scan.objects.create(
        district_id=slot.district_id, key=one.key, slot=slot, claim=claim,
        ticket=claim.ref if claim else one.text[:60], device=one.device[:40], at=came_at,
        sent_at=at, by=by, seen=found, is_by_hand=one.is_by_hand,
    )  # fmt: skip


def _let_in(claim: Claim, *, by: User | None, at: datetime, came_at: datetime) -> None:
    """Also whoever had been taken for missing before the phone could tell."""
    if claim.state == ClaimState.MISSED:
        places.correct(claim, by=by, at=at)
    else:
        places.attend(claim, by=by, at=at, came_at=came_at)


def _claim(slot: Slot, one: Ticketed) -> Claim | None:
    """Whose ticket it is; none where the number is unknown or its code another."""
    text = unicodedata.normalize("NFKC", one.text).upper()
    match = re.fullmatch(f"({NUMBER})", text) if one.is_by_hand else TICKET.search(text)
    if match is None:
        return None
    rows = Claim.objects.filter(district_id=slot.district_id, ref=match[1])
    claim: Claim | None = rows.whole().first()
    if claim is None or one.is_by_hand:
        return claim
    return claim if codes.holder_of(claim, match[2]) is Holder.RECIPIENT else None


def _seen(slot: Slot, claim: Claim | None) -> Seen:
    if claim is None:
        return Seen.UNKNOWN
    if claim.slot_id != slot.pk:
        return Seen.ELSEWHERE
    known = {
        ClaimState.HELD: Seen.PRESENT,
        ClaimState.MISSED: Seen.PRESENT,
        ClaimState.DONE: Seen.AGAIN,
        ClaimState.WAITING: Seen.WAITING,
    }
    return known.get(ClaimState(claim.state), Seen.CANCELLED)
