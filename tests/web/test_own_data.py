"""One's own data: seen, taken along, taken away; what stays is named, and tells of nobody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.catalogue.actions import saving
from lianxin.catalogue.models import SavedSearch
from lianxin.exchange.actions import orders
from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.models import Claim, Claimant, Qualification
from lianxin.introductions.actions import Party, recording
from lianxin.introductions.models import Side
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed
from lianxin.matching.actions import profiles
from lianxin.matching.actions.profiles import Told
from lianxin.matching.models import Profile
from lianxin.network import own
from lianxin.network.models import User
from lianxin.volunteering.models import Volunteer
from tests import make
from tests.exchange import shelf
from tests.fulfilment import test_certifying
from tests.introductions import pairs
from tests.make import NOON

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOON + 9 * DAY, tick=False):
        yield


@pytest.fixture
def her() -> User:
    return make.user(of=make.district(), name="周晓云")


def lived(her: User) -> Claim:
    """A meal that was delivered, a certificate, a search, a profile, an introduction that is over;
    the meal is answered."""
    who = Who(name="周晓云", phone="13800138000", user=her)
    meal = shelf.ordered(who=who).claim
    orders.accept(meal, by=None, at=NOON)
    orders.deliver(meal, by=None, at=NOON)
    orders.lapse_ratings(meal.district_id, at=NOON + 30 * DAY)
    test_certifying.given(test_certifying.came(test_certifying.course(), who))
    saving.save(her.district, {"q": "电工"}, title="电工", by=her, at=NOON, key=new_id())  # type: ignore[arg-type]  # has one
    profiles.put(her, Told(wanted=["JOB"], title="会电工"), is_on=True, by=her, at=NOON)
    made = pairs.introduction(second=Party(name="周晓云", user=her))
    recording.fall_through(made, reason="没有预算", by=None, at=NOON)
    return meal


def test_all_of_it_is_seen_and_taken_along(client: Client, her: User) -> None:
    meal = lived(her)
    client.force_login(her)

    page = client.get("/my-data/").content.decode()
    answer = client.get("/my-data/export.json")

    assert "课程证书" in page
    told = json.loads(answer.content)
    assert set(told) == {"orders", "certificates", "searches", "matching", "introductions"}
    assert meal.ref in {row["ref"] for row in told["orders"]}
    assert told["orders"][0]["phone"] == "13800138000"
    assert "attachment" in answer["Content-Disposition"]


def test_what_is_over_is_taken_away_and_nothing_tells_of_her(client: Client, her: User) -> None:
    lived(her)
    client.force_login(her)
    refused = client.post("/my-data/erase/", {"key": str(new_id())})
    assert refused.status_code == 422
    assert Claimant.objects.filter(user=her).exists()

    answer = client.post("/my-data/erase/", {"key": str(new_id()), "is_sure": "on"})

    assert "都删了" in answer.content.decode()
    assert not Claimant.objects.filter(user=her).exists()
    assert Claim.objects.filter(anonymised_at__isnull=False).count() == 2  # that it was, stays
    assert Qualification.objects.get().name is None
    assert not SavedSearch.objects.exists()
    assert not Profile.objects.exists()
    assert "周晓云" not in {side.name for side in Side.objects.all()}
    assert own.told(her, by=her) == {}


def test_what_goes_on_stays_and_is_named(client: Client, her: User) -> None:
    shelf.ordered(who=Who(name="周晓云", phone="13800138000", user=her))
    client.force_login(her)

    answer = client.post("/my-data/erase/", {"key": str(new_id()), "is_sure": "on"})

    assert "还有 1 张单子没有结束" in answer.content.decode()
    assert Claimant.objects.filter(user=her).exists()


def test_a_volunteer_without_time_is_forgotten_whole(her: User) -> None:
    Volunteer.objects.create(
        district=make.district(), user=her, ref="WHV-26-1", name="周晓云", registered_at=NOON,
        about="会修水管",
    )  # fmt: skip

    assert own.erase(her, by=her, at=NOON) == []
    kept = Volunteer.objects.get()
    assert (kept.name, kept.user, kept.about) == (None, None, "")


def test_nobody_reads_or_takes_away_another_s(her: User) -> None:
    with pytest.raises(NotAllowed):
        own.told(her, by=make.dispatcher())
    with pytest.raises(NotAllowed):
        own.erase(her, by=make.dispatcher(), at=NOON)
