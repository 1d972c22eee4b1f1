"""What goes in and what comes out. Times are ISO 8601 with an offset."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Schema

from lianxin.api.shapes import PLAIN
from lianxin.exchange.actions.claiming import Receipt
from lianxin.exchange.kinds import Detail, Kind
from lianxin.exchange.models import Claim, Every, Listing, Slot, Space
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
    offset: int = Field(0, ge=0, le=200)
    limit: int = Field(24, ge=1, le=100)


class FoundListing(Schema):
    listing: ListingOut
    metres: int | None = Field(description="away, where that was asked")
    is_near: bool = Field(description="it is called otherwise, and means nearly the same")


class FoundListings(Schema):
    """`count` were weighed; there may be more when `is_capped`. `is_loose`: nothing held all the
    words, these hold some."""

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


class SlotOut(Schema):
    """One session. Who comes when `free` is 0 waits in line."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    free: int
    cancelled_at: datetime | None
    sequence: int = Field(description="rises with each change")

    @classmethod
    def of(cls, slot: Slot) -> SlotOut:
        return cls(**{name: getattr(slot, name) for name in cls.model_fields})


class SpaceOut(Schema):
    """A room or field. It is booked by quarters of an hour."""

    code: str
    name: str
    seats: int
    hours: str
    shortest: int = Field(description="minutes")
    longest: int
    ahead: int = Field(description="days")
    buffer: int = Field(description="minutes that it stays empty after each booking")

    @classmethod
    def of(cls, space: Space) -> SpaceOut:
        return cls(**{name: getattr(space, name) for name in cls.model_fields})


class SpanOut(Schema):
    starts_at: datetime
    ends_at: datetime


class WhoIn(Schema):
    """Whom it is for. Somebody without an address keeps only the code."""

    name: str = Field("", max_length=60, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)
    email: str = Field("", max_length=254, pattern=PLAIN)
    language: str = Field("", max_length=10, pattern=PLAIN)


class WishIn(Schema):
    """What somebody wants. The same `key` again gives the first answer again."""

    key: UUID
    who: WhoIn = Field(default_factory=lambda: WhoIn.model_validate({}))
    is_own: bool = Field(
        default=False, description="it is for the person whom the token stands for"
    )
    text: str = Field("", max_length=2000, pattern=PLAIN)
    place: str = Field("", max_length=40, pattern=PLAIN, description="code")
    address: str = Field("", max_length=200, pattern=PLAIN)
    seats: int = Field(1, ge=1, le=500)
    ordered_by: str = Field(
        "", max_length=60, pattern=PLAIN, description="code of a unit that orders for others"
    )


class TakeIn(WishIn):
    """Which fields are needed depends on the kind's `shape`: `slot` for a PLACE; `space`,
    `starts_at` and `ends_at` for a BOOKING; `every`, with `starts_at`, for an ORDER that comes
    again."""

    subject: str = Field("", max_length=120, pattern=PLAIN)
    slot: UUID | None = None
    space: str = Field("", max_length=40, pattern=PLAIN, description="code")
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    every: Every | None = Field(None, description="an ORDER that shall come again")
    until_on: date | None = None


class OrderIn(TakeIn):
    """An order that names no listing: the desk finds who gives it."""

    kind: str = Field("SERVICE", max_length=20, pattern=PLAIN)
    subject: str = Field(min_length=1, max_length=120, pattern=PLAIN)


class SpanIn(Schema):
    starts_at: datetime
    ends_at: datetime


class SeriesIn(WishIn):
    """A room on several dates: on all of them or on none, unless `skip_conflicts`."""

    subject: str = Field("", max_length=120, pattern=PLAIN)
    space: str = Field(max_length=40, pattern=PLAIN, description="code")
    dates: list[SpanIn] = Field(min_length=1, max_length=60)
    skip_conflicts: bool = False


class TakenOut(Schema):
    """What whoever took it up holds."""

    ref: str
    code: str = Field(description="opens the receipt; keep it confidential")
    is_new: bool = Field(description="false: the key had been used before")
    state: str
    number: int = Field(description="on the waiting list, from 1; 0: she does not wait")
    starts_at: datetime | None

    @classmethod
    def of(cls, receipt: Receipt, *, number: int = 0) -> TakenOut:
        claim = receipt.claim
        return cls(
            ref=claim.ref,
            code=receipt.code,
            is_new=receipt.is_new,
            state=claim.state,
            number=number,
            starts_at=claim.starts_at,
        )


