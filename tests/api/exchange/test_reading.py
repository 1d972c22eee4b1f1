"""What is published, for everybody; and what is one's own."""

from __future__ import annotations

import json

from django.test import Client

from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, Scope
from lianxin.outbox.models import Delivery, Endpoint
from tests import make
from tests.api.exchange.calling import HOUR, WHO, caller, public
from tests.exchange import shelf
from tests.make import NOON


def test_everybody_reads_what_is_published_by_pages(client: Client) -> None:
    made = [shelf.listing(title=f"午餐 {n}", at=NOON - n * HOUR) for n in range(1, 6)]
    shelf.draft(title="还没有上架")

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        status, page = public(client, "listings", limit=2, cursor=cursor)
        assert status == 200
        seen += [row["ref"] for row in page["items"]]
        cursor = page["next"]

    assert seen == [one.ref for one in made]


def test_a_listing_is_found_by_words_and_narrowed(client: Client) -> None:
    meal = shelf.listing(title="助餐上门", price_fen=0)
    shelf.listing(title="家电维修", price_fen=5000, details={"subjects": ["维修"]})

    status, found = public(client, "search", q="助餐")
    assert (status, [one["listing"]["ref"] for one in found["items"]]) == (200, [meal.ref])
    free = public(client, "listings", is_free="true")[1]["items"]
    assert [one["ref"] for one in free] == [meal.ref]


def test_one_listing_tells_what_can_be_done_with_it(client: Client) -> None:
    listing = shelf.listing(hours="Mo-Su 08:00-20:00; PH 08:00-20:00")

    status, told = public(client, f"listings/{listing.ref}")

    assert (status, told["can_be_taken"], told["is_open"]) == (200, True, True)
    assert told["details"] == {"subjects": ["助餐"]}
    kinds = {kind["code"]: kind for kind in public(client, "kinds")[1]}
    assert kinds[told["kind"]]["shape"] == "ORDER"


def test_a_draft_is_seen_by_its_own_people_alone(client: Client) -> None:
    listing = shelf.draft()
    assert listing.provider is not None
    own = caller(client, make.handler(listing.provider))
    other = caller(client, make.handler(make.organisation()))

    assert public(client, f"listings/{listing.ref}")[0] == 404
    assert other("get", f"exchange/listings/{listing.ref}")[0] == 404
    assert own("get", f"exchange/listings/{listing.ref}")[1]["state"] == "DRAFT"
    mine = own("get", "exchange/listings?state=DRAFT")[1]["items"]
    assert [one["ref"] for one in mine] == [listing.ref]


def test_a_wrong_token_does_not_pass_for_nobody(client: Client) -> None:
    make.district()

    answer = client.get("/api/v1/exchange/listings", headers={"Authorization": "Bearer lx_no"})

    assert answer.status_code == 401


def test_each_scope_opens_its_own(client: Client) -> None:
    listing = shelf.listing()
    person = make.seat(Role.DISPATCHER, make.desk())
    reader = caller(client, person, Scope.EXCHANGE_READ)

    assert reader("get", "exchange/claims")[0] == 200
    take = f"exchange/listings/{listing.ref}/take"
    assert reader("post", take, {"key": str(new_id()), "who": WHO})[0] == 403
    assert reader("post", f"exchange/listings/{listing.ref}/close", {"note": "x"})[0] == 403


def test_other_systems_are_told_without_words_or_names() -> None:
    Endpoint.objects.create(
        district=make.district(), name="市平台", url="https://example.org/", secret="x",
        events=["order.*", "listing.publish"],
    )  # fmt: skip
    listing = shelf.listing()

    claim = shelf.ordered(listing).claim

    told = {row.kind: row.facts for row in Delivery.objects.filter(channel="WEBHOOK")}
    assert told.keys() == {"listing.publish", "order.ask", "order.dispatch"}
    assert told["listing.publish"]["ref"] == listing.ref
    assert told["order.dispatch"]["state"] == "OFFERED"
    assert told["order.dispatch"].keys() == {"ref", "verb", "state", "kind", "at"}
    assert claim.ref == told["order.ask"]["ref"]


def test_another_district_is_another_world(client: Client) -> None:
    listing = shelf.listing()
    make.district("other")

    answer = client.get(f"/other/api/v1/exchange/listings/{listing.ref}")

    assert answer.status_code == 404
    assert Listing.objects.count() == 1


def test_contact_data_leaves_by_no_interface(client: Client) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    claim = shelf.ordered(listing).claim
    unit = caller(client, make.handler(listing.provider))

    told = json.dumps(
        [
            unit("get", f"exchange/claims/{claim.ref}")[1],
            unit("get", "exchange/claims")[1],
            unit("get", f"exchange/claims/{claim.ref}/timeline")[1],
        ]
    )

    assert "13800138000" not in told
    assert "李阿姨" not in told
