"""Calendars of events (RFC 5545). Values in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import icalendar

PRODUCT: Final = "-//Lianxin//Lianxin//ZH"
REFRESHED: Final = timedelta(hours=1)


class Status(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Event:
    """`uid` stays the same for ever; `sequence` rises with each change."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    status: Status = Status.CONFIRMED
    description: str = ""
    location: str = ""
    url: str = ""


def calendar(name: str, events: Iterable[Event]) -> bytes:
    written = icalendar.Calendar()
    written.add("version", "2.0")
    written.add("prodid", PRODUCT)
    written.add("calscale", "GREGORIAN")
    written.add("x-wr-calname", icalendar.vText(_plain(name)))
    written.add("x-wr-timezone", "Asia/Shanghai")
    written.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    written.add("x-published-ttl", "PT1H")
    for event in events:
        written.add_component(_event(event))
    text: bytes = written.to_ical()
    return text


def _event(event: Event) -> icalendar.Event:
    written = icalendar.Event()
    written.add("uid", event.uid)
    written.add("sequence", event.sequence)
    written.add("dtstamp", event.changed_at.astimezone(UTC))
    written.add("last-modified", event.changed_at.astimezone(UTC))
    written.add("dtstart", event.starts_at.astimezone(UTC))
    written.add("dtend", event.ends_at.astimezone(UTC))
    written.add("summary", _plain(event.summary))
    written.add("status", event.status.value)
    is_over = event.status is Status.CANCELLED
    written.add("transp", "TRANSPARENT" if is_over else "OPAQUE")
    for field in ("description", "location", "url"):
        if told := getattr(event, field):
            written.add(field, _plain(told))
    return written


def _plain(text: str) -> str:
    """Without what no calendar may hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")
