"""Links that open one thing for whoever holds them, for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lianxin.exchange import queries
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import NotAllowed
from lianxin.outbox import links

PURPOSE: Final = "exchange.confirm"


@dataclass(frozen=True)
class Asked:
    """A question whether a listing holds. `is_open` until the link has run out."""

    listing: Listing
    asked_at: datetime
    until: datetime
    is_open: bool


def confirm(listing: Listing, *, at: datetime) -> str:
    """The path of the page that asks whether it still holds."""
    return f"/exchange/confirm/{links.seal(PURPOSE, listing.pk, at=at)}/"


def read(token: str, district_id: int, *, at: datetime) -> Asked:
    """What a link asks. Raises `NotAllowed` for one that nobody here has made."""
    opened = links.read(PURPOSE, token)
    found = Listing.objects.filter(district_id=district_id, pk=opened.of).whole().first()
    if found is None:
        raise NotAllowed("")
    until = opened.made_at + timedelta(days=queries.terms_of(district_id).ask_days)
    return Asked(found, opened.made_at, until, is_open=at < until)
