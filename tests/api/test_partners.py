"""Partners and lineage by REST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.cases.actions.intake import Contact
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.outbox.models import Delivery
from tests import make
from tests.exchange import shelf
from tests.incubation.test_incubation import nest, registered
from tests.partnering import pacts

API = "/api/v1"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def ask(path: str, person: User | None = None, **said: Any) -> Any:
    headers = {"Authorization": f"Bearer {make.token(person)}"} if person else {}
    if "json" in said:
        return Client().post(
            f"{API}{path}", said["json"], content_type="application/json", headers=headers
        )
    return Client().get(f"{API}{path}", said, headers=headers)


def test_both_sign_and_settle_by_rest_and_everybody_reads_the_sums() -> None:
    made = pacts.pact()
    ref = made.agreement.ref
    assert ask(f"/partnerships/{ref}").status_code == 404
    for party, by in (("HOST", made.host), ("PARTNER", made.partner)):
        seen = ask(f"/partnerships/{ref}", by).json()["seq"]
        stale = {"party": party, "seen": seen - 1, "key": str(new_id())}
        assert ask(f"/partnerships/{ref}/sign", by, json=stale).status_code == 409
        signed = ask(f"/partnerships/{ref}/sign", by, json=stale | {"seen": seen})
        assert signed.status_code == 200
    told = {
        "party": "PARTNER",
        "term": 2,
        "amount": 400,
        "given_on": "2026-03-02",
        "key": str(new_id()),
    }

    first = ask(f"/partnerships/{ref}/handovers", made.partner, json=told)
    again = ask(f"/partnerships/{ref}/handovers", made.partner, json=told)
    assert (first.status_code, first.json()["id"]) == (201, again.json()["id"])
    path = f"/partnerships/{ref}/handovers/{first.json()['id']}"
    assert ask(f"{path}/dispute", made.host, json={}).status_code == 422
    assert ask(f"{path}/confirm", made.partner, json={}).status_code == 403
    assert ask(f"{path}/confirm", made.host, json={}).json()["state"] == "CONFIRMED"

    whole = ask(f"/partnerships/{ref}").json()
    assert whole["handovers"] == []
    assert whole["accounts"][1]["sums"] == {
        "promised": 1200, "given": 400, "confirmed": 400, "disputed": 0, "open": 800,
    }  # fmt: skip
    assert len(ask(f"/partnerships/{ref}", made.host).json()["handovers"]) == 1


def test_the_list_goes_page_by_page() -> None:
    refs = {pacts.pact(signed=True).agreement.ref for _n in range(3)}
    pacts.pact()

    first = ask("/partnerships", limit=2).json()
    rest = ask("/partnerships", limit=2, cursor=first["next"]).json()

    assert {one["ref"] for one in first["items"] + rest["items"]} == refs
    assert rest["next"] is None


def test_everybody_reads_groups_beyond_an_idea() -> None:
    made = registered()
    nest()

    told = ask("/groups", stage="REGISTERED").json()
    assert [one["ref"] for one in told["items"]] == [made.group.ref]
    assert len(ask("/groups").json()["items"]) == 1


def test_a_need_and_a_case_become_a_service_and_tell_where_they_went() -> None:
    desk, provider = make.dispatcher(), make.organisation()
    need = shelf.listing(kind="NEED", title="要坡道")
    case = make.case(contact=Contact(email="wang@example.com"))
    said = {
        "key": str(new_id()), "kind": "SERVICE", "title": "上门装坡道", "provider": provider.code,
        "sources": [need.ref], "case": case.ref,
    }  # fmt: skip

    first = ask("/conversions", desk, json=said)
    again = ask("/conversions", desk, json=said)

    assert (first.status_code, first.json()["ref"]) == (201, again.json()["ref"])
    assert Delivery.objects.filter(kind="case_enlisted").count() == 1
    up = ask(f"/lineage/{first.json()['ref']}", desk).json()["came_from"]
    assert {one["ref"] for one in up} == {need.ref, ""}
    down = ask(f"/lineage/{need.ref}").json()["became"]
    assert [(one["ref"], one["title"], one["hops"]) for one in down] == [("", "", 1)]
    for wrong in ({"sources": ["NO-26-1"]}, {"kind": "JOB"}, {"case": "NO-26-1"}):
        fresh = {"key": str(new_id())}
        assert ask("/conversions", desk, json=said | wrong | fresh).status_code == 422
