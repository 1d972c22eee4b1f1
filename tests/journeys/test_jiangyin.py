"""江阴高新区 (seed 002): seven pitch, two of them banks, and a hospital asks for a table; the pair
that met is introduced."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from lianxin.events import actions as events
from lianxin.events.actions import exhibiting, programme
from lianxin.events.models import EventSeries
from lianxin.exchange.actions import places
from lianxin.exchange.models import Slot
from lianxin.introductions.models import Introduction
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role
from tests.exchange import shelf
from tests.journeys.browser import DESK, chromium
from tests.journeys.district import Town, do, reads_well

pytestmark = pytest.mark.django_db(transaction=True)
FIRMS = ("fenghe", "pinfeng", "likai", "fieldson", "standley")
BANKS = ("bank-one", "bank-two")


def fair(town: Town) -> Slot:
    """An afternoon with seven pitches and what each firm and bank shows."""
    now = timezone.now()
    event = shelf.listing(
        town.unit("dispatch"), kind="EVENT", mode="ON_SITE", title="生物医药产业链对接会",
        place=town.place("biopark"), at=now,
    )  # fmt: skip
    series = EventSeries.objects.get(district=town.district, code="duijiehui")
    events.put_in(series, event, by=None, at=now)
    starts = (timezone.localtime() + dt.timedelta(days=5)).replace(hour=14, minute=0, second=0)
    slot = places.add_slot(
        event, starts_at=starts, ends_at=starts + dt.timedelta(hours=3), capacity=100, by=None,
        at=now, key=new_id(),
    )  # fmt: skip
    for code in (*FIRMS, *BANKS):
        unit = town.unit(code)
        shown = shelf.listing(unit, kind="SERVICE", title=f"{unit.name}的产品", at=now)
        exhibiting.show(event, shown, by=None, at=now, key=new_id())
        programme.add_pitch(
            slot, title=f"{unit.name}：八分钟路演", minutes=8, by=None, at=now, key=new_id()
        )
    return slot


def test_a_hospital_meets_a_firm_at_the_fair_and_they_are_introduced(
    live_server: LiveServer,
) -> None:
    """MAT-10, GAT-20: asked for a table, accepted, and an introduction is there to be followed."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "jiangyin")
        slot = fair(town)
        path = f"/events/{slot.listing.ref}/hall/"
        page = town.see(path)
        assert page.get_by_text("八分钟路演").count() == len((*FIRMS, *BANKS))
        doctor = town.who(Role.UNIT_LEAD, "hospital")
        page = town.at_desk(path, doctor)
        exhibit = page.locator('[name="exhibit"] option', has_text="风和医疗")
        when = page.locator('[name="when"] option').nth(1)
        do(
            page, "ask", exhibit=str(exhibit.first.get_attribute("value")),
            when=str(when.get_attribute("value")), about="想试用吻合器，先看临床数据。",
        )  # fmt: skip
        reads_well(page, DESK)
        maker = town.who(Role.UNIT_LEAD, "fenghe")
        page = town.at_desk(path, maker)
        expect(page.get_by_text("想试用吻合器").first).to_be_visible()
        do(page, "accept")
        reads_well(page, DESK)
    sides = Introduction.objects.get().sides.values_list("organisation__code", flat=True)
    assert set(sides) == {"fenghe", "hospital"}
