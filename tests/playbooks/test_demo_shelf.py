"""What the demo town offers, and what a district's worth of it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db.models import F
from pytest_django import DjangoDbBlocker

from lianxin.catalogue import finding
from lianxin.catalogue.models import Collection
from lianxin.exchange.models import Cell, Claim, Listing
from lianxin.kernel import timeline
from lianxin.network.models import District
from lianxin.playbooks import loader
from lianxin.playbooks.demo import collections, posts, shelf
from lianxin.playbooks.demo.ground import TownGround
from lianxin.playbooks.holidays import seed_calendar
from tests.make import NOON
from tests.standing import standing


def _settled() -> District:
    seed_calendar()
    return loader.put(TownGround(1).playbook(), at=NOON).district


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[District]:
    yield from standing(django_db_blocker, _settled)


def test_the_town_has_its_shelves_once(town: District) -> None:
    shelf.fill(town, at=NOON)
    shelf.fill(town, at=NOON)

    listings = Listing.objects.filter(district_id=town.pk)
    counts = Counter(listings.values_list("kind", flat=True))
    assert counts["JOB"] == 300
    assert counts["RESULT"] + counts["NEED"] == 80
    assert counts["SERVICE"] >= 250
    assert not list(timeline.verify_all(listings))
    assert not listings.filter(published_at__gt=NOON).exists()
    wanted = finding.read(town.pk, {"kind": "JOB", "pay": "8000"})
    assert finding.found(town.pk, wanted, at=NOON)

    for _again in range(2):
        collections.fill(town, at=NOON)
    themes = Collection.objects.filter(district_id=town.pk).public()
    assert len(themes) == 6
    assert {one.title for one in themes.coming(at=NOON)} == {
        "秋季校园招聘会",
        "直播带岗：海工园专场",
    }
    mixed = next(one for one in themes if one.title == "邻里就业超市")
    assert {"JOB", "COURSE", "MENTOR"} <= {one.kind for one in finding.collected(mixed, at=NOON)}


def test_a_part_of_a_district_holds_what_the_actions_hold(town: District) -> None:
    said: list[tuple[str, int, int]] = []
    for _again in range(2):  # interrupted, and gone on with
        posts.fill(town, at=NOON, tell=lambda *one: said.append(one), share=0.002)

    listings = Listing.objects.filter(district_id=town.pk)
    claims = Claim.objects.filter(district_id=town.pk)
    assert {"firms", "venues", "teams"} == {what for what, _done, _whole in said}
    assert not list(timeline.verify_all(listings))
    assert not list(timeline.verify_all(claims.order_by("pk")[:50]))
    assert not listings.filter(published_at__gt=NOON).exists()
    assert not claims.filter(asked_at__gt=NOON).exists()
    assert not claims.filter(asked_at__gt=F("starts_at")).exists()
    booked = claims.filter(shape="BOOKING").exclude(state="CANCELLED")
    assert Cell.objects.filter(district_id=town.pk).count() >= 4 * booked.count() > 0
