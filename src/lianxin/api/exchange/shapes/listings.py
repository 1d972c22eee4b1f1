"""What is offered or wanted, what is written of it, and what is wrong with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Schema

from lianxin.api.shapes import PLAIN
from lianxin.exchange.kinds import Detail, Kind
from lianxin.exchange.models import Listing
from lianxin.network.models import Organisation, Place

PLAIN_COLUMNS = (
    "ref", "seq", "kind", "state", "title", "text", "mode", "address", "lon", "lat", "price_fen",
    "price_note", "contact", "phone", "hours", "opens_at", "closes_at", "capacity", "taken",
    "confirmed_at", "confirm_on",
)  # fmt: skip


def code_of(thing: Place | Organisation | None) -> str:
    return thing.code if thing else ""


class DetailOut(Schema):
    name: str
    label: str
    typed: str = Field(
        description="LINE, TEXT, NUMBER, MONEY (yuan), DAY, YES, ONE, SOME or WORDS (a list)"
    )
    is_needed: bool = Field(description="before it may be published")
    choices: dict[str, str]

    @classmethod
    def of(cls, detail: Detail) -> DetailOut:
        return cls(
            name=detail.name,
            label=str(detail.label),
            typed=detail.typed,
            is_needed=detail.is_needed,
            choices={code: str(label) for code, label in detail.choices.items()},
        )


class ListingKindOut(Schema):
    """`shape` says what taking it up means: ORDER, PLACE, BOOKING, APPLICATION, INTEREST, or
    NONE."""

    code: str
    label: str
    side: str = Field(description="OFFER or WANT")
    shape: str
    confirm_days: int = Field(description="how often its owner confirms it, unless told otherwise")
    details: list[DetailOut]

    @classmethod
    def of(cls, kind: Kind) -> ListingKindOut:
        return cls(
            code=kind.code,
            label=str(kind.label),
            side=kind.side,
            shape=kind.shape,
            confirm_days=kind.confirm_days,
            details=[DetailOut.of(detail) for detail in kind.details],
        )


class ListingOut(Schema):
    """Something offered or wanted."""

    ref: str
    seq: int = Field(description="how many entries its history has; also its ETag")
    kind: str
    state: str
    title: str
    text: str
    provider: str = Field(description="code of the unit; empty: a person's own")
    provider_name: str
    mode: str = Field(description="ON_SITE, AT_HOME or ONLINE")
    place: str = Field(description="code of the place")
    address: str
    lon: float | None
    lat: float | None
    area: str = Field(description="code of the place it is given in")
    audience: list[str]
    price_fen: int | None = Field(description="null: not told; 0: free")
    price_note: str
    contact: str
    phone: str
    hours: str = Field(description="in the way of OpenStreetMap's opening_hours")
    opens_at: datetime | None
    closes_at: datetime | None
    capacity: int | None = Field(description="null: endless, or that of its slots")
    taken: int
    details: dict[str, Any] = Field(description="by the names of its kind, see /exchange/kinds")
    confirmed_at: datetime | None
    confirm_on: date | None = Field(description="until then its owner has said that it holds")
    is_unconfirmed: bool
    can_be_taken: bool = Field(description="it is published, confirmed, open, and not full")

    @classmethod
    def of(cls, listing: Listing, *, at: datetime) -> ListingOut:
        """Its provider, place and area are loaded."""
        on = timezone.localdate(at)
        is_over = listing.is_over(at=at, on=on) or listing.state != "PUBLISHED"
        begins_later = listing.opens_at is not None and listing.opens_at > at
        return cls(
            **{name: getattr(listing, name) for name in PLAIN_COLUMNS},
            provider=code_of(listing.provider),
            provider_name=listing.provider.name if listing.provider else str(listing.owner or ""),
            place=code_of(listing.place),
            area=code_of(listing.area),
            audience=[str(one) for one in listing.audience],
            details=listing.details,
            is_unconfirmed=listing.is_unconfirmed(on=on),
            can_be_taken=not (is_over or begins_later or listing.is_full),
        )


class ListingPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ListingOut]
    next: str | None


class SearchIn(Schema):
    """By the names that the page of the catalogue has in its address. What makes no sense is left
    out."""

    q: str = Field("", max_length=80, pattern=PLAIN)
    kind: str = Field("", max_length=20, pattern=PLAIN)
    side: str = Field("", max_length=10, pattern=PLAIN, description="OFFER or WANT")
    mode: str = Field("", max_length=10, pattern=PLAIN)
    whom: str = Field("", max_length=20, pattern=PLAIN, description="ELDERS, CHILDREN, FIRMS …")
    cost: str = Field("", max_length=10, pattern=PLAIN, description="yuan at most; 0: free")
    place: str = Field("", max_length=40, pattern=PLAIN, description="code; where it is used")
    firm: str = Field("", max_length=60, pattern=PLAIN, description="code of the unit")
    employment: str = Field("", max_length=20, pattern=PLAIN)
    education: str = Field("", max_length=20, pattern=PLAIN, description="what one has")
    pay: str = Field("", max_length=10, pattern=PLAIN, description="yuan a month at least")
    skill: str = Field("", max_length=60, pattern=PLAIN)
    day: date | None = Field(None, description="with a session that has room")
    open: bool = Field(default=False, description="now")
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    within: int | None = Field(None, ge=1, le=100_000, description="metres: 500, 1000, 2000, 5000")
    collection: UUID | None = Field(None, description="id; what a unit has put together")
    mentions: bool = Field(
        default=False, description="also what merely mentions the words, behind what is called so"
    )
    offset: int = Field(0, ge=0, le=200)
    limit: int = Field(24, ge=1, le=100)


class FoundListing(Schema):
    listing: ListingOut
    metres: int | None = Field(description="away, where that was asked")
    is_near: bool = Field(description="it is called otherwise, and means nearly the same")
    is_loose: bool = Field(description="it has a part of what was asked")
    is_mention: bool = Field(description="it merely mentions what was asked")


class FoundListings(Schema):
    """`count` were weighed; there may be more when `is_capped`. `is_loose`: nothing is quite what
    was asked, these hold a part of it or mention it."""

    items: list[FoundListing]
    count: int
    is_capped: bool
    is_loose: bool


class StarsOut(Schema):
    count: int
    average: float | None = Field(description="null below five ratings")


class WholeListingOut(ListingOut):
    stars: StarsOut
    is_open: bool | None = Field(description="by its hours, now; null: it has none")
    missing: list[str] = Field(description="fields to fill before it may be published")


class DraftIn(Schema):
    """What somebody writes of a listing. An edit changes only what it names."""

    key: UUID | None = Field(None, description="the same key again gives the same listing")
    kind: str = Field("", max_length=20, pattern=PLAIN)
    title: str = Field("", max_length=400, pattern=PLAIN)
    provider: str = Field(
        "", max_length=60, pattern=PLAIN, description="code of the unit; empty: one's own name"
    )
    text: str = Field("", max_length=8000, pattern=PLAIN)
    details: dict[str, str | int | bool | list[str] | None] = Field(default_factory=dict)
    mode: str = Field("", max_length=10, pattern=PLAIN)
    place: str = Field("", max_length=40, pattern=PLAIN, description="code")
    address: str = Field("", max_length=400, pattern=PLAIN)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    area: str = Field("", max_length=40, pattern=PLAIN, description="code")
    audience: list[str] = Field(default_factory=list, max_length=30)
    price_fen: int | None = Field(None, ge=0, le=2_000_000_000)
    price_note: str = Field("", max_length=400, pattern=PLAIN)
    contact: str = Field("", max_length=400, pattern=PLAIN)
    phone: str = Field("", max_length=400, pattern=PLAIN)
    hours: str = Field("", max_length=120, pattern=PLAIN)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    capacity: int | None = Field(None, ge=1, le=1_000_000)
    confirm_days: int | None = Field(None, ge=1, le=366)


class ListingDeedIn(DraftIn):
    """`edit` takes the fields of a draft, the others a `note`."""

    note: str = Field("", max_length=500, pattern=PLAIN)


class FaultIn(Schema):
    key: UUID
    text: str = Field(min_length=1, max_length=500, pattern=PLAIN)


class FaultOut(Schema):
    id: UUID
    text: str
    told_at: datetime


class DoneOut(Schema):
    is_done: bool = True
