"""What she does with her number and code."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from lianxin.exchange.models import Claim, RecurringOrder
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.exchange.calling import TOMORROW, WHO, caller, public
from tests.api.test_rest import Caller
from tests.exchange import shelf


def test_number_and_code_open_the_receipt_and_nothing_else_does(client: Client) -> None:
    receipt = shelf.ordered()
    ref, code = receipt.claim.ref, receipt.code

    status, told = public(client, f"receipts/{ref}/{code}")
    assert (status, told["state"]) == (200, "OFFERED")
    assert [one["verb"] for one in told["happened"]] == ["ask", "dispatch"]
    assert public(client, f"receipts/{ref}/AAAA-BBBB")[0] == 404


def _own(client: Client, path: str, **body: Any) -> tuple[int, Any]:
    answer = client.post(
        f"/api/v1/exchange/receipts/{path}", json.dumps(body), content_type="application/json"
    )
    return answer.status_code, answer.json()


def test_she_cancels_with_her_code_once(client: Client) -> None:
    receipt = shelf.ordered()
    path, key = f"{receipt.claim.ref}/{receipt.code}/cancel", str(new_id())

    first, again = _own(client, path, key=key), _own(client, path, key=key)

    assert (first[0], first[1]["state"]) == (200, "CANCELLED")
    assert again == first
    assert _own(client, path, key=str(new_id()))[0] == 409


def test_the_recipient_alone_rates(client: Client) -> None:
    """X15."""
    listing = shelf.listing()
    assert listing.provider is not None
    receipt = shelf.ordered(listing)
    unit = caller(client, make.handler(listing.provider))
    for verb in ("accept", "deliver"):
        assert unit("post", f"exchange/claims/{receipt.claim.ref}/{verb}", {"note": ""})[0] == 200

    status, told = _own(
        client, f"{receipt.claim.ref}/{receipt.code}/rate", key=str(new_id()), stars=5
    )

    assert (status, told["state"], told["stars"]) == (200, "DONE", 5)
    assert _own(client, f"{receipt.claim.ref}/AAAA/rate", key=str(new_id()), stars=1)[0] == 404


def test_she_says_with_her_code_that_it_is_enough(client: Client) -> None:
    desk, listing = Caller(client, make.dispatcher()), shelf.listing()
    body = {
        "key": str(new_id()), "who": WHO, "every": "WEEK", "starts_at": TOMORROW.isoformat(),
    }  # fmt: skip
    held = desk("post", f"exchange/listings/{listing.ref}/take", body)[1]

    assert _own(client, f"{held['ref']}/AAAA/stop", key=str(new_id()))[0] == 404
    for _twice in range(2):
        status, told = _own(client, f"{held['ref']}/{held['code']}/stop", key=str(new_id()))
        assert (status, told["state"]) == (200, "OFFERED")
    assert RecurringOrder.objects.get().ended_at is not None


def test_who_orders_for_a_neighbour_follows_and_only_she_rates(client: Client) -> None:
    """X15: two codes, as by page; who may not relay does so without her account."""
    listing = shelf.listing()
    assert listing.provider is not None
    body = {"key": str(new_id()), "who": {"name": "王奶奶"}, "is_for_another": True}
    helper = caller(client, make.user())
    status, told = helper("post", f"exchange/listings/{listing.ref}/take", body)
    assert (status, told["code"] != told["recipient_code"]) == (201, True)
    claim = Claim.objects.get(district_id=listing.district_id)
    assert (claim.is_for_another, claim.claimant.user, claim.claimant.relayed_by) == (
        True, None, None,
    )  # fmt: skip
    unit = caller(client, make.handler(listing.provider))
    for verb in ("accept", "deliver"):
        unit("post", f"exchange/claims/{claim.ref}/{verb}", {"note": ""})

    rates = [
        _own(client, f"{claim.ref}/{told[code]}/rate", key=str(new_id()), stars=4)[0]
        for code in ("code", "recipient_code")
    ]

    assert rates == [403, 200]
    assert public(client, f"receipts/{claim.ref}/{told['code']}")[1]["stars"] == 4
