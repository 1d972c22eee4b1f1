"""What those do who give, dispatch and decide."""

from __future__ import annotations

import json
from typing import Any

import time_machine
from django.test import Client

from lianxin.exchange.actions import places
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.exchange.calling import HOUR, WHO, caller
from tests.api.test_rest import Caller
from tests.exchange import shelf
from tests.make import NOON


def test_a_unit_takes_declines_and_gives(client: Client) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    first, second = shelf.ordered(listing).claim, shelf.ordered(listing).claim
    unit = caller(client, make.handler(listing.provider))
    stranger = caller(client, make.handler(make.organisation()))

    taken = unit("post", f"exchange/claims/{first.ref}/accept", {"starts_at": "2026-03-03T10:00"})
    assert (taken[0], taken[1]["state"]) == (200, "ACCEPTED")
    assert taken[1]["starts_at"].startswith("2026-03-03T02:00")
    status, problem = unit("post", f"exchange/claims/{second.ref}/decline", {"reason": "NONE"})
    assert (status, problem["field"]) == (422, "reason")
    assert unit("post", f"exchange/claims/{second.ref}/decline", {"reason": "FULL"})[0] == 200
    assert stranger("post", f"exchange/claims/{first.ref}/deliver", {"note": ""})[0] == 404
    assert unit("post", f"exchange/claims/{first.ref}/accept", {"note": ""})[0] == 409


def test_the_desk_dispatches_by_the_number_of_a_listing(desk: Caller) -> None:
    listing = shelf.listing()
    ref = desk("post", "exchange/orders", {"key": str(new_id()), "who": WHO, "subject": "午餐"})[
        1
    ]["ref"]

    assert desk("post", f"exchange/claims/{ref}/dispatch", {"listing": "WHG-26-99999"})[0] == 422
    status, told = desk("post", f"exchange/claims/{ref}/dispatch", {"listing": listing.ref})

    assert (status, told["state"], told["listing"]) == (200, "OFFERED", listing.ref)


def test_a_deed_is_done_once_for_its_key_and_only_on_what_was_seen(client: Client) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    claim = shelf.ordered(listing).claim
    token = make.token(make.handler(listing.provider))
    path = f"/api/v1/exchange/claims/{claim.ref}/accept"

    def accept(key: str, match: str) -> Any:
        return client.post(
            path,
            json.dumps({"key": key}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "If-Match": match},
        )

    assert accept(str(new_id()), '"1"').status_code == 409
    key = str(new_id())
    first, again = accept(key, '"2"'), accept(key, '"2"')
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


def test_who_organises_checks_in(client: Client) -> None:
    slot = shelf.slot()
    unit = slot.listing.provider
    assert unit is not None
    organiser = caller(client, make.handler(unit))
    path = f"exchange/listings/{slot.listing.ref}/take"
    desk = caller(client, make.dispatcher())
    ref = desk("post", path, {"key": str(new_id()), "who": WHO, "slot": str(slot.pk)})[1]["ref"]

    there = organiser("post", f"exchange/claims/{ref}/attend", {"note": ""})

    assert (there[0], there[1]["state"]) == (200, "DONE")
    listed = organiser("get", f"exchange/claims?listing={slot.listing.ref}")[1]["items"]
    assert [one["ref"] for one in listed] == [ref]


def test_an_application_is_handed_in_and_answered(client: Client) -> None:
    post = shelf.listing(
        kind="JOB", title="电工", mode="ON_SITE", details={"employment": "FULL_TIME"}, capacity=1
    )
    assert post.provider is not None
    desk, firm = caller(client, make.dispatcher()), caller(client, make.handler(post.provider))
    path, refs = f"exchange/listings/{post.ref}/take", []
    for phone in ("13800138000", "13900139000"):
        body = {"key": str(new_id()), "who": {"phone": phone}, "text": "做过三年"}
        refs.append(desk("post", path, body)[1]["ref"])

    assert firm("post", f"exchange/claims/{refs[0]}/shortlist", {"note": ""})[1]["state"] == (
        "SHORTLISTED"
    )
    assert firm("post", f"exchange/claims/{refs[0]}/award", {"note": ""})[1]["state"] == "HELD"
    assert firm("post", f"exchange/claims/{refs[1]}/refuse", {"note": ""})[1]["field"] == "note"
    assert firm("post", f"exchange/claims/{refs[1]}/refuse", {"note": "满了"})[0] == 200
    assert desk("get", f"exchange/claims/{refs[0]}")[0] == 404  # for who decides alone


def test_a_mistake_at_the_door_is_put_right(client: Client) -> None:
    slot = shelf.slot()
    assert slot.listing.provider is not None
    organiser = caller(client, make.handler(slot.listing.provider))
    ref = places.take(slot, shelf.wish(), key=new_id(), at=NOON).claim.ref

    early = organiser("post", f"exchange/claims/{ref}/miss", {"note": ""})
    assert (early[0], early[1]["code"]) == (422, "too_early")
    with time_machine.travel(slot.starts_at + HOUR, tick=False):
        for verb, state in (("miss", "MISSED"), ("correct", "DONE")):
            done = organiser("post", f"exchange/claims/{ref}/{verb}", {"note": ""})
            assert (done[0], done[1]["state"]) == (200, state)
