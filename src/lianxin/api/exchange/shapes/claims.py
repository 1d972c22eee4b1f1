"""Taking something up, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from lianxin.api.exchange.shapes.listings import code_of
from lianxin.api.exchange.shapes.times import SpanIn, SpanOut
from lianxin.api.exchange.shapes.visits import ChildIn
from lianxin.api.shapes import PLAIN
from lianxin.exchange import codes
from lianxin.exchange.actions.claiming import Receipt
from lianxin.exchange.models import Claim, Every


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
    child: ChildIn | None = Field(None, description="needed where a guardian must sign up")


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
    is_for_another: bool = Field(
        default=False,
        description="an ORDER for a neighbour: who orders follows it, and only she rates",
    )


class OrderIn(TakeIn):
    """An order that names no listing: the desk finds who gives it."""

    kind: str = Field("SERVICE", max_length=20, pattern=PLAIN)
    subject: str = Field(min_length=1, max_length=120, pattern=PLAIN)


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
    recipient_code: str = Field(
        description="of an order for another: hers, to be handed on; it rates. Otherwise empty"
    )
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
            recipient_code=codes.of(claim) if claim.is_for_another else "",
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
    to: str = Field("", max_length=20, pattern=PLAIN, description="code; for `hand_over`")