class SeriesOut(Schema):
    booked: list[TakenOut]
    skipped: list[SpanOut]


class ClaimOut(Schema):
    """Somebody's place on a listing, without contact data."""

    ref: str
    seq: int = Field(description="how many entries its history has; also its ETag")
    shape: str
    state: str
    kind: str
    listing: str | None = Field(description="number of the listing; null: not yet dispatched")
    slot: UUID | None
    space: str = Field(description="code")
    unit: str = Field(description="code of the unit that has the ball")
    ordered_by: str
    subject: str
    text: str
    place: str
    address: str
    starts_at: datetime | None
    ends_at: datetime | None
    seats: int
    losses: int
    asked_at: datetime
    due_at: datetime | None = Field(description="until when the unit has to do the next thing")
    delivered_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, claim: Claim) -> ClaimOut:
        joined = {"listing", "slot", "space", "unit", "ordered_by", "place"}
        plain = {name: getattr(claim, name) for name in ClaimOut.model_fields.keys() - joined}
        return cls(
            **plain,
            listing=claim.listing.ref if claim.listing else None,
            slot=claim.slot_id,
            space=claim.space.code if claim.space else "",
            unit=code_of(claim.unit),
            ordered_by=code_of(claim.ordered_by),
            place=code_of(claim.place),
        )


class ClaimPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ClaimOut]
    next: str | None


class HappenedOut(Schema):
    verb: str
    at: datetime
    note: str


class OrderReceiptOut(Schema):
    """Where it is, for whoever ordered it."""

    ref: str
    state: str
    subject: str
    unit: str = Field(description="name of who has the ball")
    number: int = Field(description="on the waiting list, from 1; 0: she does not wait")
    starts_at: datetime | None
    ends_at: datetime | None
    stars: int | None = Field(description="what she gave; null: not rated")
    happened: list[HappenedOut]


class OwnDeedIn(Schema):
    """What she does herself, with her code."""

    key: UUID
    note: str = Field("", max_length=500, pattern=PLAIN)


class RateIn(Schema):
    key: UUID
    stars: int = Field(ge=1, le=5)
    text: str = Field("", max_length=1000, pattern=PLAIN)


class ClaimDeedIn(Schema):
    """One deed. Which fields are needed depends on the verb; a missing one is answered with a
    Problem that names it."""

    key: UUID | None = Field(
        None, description="the same key again is done once; may also come as Idempotency-Key"
    )
    note: str = Field("", max_length=500, pattern=PLAIN)
    listing: str = Field("", max_length=20, pattern=PLAIN, description="number; for `dispatch`")
    reason: str = Field("", max_length=40, pattern=PLAIN, description="code; for `decline`")
    starts_at: datetime | None = Field(None, description="when the unit comes; for `accept`")


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


class SlotIn(Schema):
    key: UUID
    starts_at: datetime
    ends_at: datetime
    capacity: int = Field(ge=1, le=100_000)
    title: str = Field("", max_length=120, pattern=PLAIN)


class SlotDeedIn(Schema):
    """`change` takes the times, the seats, or both; `cancel` a `note`, which everybody reads."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    capacity: int | None = Field(None, ge=1, le=100_000)
    note: str = Field("", max_length=500, pattern=PLAIN)


class SpaceIn(Schema):
    """With the `code` of a space, that one as it is from now on; without, one more."""

    key: UUID
    code: str = Field("", max_length=40, pattern=PLAIN)
    name: str = Field(max_length=80, pattern=PLAIN)
    seats: int = Field(ge=1, le=100_000)
    hours: str = Field(max_length=120, pattern=PLAIN)
    buffer: int = Field(0, ge=0, le=1440)
    shortest: int = Field(30, ge=15, le=1440)
    longest: int = Field(240, ge=15, le=1440)
    ahead: int = Field(60, ge=1, le=366)
    parts: list[str] = Field(
        default_factory=list, max_length=20, description="codes of those that it is made of"
    )


class ClosureOut(Schema):
    id: UUID
    starts_at: datetime
    ends_at: datetime
    why: str


class ClosureIn(Schema):
    key: UUID
    starts_at: datetime
    ends_at: datetime
    why: str = Field(max_length=120, pattern=PLAIN)


class FaultIn(Schema):
    key: UUID
    text: str = Field(min_length=1, max_length=500, pattern=PLAIN)


class DoneOut(Schema):
    is_done: bool = True
