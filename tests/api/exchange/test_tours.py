"""Tours of experts and certificates of courses by REST (CAT-09, CAT-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import time_machine
from django.test import Client

from lianxin.exchange.actions import orders
from lianxin.exchange.models import Claim
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.exchange.calling import TOMORROW, WHO, caller, public
from tests.exchange import shelf
from tests.fulfilment import test_certifying, test_touring
from tests.make import NOON

DAY = dt.timedelta(days=1)


def test_a_host_is_chosen_shown_to_all_and_rates(client: Client) -> None:
    giver, host = make.organisation(name="海洋大学"), make.organisation(name="学苑社区")
    tour, lead, worker = test_touring.tour(giver), make.unit_lead(giver), make.unit_lead(host)
    ours, theirs = caller(client, lead), caller(client, worker)
    path = f"exchange/listings/{tour.ref}/stops"
    body = {"key": str(new_id()), "host": host.code, "starts_at": TOMORROW.isoformat()}
    assert theirs("post", f"{path}/choose", body)[0] == 403
    status, stop = ours("post", f"{path}/choose", body)
    assert (status, ours("post", f"{path}/choose", body)[0]) == (201, 200)

    (shown,) = public(client, f"listings/{tour.ref}/stops")[1]["items"]
    assert (shown["host"], shown["is_held"]) == ("学苑社区", False)
    claim = Claim.objects.whole().get(ref=stop["ref"])
    orders.deliver(claim, by=None, at=NOON)
    rated = {"key": str(new_id()), "stars": 5}
    assert ours("post", f"exchange/claims/{claim.ref}/rate", rated)[0] == 403
    assert theirs("post", f"exchange/claims/{claim.ref}/rate", rated)[1]["state"] == "DONE"


def test_a_stop_is_asked_for_called_off_and_the_way_goes_page_by_page(client: Client) -> None:
    tour, host = test_touring.tour(), make.organisation(name="创业大厦", kind="FIRM")
    asking = caller(client, make.unit_lead(host))
    path = f"exchange/listings/{tour.ref}/stops"
    body = {"key": str(new_id()), "host": "创业大厦", "who": WHO, "is_own": True}
    status, taken = asking("post", path, body | {"ordered_by": host.code})
    assert (status, taken["state"]) == (201, "OFFERED")
    other = make.organisation(name="别家").code
    refused = asking("post", path, body | {"key": str(new_id()), "ordered_by": other})
    assert (refused[0], refused[1]["field"]) == (422, "ordered_by")
    gone = asking("post", f"exchange/claims/{taken['ref']}/cancel", {"note": "停电"})
    assert gone[1]["state"] == "CANCELLED"

    for _n in range(3):
        test_touring.chosen(tour, host)
    first = public(client, f"listings/{tour.ref}/stops", limit=2)[1]
    rest = public(client, f"listings/{tour.ref}/stops", limit=2, cursor=first["next"])[1]
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert public(client, f"listings/{shelf.listing().ref}/stops")[0] == 404


def test_a_certificate_is_given_listed_checked_and_taken_back(client: Client) -> None:
    user = make.user(name="周晓云")
    course = test_certifying.course()
    assert course.provider is not None
    claim = test_certifying.came(course, replace(test_certifying.WHO, user=user))
    giver, hers = caller(client, make.unit_lead(course.provider)), caller(client, user)
    other = caller(client, make.unit_lead(make.organisation(name="别家")))
    path, body = f"exchange/claims/{claim.ref}/certify", {"key": str(new_id())}
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert other("post", path, body)[0] == 404
        assert hers("post", path, body)[0] == 403
        status, made = giver("post", path, body)
        assert (status, made["code"], giver("post", path, body)[1]["ref"]) == (
            200,
            "",
            made["ref"],
        )

        (own,) = hers("get", "exchange/certificates")[1]["items"]
        assert own["ref"] == made["ref"]
        assert giver("get", "exchange/certificates")[1]["items"] == []
        assert len(giver("get", "exchange/certificates?issued=true")[1]["items"]) == 1
        assert other("get", "exchange/certificates?issued=true")[1]["items"] == []

        checked = public(client, f"certificates/{own['ref']}/{own['code']}")[1]
        assert (checked["is_valid"], checked["name"]) == (True, privacy.mask_name("周晓云"))
        assert public(client, f"certificates/{own['ref']}/WRONG")[0] == 404
        revoking = f"exchange/certificates/{own['ref']}/revoke"
        assert hers("post", revoking, {"why": "发错"})[0] == 404
        assert giver("post", revoking, {"why": " "})[1]["field"] == "why"
        assert giver("post", revoking, {"why": "发错"})[1]["is_valid"] is False
        checked = public(client, f"certificates/{own['ref']}/{own['code']}")[1]
        assert (checked["is_valid"], checked["revoked_why"]) == (False, "发错")
