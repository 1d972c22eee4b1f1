"""Letters of thanks by REST (VIS-10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network import queries as network
from lianxin.network.models import Scope, User
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.visits.doors import DAY, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def post(who: User, path: str, body: Any) -> Any:
    secret = make.token(who, Scope.CASES_READ, Scope.CASES_ACT)
    return Client().post(
        f"/api/v1/visits/thanks{path}", body, content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip


def get(who: User, path: str = "") -> Any:
    secret = make.token(who, Scope.CASES_READ)
    head = {"Authorization": f"Bearer {secret}"}
    return Client().get(f"/api/v1/visits/thanks{path}", headers=head).json()


@pytest.fixture
def of() -> doors.Round:
    doors.building(floors=2, doors=1)
    found = doors.running(officers=1)
    for call in found.calls():
        doors.visit(call)
    return found


def letter(of: doors.Round, **fields: Any) -> dict[str, Any]:
    helper = of.officers[0]
    unit = network.seats_on(helper, on=TODAY)[0].organisation
    return {
        "key": str(new_id()), "unit": of.campaign.unit.code, "to": unit.code,
        "starts_on": str(TODAY - DAY), "ends_on": str(TODAY), "text": "谢谢你们一户一户走到。",
        "named": [helper.username],
    } | fields  # fmt: skip


def test_it_is_written_once_agreed_to_and_sent_with_what_the_records_count(
    of: doors.Round,
) -> None:
    body, helper = letter(of), of.officers[0]
    first, again = (post(of.lead, "", body) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    ref = first.json()["ref"]
    assert again.json()["ref"] == ref
    assert first.json()["named"] == []

    assert post(helper, f"/{ref}/agree", {}).json()["named"] == [helper.name]
    assert post(helper, f"/{ref}/send", {}).status_code == 403
    sent = post(of.lead, f"/{ref}/send", {"key": str(new_id())}).json()
    assert (sent["state"], sent["figures"]["doors"]) == ("SENT", 2)
    assert post(helper, f"/{ref}/refuse", {}).json()["named"] == []
    assert post(of.lead, f"/{ref}/drop", {}).status_code == 409


def test_what_cannot_be_is_refused_and_strangers_see_nothing(of: doors.Round) -> None:
    for wrong in ({"to": "nowhere"}, {"text": " "}, {"named": ["nobody"]}):
        assert post(of.lead, "", letter(of, **wrong)).status_code == 422
    post(of.lead, "", letter(of))
    stranger = make.handler(make.organisation(at=make.place()))
    assert get(stranger)["items"] == []
    assert len(get(of.lead)["items"]) == 1
    assert post(stranger, "", letter(of)).status_code == 403


def test_a_list_of_many_costs_as_many_queries(
    of: doors.Round, django_assert_max_num_queries: Any
) -> None:
    secret = make.token(of.lead, Scope.CASES_READ)
    head = {"Authorization": f"Bearer {secret}"}
    for _number in range(12):
        post(of.lead, "", letter(of))
    with django_assert_max_num_queries(16):
        found = Client().get("/api/v1/visits/thanks", headers=head).json()
    assert len(found["items"]) == 12
