"""Whatever a person may do a program may, but for what is argued here."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from lianxin.api.exchange import claims, publishing
from lianxin.catalogue import actions as kept
from lianxin.exchange import actions
from lianxin.fulfilment import actions as carried_out

ELSEWHERE = {
    "applications.apply": "take",
    "applications.withdraw": "claims/cancel",
    "bookings.book": "take",
    "bookings.book_series": "series",
    "bookings.cancel": "claims/cancel",
    "bookings.close": "closures",
    "claiming.account_of": "a part of ordering",
    "certifying.certify": "handed out on the list of who came, by who knows them",
    "certifying.revoke": "on the page of the paper, by who issued it",
    "claiming.end": "a part of each deed",
    "claiming.new": "a part of taking",
    "claiming.once": "a part of taking",
    "claiming.write": "a part of taking",
    "collecting.add": "a theme is put together by looking at it: on its page",
    "collecting.begin": "as above",
    "collecting.drop": "as above",
    "collecting.edit": "as above",
    "collecting.end": "as above",
    "collecting.publish": "as above",
    "converting.convert": "POST /conversions",
    "editions.drop": "lists/items/drop",
    "editions.take": "POST /units/{unit}/lists/{year}",
    "listings.draft": "POST /listings",
    "listings.put_terms": "part of a playbook",
    "listings.send_back": "return",
    "orders.order": "take, POST /orders",
    "orders.rate": "receipts/rate",
    "places.add_slot": "slots",
    "places.add_weekly": "POST …/slots for each week",
    "places.cancel": "claims/cancel",
    "places.let_in": "a part of arriving at a shift",
    "places.cancel_slot": "slots/cancel",
    "places.change_slot": "slots/change",
    "places.take": "take",
    "recurring.begin": "take with `every`",
    "saving.confirm": "who has an account needs none; else a person answers a letter herself",
    "saving.end": "searches/end",
    "saving.save": "POST /searches",
    "spaces.put": "POST …/spaces",
    "spaces.reopen": "closures/reopen",
    "upkeep.report_fault": "faults",
    "upkeep.settle_faults": "a part of settling and confirming",
    "stocking.chained": "a part of stocking",
    "stocking.stock": "one by one by POST /listings, many by a table",
    "touring.choose": "on the page of the tour, by who gives it",
    "visits.log": "POST …/visits",
}
"""What has another name there than the verb of a deed, or is not there, and why."""


def _deeds() -> Iterator[tuple[str, Any]]:
    for room in _modules(actions, kept, carried_out):
        for name, thing in inspect.getmembers(room, inspect.isfunction):
            is_own = thing.__module__ == room.__name__ and not name.startswith("_")
            if is_own and "by" in inspect.signature(thing).parameters:
                yield f"{room.__name__.rpartition('.')[2]}.{name}", thing


def _modules(*wholes: Any) -> Iterator[Any]:
    for whole in wholes:
        for module in pkgutil.iter_modules(whole.__path__):
            yield import_module(f"{whole.__name__}.{module.name}")


def test_whatever_a_person_may_do_a_program_may() -> None:
    verbs = {*claims.DEEDS, *publishing.DEEDS}

    missing = {name for name, _thing in _deeds() if name.partition(".")[2] not in verbs}

    assert missing <= ELSEWHERE.keys()


def test_whatever_is_written_into_a_history_is_told() -> None:
    """After each entry stands that it is told. A draft is nobody's business, nor is who fetched a
    child, came to a home or was asked how it was; and a recurring order is told by each order that
    comes of it."""
    untold = {}
    for room in _modules(actions, carried_out):
        source = inspect.getsource(room)
        written = re.findall(r"(?:timeline\.append|timeline\.begin|\.apply)\(", source)
        if surplus := len(written) - source.count("events.tell("):
            untold[room.__name__.rpartition(".")[2]] = surplus

    assert untold == {"children": 1, "listings": 1, "rating": 1, "recurring": 3, "visits": 1}
