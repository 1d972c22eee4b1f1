"""Links that open one thing for whoever holds them, for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core import signing

from lianxin.exchange import queries
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import NotAllowed

SIGNER: Final = signing.Signer(salt="exchange.confirm", sep="~")


@dataclass(frozen=True)
class Asked:
    """A question whether a listing holds. `is_open` until the link has run out."""

    listing: Listing
    asked_at: datetime
    until: datetime
    is_open: bool


def confirm(listing: Listing, *, at: datetime) -> str:
    """The path of the page that asks whether it still holds."""
    token = SIGNER.sign_object({"of": listing.pk.hex, "at": int(at.timestamp())})
    return f"/exchange/confirm/{token}/"


def read(token: str, district_id: int, *, at: datetime) -> Asked:
    """What a link asks. Raises `NotAllowed` for one that nobody here has made."""
    try:
        told = SIGNER.unsign_object(token)
    except signing.BadSignature as error:
        raise NotAllowed("") from error
    found = Listing.objects.filter(district_id=district_id, pk=UUID(told["of"])).whole().first()
    if found is None:
        raise NotAllowed("")
    asked_at = datetime.fromtimestamp(told["at"], tz=at.tzinfo)
    until = asked_at + timedelta(days=queries.terms_of(district_id).ask_days)
    return Asked(found, asked_at, until, is_open=at < until)
