"""Themes, and fairs and live sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Field, Schema

from lianxin.api.exchange.shapes.listings import ListingOut
from lianxin.api.shapes import PLAIN
from lianxin.catalogue.models import Collection

PLAIN_COLUMNS = (
    "title", "text", "starts_at", "ends_at", "address", "live_url", "published_at", "ended_at",
)  # fmt: skip


class CollectionOut(Schema):
    """`q` and `kind` are its question: what fits that belongs to it, beside what was picked."""

    id: UUID
    title: str
    text: str
    unit: str = Field(description="code of who curates it")
    q: str
    kind: str
    starts_at: datetime | None = Field(description="of a fair or a live session; else null")
    ends_at: datetime | None
    address: str = Field(description="where people meet; empty: only live")
    live_url: str = Field(description="where it is watched; empty: only on the spot")
    published_at: datetime | None = Field(description="null: a draft")
    ended_at: datetime | None = Field(description="since when it is not shown any more")

    @classmethod
    def of(cls, one: Collection) -> Self:
        """Its provider is loaded."""
        return cls(
            id=one.pk, unit=one.provider.code, q=one.asked.get("q", ""),
            kind=one.asked.get("kind", ""),
            **{name: getattr(one, name) for name in PLAIN_COLUMNS},
        )  # fmt: skip


class CollectionPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[CollectionOut]
    next: str | None


class WholeCollectionOut(CollectionOut):
    """With a page of the listings that belong to it; `next` is for the following one."""

    items: list[ListingOut]
    next: str | None


class CollectionIn(Schema):
    """A fair has `starts_at` and `ends_at`, and an `address`, a `live_url` (https://), or both."""

    key: UUID | None = Field(None, description="the same key again gives the same one")
    unit: str = Field("", max_length=60, pattern=PLAIN, description="code of who curates it")
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    text: str = Field("", max_length=2000, pattern=PLAIN)
    q: str = Field("", max_length=80, pattern=PLAIN)
    kind: str = Field("", max_length=20, pattern=PLAIN, description="see /exchange/kinds")
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    address: str = Field("", max_length=200, pattern=PLAIN)
    live_url: str = Field("", max_length=300, pattern=PLAIN)


class CollectionDeedIn(Schema):
    listing: str = Field("", max_length=20, pattern=PLAIN, description="number, to add or drop")
