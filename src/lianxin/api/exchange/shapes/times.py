"""Sessions, spaces, and when a space is closed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from lianxin.api.shapes import PLAIN
from lianxin.exchange.models import Slot, Space


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


class SpanIn(Schema):
    starts_at: datetime
    ends_at: datetime


class SlotIn(Schema):
    key: UUID
    starts_at: datetime
    ends_at: datetime
    capacity: int = Field(ge=1, le=100_000)
    title: str = Field("", max_length=120, pattern=PLAIN)


class SlotDeedIn(Schema):
    """`change` takes the times, the seats, or both; `cancel` a `note`, which everybody reads."""

    key: UUID | None = Field(
        None, description="the same key again is done once; may also come as Idempotency-Key"
    )
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
