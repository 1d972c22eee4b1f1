"""What came of something else is put to a meeting; whoever raised it hears what is decided."""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.deliberation.models import Topic as Raised
from lianxin.gatherings.actions import calling
from lianxin.gatherings.models import Item, Topic
from lianxin.kernel.ids import new_id
from lianxin.lineage.models import Link
from tests import make
from tests.deliberation.building import House, house, shown
from tests.gatherings.rooms import planned, room
from tests.make import NOON
from tests.web.swap import one, soup
from tests.web.test_commitments import as_, key


@pytest.fixture
def hall() -> House:
    return house()


def of(raised: Raised) -> str:
    return f"/gatherings/propose/?of=deliberation.topic:{raised.pk}"


def test_the_clerk_puts_a_topic_of_a_hall_on_the_next_agenda(hall: House) -> None:
    """X33: so whoever raised it hears of what is decided."""
    topic, met = shown(hall), room()
    calling.call(planned(met), by=met.clerk, at=NOON)

    clerk = as_(met.clerk)
    page = soup(clerk.get(of(topic)))
    assert one(page, "#id_title")["value"] == topic.title
    told = key(series=str(met.series.pk), title=topic.title, text="请会上定。")
    answer = clerk.post(of(topic), told)

    item = Item.objects.get(topic__title=topic.title)
    assert answer["Location"] == f"/gatherings/{item.meeting.ref}/"
    assert Link.objects.filter(from_id=topic.pk, to_id=item.topic_id).count() == 1
    assert clerk.post(of(topic), told).status_code == 302
    assert Topic.objects.count() == 1


def test_who_takes_part_hands_it_to_the_clerk_and_others_find_no_meeting(hall: House) -> None:
    topic, met = shown(hall), room(is_public=False)
    member = as_(met.member)
    told = key(series=str(met.series.pk), title="小区停车", text="")
    assert member.post(of(topic), told)["Location"] == "/gatherings/series/lianxin/"
    assert Topic.objects.get().state == "SUBMITTED"

    stranger = as_(make.handler(make.organisation(name="别家")))
    assert "还没有您参加的会议" in stranger.get(of(topic)).content.decode()
    assert stranger.post(of(topic), told | {"key": str(new_id())}).status_code == 422
    assert Topic.objects.count() == 1


def test_words_are_kept_when_something_lacks_and_what_one_may_not_see_is_not_there(
    hall: House,
) -> None:
    topic, met = shown(hall), room()
    wrong = as_(met.clerk).post(
        of(topic), key(series=str(met.series.pk), title="", text="写了半天")
    )
    assert wrong.status_code == 422
    assert "写了半天" in wrong.content.decode()
    assert as_(met.clerk).get("/gatherings/propose/?of=cases.case:x").status_code == 404
    assert Client().get(of(topic)).status_code == 302
