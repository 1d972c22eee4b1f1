"""Order, sign up, apply."""

from __future__ import annotations

from django.test import Client

from lianxin.exchange.models import Claim
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.exchange.calling import TOMORROW, WHO, caller, public
from tests.api.test_rest import Caller
from tests.exchange import shelf


def test_an_order_is_one_for_its_key(desk: Caller) -> None:
    listing = shelf.listing()
    body = {"key": str(new_id()), "who": WHO, "text": "少盐"}
    path = f"exchange/listings/{listing.ref}/take"

    first, again = desk("post", path, body), desk("post", path, body)

    assert (first[0], again[0]) == (201, 200)
    assert first[1]["code"] == again[1]["code"]
    assert Claim.objects.get().state == "OFFERED"


def test_who_finds_no_seat_waits_with_a_number(desk: Caller, client: Client) -> None:
    slot = shelf.slot(capacity=1)
    path = f"exchange/listings/{slot.listing.ref}/take"

    states = []
    for _ in range(3):
        status, told = desk("post", path, {"key": str(new_id()), "who": WHO, "slot": str(slot.pk)})
        states.append((status, told["state"], told["number"]))

    assert states == [(201, "HELD", 0), (201, "WAITING", 1), (201, "WAITING", 2)]
    [shown] = public(client, f"listings/{slot.listing.ref}/slots")[1]
    assert (shown["capacity"], shown["free"]) == (1, 0)


def test_the_desk_finds_who_gives_what_names_no_listing(desk: Caller) -> None:
    make.grid()
    body = {"key": str(new_id()), "who": WHO, "subject": "理发", "is_own": False}

    status, told = desk("post", "exchange/orders", body)

    assert (status, told["state"]) == (201, "ASKED")


def test_who_may_not_relay_takes_for_herself_alone(client: Client) -> None:
    person = caller(client, make.user())
    listing = shelf.listing()
    path = f"exchange/listings/{listing.ref}/take"

    assert person("post", path, {"key": str(new_id()), "who": WHO})[0] == 403
    assert person("post", path, {"key": str(new_id()), "is_own": True})[0] == 201


def test_an_order_comes_again_until_it_is_stopped(desk: Caller) -> None:
    listing = shelf.listing()
    body = {
        "key": str(new_id()), "who": WHO, "every": "WEEK", "starts_at": TOMORROW.isoformat(),
    }  # fmt: skip

    status, told = desk("post", f"exchange/listings/{listing.ref}/take", body)

    assert (status, told["state"]) == (201, "OFFERED")
    assert desk("post", f"exchange/claims/{told['ref']}/stop", {"note": "出院了"})[0] == 200


def test_anybody_with_a_token_says_what_is_wrong_and_its_people_read_it(
    desk: Caller, client: Client
) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    own = caller(client, make.handler(listing.provider))
    other = caller(client, make.handler(make.organisation()))
    path = f"exchange/listings/{listing.ref}/faults"

    assert desk("post", path, {"key": str(new_id()), "text": "电话打不通"})[0] == 200

    assert [one["text"] for one in own("get", path)[1]] == ["电话打不通"]
    assert other("get", path)[0] == 403
    assert own("post", f"exchange/listings/{listing.ref}/settle", {"note": ""})[0] == 200
    assert own("get", path) == (200, [])


def test_a_search_is_kept_once_and_ended_by_who_kept_it(client: Client) -> None:
    mine, others = caller(client, make.user()), caller(client, make.user())
    body = {"key": str(new_id()), "title": "助餐", "asked": {"q": "助餐", "cost": "0"}}

    status, saved = mine("post", "exchange/searches", body)

    assert (status, saved["asked"]) == (200, {"q": "助餐", "cost": "0"})
    assert mine("post", "exchange/searches", body)[1]["id"] == saved["id"]
    nothing = {"key": str(new_id()), "asked": {}}
    assert mine("post", "exchange/searches", nothing)[0] == 422
    assert (others("get", "exchange/searches"), len(mine("get", "exchange/searches")[1])) == (
        (200, []), 1,
    )  # fmt: skip
    end = f"exchange/searches/{saved['id']}/end"
    assert others("post", end, {"note": ""})[0] == 404
    assert mine("post", end, {"note": ""})[0] == 200
    assert mine("get", "exchange/searches") == (200, [])


def test_what_cannot_be_for_another_is_refused_with_the_field(desk: Caller) -> None:
    order, course = shelf.listing(), shelf.slot().listing
    body = {"key": str(new_id()), "is_for_another": True}

    refused = [
        desk("post", f"exchange/listings/{ref}/take", body | more)
        for ref, more in (
            (order.ref, {"who": {}}),
            (order.ref, {"who": WHO, "is_own": True}),
            (course.ref, {"who": WHO, "slot": str(course.slots.get().pk)}),
        )
    ]

    assert [(status, told["field"]) for status, told in refused] == [
        (422, "name"), (422, "is_own"), (422, "is_for_another"),
    ]  # fmt: skip
