"""What is said about visits and about children."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Field, Schema

from lianxin.api.shapes import PLAIN
from lianxin.exchange.models import PickUp


class ChildIn(Schema):
    """Whom a guardian signs up for a course that wants one; `who` is the guardian then."""

    name: str = Field(max_length=60, pattern=PLAIN)
    pick_up: PickUp = Field(description="how the child leaves")
    picker: str = Field("", max_length=60, pattern=PLAIN, description="for NAMED")
    picker_phone: str = Field("", max_length=40, pattern=PLAIN, description="for NAMED")


class VisitIn(Schema):
    """One line in the log of an order. No measured values of anybody's health."""

    key: UUID
    visited_on: date
    came: str = Field(max_length=60, pattern=PLAIN, description="who was there")
    minutes: int = Field(ge=1, le=1440)
    note: str = Field("", max_length=300, pattern=PLAIN)


class VisitOut(Schema):
    id: UUID
    visited_on: date
    came: str
    minutes: int
    note: str
