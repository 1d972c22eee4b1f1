"""长清区 (seed 001): who works for herself joins the association of a creative park and leaves it
in two taps; the park's plan with its five bases is made public by a person."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from lianxin.bodies.models import Member
from lianxin.commitments.models import Programme
from lianxin.network.models import Role
from tests.journeys.browser import chromium
from tests.journeys.district import Town, do, letters, link_in, reads_well

pytestmark = pytest.mark.django_db(transaction=True)
HER = "lin@example.org"


def test_an_artist_joins_the_association_and_leaves_it_in_two_taps(
    live_server: LiveServer,
) -> None:
    """NET-13, X5: nobody chooses her; her own confirmation makes her a member."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "changqing")
        page = town.see("/bodies/town/")
        page.get_by_role("link", name="创业者联谊会").first.click()
        page.get_by_role("link", name="我要加入").click()
        reads_well(page)
        page.get_by_label("怎么称呼").fill("林老师")
        page.get_by_label("邮箱").fill(HER)
        page.get_by_label("公开的称呼").fill("剪纸的林")
        page.locator("main form button.button--main").click()
        expect(page.get_by_role("heading", name="链接发出去了")).to_be_visible()
        assert not Member.objects.exists()
        (letter,) = letters(HER)
        her = town.see(link_in(letter))
        her.get_by_role("button", name="确认加入").click()
        reads_well(her)
        assert Member.objects.get().shown_as == "剪纸的林"
        do(her, "leave")
        expect(her.get_by_text("您已经退出")).to_be_visible()
    assert Member.objects.get().ends_on is not None


def test_the_parks_plan_has_five_bases_and_a_day_for_each_promise(
    live_server: LiveServer,
) -> None:
    """NET-12, COM-06: it came as a draft, and is public once the park publishes it."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "changqing")
        programme = Programme.objects.get(title="美客小镇创业计划")
        park = town.who(Role.UNIT_LEAD, "meike-park")
        page = town.at_desk(f"/commitments/lists/{programme.ref}/", park)
        do(page, "publish")
        shown = town.see(f"/commitments/town/{programme.ref}/")
        for base in (
            "人才集聚基地",
            "教育培养基地",
            "创新创业基地",
            "创新成果转化基地",
            "互助合作基地",
        ):
            expect(shown.get_by_text(base).first).to_be_visible()
        expect(shown.get_by_text("2027-03-31").first).to_be_visible()
