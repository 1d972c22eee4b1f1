"""Publish, keep true, hold sessions."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from lianxin.kernel.ids import new_id
from tests import make
from tests.api.exchange.calling import caller, public
from tests.exchange import shelf


def test_all_that_is_missing_is_named_at_once_and_then_it_is_published(client: Client) -> None:
    """X11."""
    unit = make.organisation()
    own = caller(client, make.handler(unit))
    body = {"key": str(new_id()), "kind": "SERVICE", "title": "上门理发", "provider": unit.code}

    status, drafted = own("post", "exchange/listings", body)
    assert (status, own("post", "exchange/listings", body)[0]) == (201, 200)
    path = f"exchange/listings/{drafted['ref']}"
    status, problem = own("post", f"{path}/submit", {"note": ""})
    assert (status, problem["code"]) == (422, "incomplete")
    assert problem["missing"] == drafted["missing"]
    assert {"contact", "phone", "area", "mode", "confirm_days", "subjects"} <= set(
        problem["missing"]
    )

    told = {
        "contact": "王师傅", "phone": "0532-1", "area": make.root().code, "mode": "AT_HOME",
        "confirm_days": 90, "details": {"subjects": ["理发"]},
    }  # fmt: skip
    assert own("post", f"{path}/edit", told)[1]["missing"] == []
    status, published = own("post", f"{path}/submit", {"note": ""})
    assert (status, published["state"]) == (200, "PUBLISHED")
    assert published["title"] == "上门理发"  # an edit leaves alone what it does not name


def test_nobody_publishes_for_others(client: Client) -> None:
    unit, listing = make.organisation(), shelf.listing()
    other = caller(client, make.handler(make.organisation()))
    body = {"kind": "SERVICE", "title": "上门理发", "provider": unit.code}

    assert other("post", "exchange/listings", body)[0] == 403
    assert other("post", f"exchange/listings/{listing.ref}/withdraw", {"note": "x"})[0] == 403


def test_sessions_are_added_moved_and_cancelled(client: Client) -> None:
    listing = shelf.listing(kind="COURSE", title="书法课")
    assert listing.provider is not None
    own = caller(client, make.handler(listing.provider))
    body = {
        "key": str(new_id()), "starts_at": "2026-03-09T19:00", "ends_at": "2026-03-09T21:00",
        "capacity": 20,
    }  # fmt: skip

    slot = own("post", f"exchange/listings/{listing.ref}/slots", body)[1]
    assert own("post", f"exchange/listings/{listing.ref}/slots", body)[1]["id"] == slot["id"]
    moved = own("post", f"exchange/slots/{slot['id']}/change", {"ends_at": "2026-03-09T21:30"})[1]
    assert (moved["sequence"], moved["ends_at"][:16]) == (1, "2026-03-09T13:30")
    assert own("post", f"exchange/slots/{slot['id']}/cancel", {"note": ""})[0] == 422
    over = own("post", f"exchange/slots/{slot['id']}/cancel", {"note": "老师病了"})[1]
    assert over["cancelled_at"]


def test_a_session_is_changed_once_for_its_key_and_only_as_it_was_seen(client: Client) -> None:
    slot = shelf.slot()
    assert slot.listing.provider is not None
    token = make.token(make.handler(slot.listing.provider))

    def change(key: str, match: str, capacity: int) -> Any:
        return client.post(
            f"/api/v1/exchange/slots/{slot.pk}/change", json.dumps({"capacity": capacity}),
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {token}", "If-Match": match, "Idempotency-Key": key,
            },
        )  # fmt: skip

    key = str(new_id())
    first, again = change(key, '"0"', 12), change(key, '"0"', 12)
    assert (first.status_code, first["ETag"], first.json()) == (200, '"1"', again.json())
    late = change(str(new_id()), '"0"', 14)
    assert (late.status_code, late.json()["code"]) == (409, "overtaken")
    assert change(str(new_id()), '"1"', 14).json()["capacity"] == 14


def test_a_unit_puts_its_yearly_list_together(client: Client) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    own = caller(client, make.handler(listing.provider))
    other = caller(client, make.handler(make.organisation()))
    path = f"exchange/units/{listing.provider.code}/lists/2026"

    assert other("post", path, {"note": ""})[0] == 403
    [item] = own("post", path, {"note": ""})[1]
    assert own("post", path, {"note": ""}) == (200, [item])
    assert (item["listing"], item["given"]) == (listing.ref, 0)
    assert public(client, f"units/{listing.provider.code}/lists/2026") == (200, [item])
    assert own("post", "exchange/units/nobody/lists/2026", {"note": ""})[0] == 404
    drop = f"exchange/lists/items/{item['id']}/drop"
    assert other("post", drop, {"note": ""})[0] == 403
    assert own("post", drop, {"note": ""})[0] == 200
    assert public(client, f"units/{listing.provider.code}/lists/2026") == (200, [])
