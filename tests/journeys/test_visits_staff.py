"""The pages of campaigns, doors, hazards and thanks, as those who run them open them."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from lianxin.kernel.ids import new_id
from lianxin.visits.actions import hazards
from lianxin.visits.models import Household
from tests import make
from tests.journeys.browser import PHONE, chromium, faults
from tests.journeys.conftest import signed_in
from tests.journeys.test_round import campaign
from tests.visits import doors

LOOKS = [("light", "normal"), ("dark", "normal"), ("light", "elder")]
pytestmark = pytest.mark.django_db(transaction=True)


def test_axe_finds_nothing_and_nothing_scrolls_sideways(live_server: LiveServer) -> None:
    made, _lead, first, _other = campaign(8)
    now = timezone.now()
    call = made.calls.whole().first()
    assert call is not None
    doors.visit(call, first, at=now)
    house = Household.objects.first()
    assert house is not None
    seen = hazards.Seen(house.building, "STAIRS", "四层扶手断了一截")
    found = hazards.report(made.district, seen, by=None, at=now, key=new_id())
    manager = signed_in(make.manager())
    pages = [
        "campaigns/", "campaigns/new/", f"campaigns/{made.ref}/", f"campaigns/{made.ref}/calls/",
        "doors/", f"doors/{house.building.code}/", "doors/bring/", "hazards/", "hazards/new/",
        f"hazards/{found.ref}/", "thanks/", "thanks/new/",
    ]  # fmt: skip
    with chromium() as browser:
        found_there = [
            fault
            for path in pages
            for fault in faults(
                browser, f"{live_server.url}/visits/{path}", *LOOKS, size=PHONE, signed_in=manager
            )
        ]
    assert found_there == []
