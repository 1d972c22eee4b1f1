"""Bring one's own organisation together with what a listing offers or wants, by one tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.base import Side
from lianxin.exchange.models import Listing
from lianxin.exchange.policy import OF_UNIT
from lianxin.introductions import policy, queries
from lianxin.introductions.actions import introducing
from lianxin.introductions.actions.introducing import Party, Told
from lianxin.introductions.models import Source
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation
from lianxin.web import paging, respond
from lianxin.web.keyed import key_of

OPENED: Final = frozenset({"RESULT", "NEED", "CHALLENGE", "TRADE", "PARTNER", "MENTOR", "FINANCE"})


@dataclass(frozen=True)
class Connect:
    """One of one's own organisations that may be brought together with it. `url` leads to the
    introduction where there is one already."""

    asker: str
    name: str
    url: str
    key: UUID


def part(request: respond.Request, found: Listing) -> list[Connect]:
    """Nothing for who is of no organisation, and for one's own."""
    if found.kind not in OPENED or found.state != "PUBLISHED":
        return []
    seats = network.seats_on(request.user, on=timezone.localdate())
    units = {seat.organisation_id: seat.organisation for seat in seats if seat.role in OF_UNIT}
    if found.provider_id in units:
        return []
    return [
        Connect(f"unit-{unit.code}", unit.name, _known_url(found, unit), new_id())
        for unit in units.values()
    ]


def both_url(request: respond.Request, found: Listing) -> str:
    """Where who coordinates chooses both sides for it; "" for everybody else."""
    may = policy.records(request.user, on=timezone.localdate())
    if not may or found.kind not in OPENED or found.state != "PUBLISHED":
        return ""
    return paging.address("introductions:new", listing=found.ref)


def connect(request: respond.StaffRequest, found: Listing, unit: Organisation) -> HttpResponse:
    """Do it, and show what became of it."""
    if url := _known_url(found, unit):
        return redirect(url)
    mine, theirs = Party(organisation=unit), Party(listing=found)
    is_offer = KINDS[found.kind].side == Side.OFFER
    told = Told(
        subject=found.title,
        first=theirs if is_offer else mine,
        second=mine if is_offer else theirs,
        source=Source.LISTING,
    )
    try:
        made = introducing.introduce(
            request.district, told, by=request.user, at=timezone.now(),
            key=key_of(request) or new_id(),
        )  # fmt: skip
    except Refusal as refusal:
        respond.tell(request, refusal.message)
        return redirect("exchange:listing", found.ref)
    respond.tell(request, _("已对接，两边都会收到消息。"))
    return redirect("introductions:introduction", made.ref)


def _known_url(found: Listing, unit: Organisation) -> str:
    known = queries.between(found, unit)
    return reverse("introductions:introduction", args=[known.ref]) if known else ""
