"""洪山区 (seed 004): ninety lifts, 1,651 parking places and 368 sheds are promised in public and
counted where they stand; who chairs the park's committee promises, too."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from lianxin.bodies.models import Body, Term
from lianxin.commitments.models import Commitment, Programme
from lianxin.network.models import Role
from tests.journeys.browser import DESK, chromium
from tests.journeys.district import Town, do, form_of, letters, reads_well

pytestmark = pytest.mark.django_db(transaction=True)


def photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(content, "JPEG")
    return content.getvalue()


def test_lifts_are_counted_where_they_stand(live_server: LiveServer) -> None:
    """COM-01, COM-03, X39: the target stays, progress is what evidence shows."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "hongshan")
        programme = Programme.objects.get(title="年度十件实事")
        lead = town.who(Role.DISPATCHER, "dispatch", over="")
        do(town.at_desk(f"/commitments/lists/{programme.ref}/", lead), "publish")
        targets = Commitment.objects.filter(programme=programme).order_by("number")
        assert list(targets.values_list("target", flat=True)) == [90, 1651, 368]
        lifts = targets[0]
        builder = town.who(Role.UNIT_LEAD, "housing")
        page = town.at_desk(f"/commitments/{lifts.ref}/", lead)
        do(page, "site", name="名都花园 3 号院", place="mingdu", count="36")
        page = town.at_desk(f"/commitments/{lifts.ref}/", builder)
        form_of(page, "build").locator("input[type=file]").set_input_files(
            {"name": "新电梯.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        )
        do(page, "build", note="三十六部都通电了")
        letters("nobody@example.org")  # the worker makes the photo ready
        shown = town.see(f"/commitments/town/{programme.ref}/{lifts.number}/")
        expect(shown.get_by_text("36").first).to_be_visible()
        expect(shown.get_by_text("90").first).to_be_visible()
        expect(shown.get_by_text("40%").first).to_be_visible()
        assert shown.locator("main img").count() == 1


def test_who_chairs_the_committee_promises_for_the_term(live_server: LiveServer) -> None:
    """NET-04, NET-05, X1, X2: eight terms in two years; a promise of this one is public."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "hongshan")
        body = Body.objects.get(name="集聚区综合委员会")
        terms = Term.objects.filter(district=town.district, body=body).order_by("starts_on")
        assert len(terms) == 8
        today = timezone.localdate()
        now = next(term for term in terms if term.starts_on <= today <= term.ends_on)
        chair = town.who(Role.UNIT_LEAD, now.unit.code)
        page = town.at_desk(f"/bodies/{body.ref}/", chair)
        do(page, "pledge", title="园区食堂晚餐开到八点")
        reads_well(page, DESK)
        shown = town.see(f"/bodies/town/{body.ref}/")
        expect(shown.get_by_text("园区食堂晚餐开到八点").first).to_be_visible()
