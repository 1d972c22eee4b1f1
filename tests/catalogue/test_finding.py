"""Find listings by words, what they are called otherwise, place, time, audience, cost and kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lianxin.catalogue import findable, finding, tasks
from lianxin.exchange.actions import listings
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.operate.worker import run_all
from lianxin.search import actions as search
from lianxin.search.actions import Text
from lianxin.search.models import Document
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)


def found(*, at: dt.datetime = NOON, **told: str) -> list[str]:
    """The titles of what is found, in their order."""
    district_id = make.district().pk
    wanted = finding.read(district_id, told)
    ids = finding.found(district_id, wanted, at=at)
    rows = Listing.objects.filter(district_id=district_id).in_bulk(ids)
    return [rows[pk].title for pk in ids]


def offer(title: str, **fields: Any) -> Listing:
    given: dict[str, Any] = {"details": {"subjects": ["别的"]}}
    given["provider"] = make.organisation(name="学苑餐厅")
    return shelf.listing(**(given | {"title": title} | fields))


def job(title: str, **details: Any) -> Listing:
    told = {"employment": "FULL_TIME", "pay_from": 6000, "education": "COLLEGE"} | details
    return shelf.listing(
        make.organisation(name="潮芯公司"), kind="JOB", title=title, mode="ON_SITE",
        details={name: value for name, value in told.items() if value is not None},
    )  # fmt: skip


# --- Words -------------------------------------------------------------------------------------


def test_what_is_called_otherwise_is_found_behind_what_is_called_so() -> None:
    """X18."""
    offer("肩颈按摩", text="给社区老人按摩")
    offer("中医理疗室", details={"subjects": ["理疗"]})
    offer("康养中心", details={"subjects": ["康养"]})
    offer("电脑维修")

    names = found(q="老人 按摩")

    assert names[0] == "肩颈按摩"
    assert set(names) == {"肩颈按摩", "中医理疗室", "康养中心"}


def test_what_is_for_them_stands_before_what_does_not_say_so() -> None:
    """X18: whom it is for ranks, and excludes nobody."""
    offer("推拿一小时")
    offer("推拿半小时", audience=["ELDERS"])

    assert found(q="老人 按摩") == ["推拿半小时", "推拿一小时"]


def test_what_is_called_otherwise_is_there_behind_very_many() -> None:
    """X18."""
    district_id = make.district().pk
    service = findable.mark(findable.KIND, "SERVICE")
    texts = [
        Text(new_id(), f"按摩{n}", "", NOON, is_public=True, also=service, named="")
        for n in range(220)
    ]
    search.put_many(findable.LISTED, texts, district_id=district_id)
    offer("理疗室")

    hits = finding.ranked(
        district_id, finding.read(district_id, {"q": "按摩"}), at=NOON, limit=200
    )

    assert [hit.is_near for hit in hits.rows] == [False] * 150 + [True]


def test_it_is_told_what_was_found_by_another_name() -> None:
    offer("按摩")
    offer("推拿")
    district_id = make.district().pk
    wanted = finding.read(district_id, {"q": "按摩"})

    hits = finding.ranked(district_id, wanted, at=NOON, limit=9)

    assert [hit.is_near for hit in hits.rows] == [False, True]
    assert hits.count == 2


def test_a_number_is_found_and_nothing_beside_it() -> None:
    one = offer("午餐")
    offer("晚餐")
    assert found(q=one.ref) == ["午餐"]


# --- What narrows ------------------------------------------------------------------------------


def test_kind_mode_audience_cost_and_firm_narrow() -> None:
    cook = make.organisation(name="小厨")
    offer("午餐", provider=cook, price_fen=1200, audience=["ELDERS"], mode="AT_HOME")
    offer("讲座", price_fen=0, mode="ONLINE")
    shelf.listing(kind="COURSE", title="书法", mode="ON_SITE")

    assert found(kind="COURSE") == ["书法"]
    assert found(mode="ONLINE") == ["讲座"]
    assert found(whom="ELDERS") == ["午餐"]
    assert found(cost="0") == ["讲座"]
    assert set(found(cost="20")) == {"讲座", "午餐"}
    assert found(firm=cook.code) == ["午餐"]
    assert found(firm="nobody-here") == []
    assert found(kind="SERVICE", mode="AT_HOME", cost="50", q="午餐") == ["午餐"]


def test_nonsense_in_the_address_narrows_nothing() -> None:
    offer("午餐")
    told: dict[str, Any] = {
        "cost": "x",
        "pay": "-1",
        "day": "soon",
        "latitude": "north",
        "longitude": "1",
    }
    assert found(**told) == ["午餐"]


def test_a_service_is_found_where_it_comes_and_a_room_where_it_stands() -> None:
    root = make.root()
    street = make.place(kind="STREET", name="东街")
    here = make.place(under=street, name="甲社区")
    there = make.place(under=street, name="乙社区")
    offer("全区送餐", area=root)
    offer("甲社区理发", area=here)
    offer("乙社区理发", area=there)
    rules = {"rules": "关灯"}
    for place in (here, there):
        shelf.listing(
            kind="VENUE", title=f"{place.name}活动室", place=place, area=root, details=rules
        )

    assert set(found(place=here.code)) == {
        "全区送餐",
        "甲社区理发",
        "甲社区活动室",
        "乙社区活动室",
    }
    assert set(found(place=here.code, kind="VENUE")) == {"甲社区活动室"}
    assert set(found(place=street.code, kind="VENUE")) == {"甲社区活动室", "乙社区活动室"}


def test_a_post_is_found_by_what_one_brings_and_wants() -> None:
    job("车工", education="NONE", pay_from=5200)
    job("会计", education=None, pay_from=6000, skills=["记账"])
    job("工程师", education="MASTER", pay_from=15000, employment="PART_TIME")

    assert set(found(kind="JOB", education="COLLEGE")) == {"车工", "会计"}
    assert set(found(kind="JOB", education="DOCTOR")) == {"车工", "会计", "工程师"}
    assert found(kind="JOB", pay="10000") == ["工程师"]
    assert found(kind="JOB", employment="PART_TIME") == ["工程师"]
    assert found(kind="JOB", skill="记账") == ["会计"]
    assert found(kind="JOB", q="出纳", pay="5000") == ["会计"]


# --- Time and place ----------------------------------------------------------------------------


def test_what_has_room_on_a_day() -> None:
    calligraphy = shelf.listing(kind="COURSE", title="书法", mode="ON_SITE")
    full = shelf.listing(kind="COURSE", title="国画", mode="ON_SITE")
    shelf.slot(calligraphy, starts_at=NOON + 2 * DAY)
    shelf.slot(calligraphy, starts_at=NOON + 3 * DAY)
    packed = shelf.slot(full, starts_at=NOON + 2 * DAY, capacity=1)
    type(packed).objects.filter(district_id=full.district_id, pk=packed.pk).update(taken=1)
    local = NOON.astimezone(dt.timezone(dt.timedelta(hours=8))).date()

    assert found(day=str(local + 2 * DAY)) == ["书法"]
    assert found(day=str(local + 5 * DAY)) == []


def test_what_is_open_now_by_the_working_calendar() -> None:
    told: dict[str, Any] = {"kind": "POINT", "mode": "ON_SITE", "details": {"amenities": ["饮水"]}}
    shelf.listing(title="白天", hours="Mo-Su 08:00-18:00; PH 08:00-18:00", **told)
    shelf.listing(title="夜里", hours="Mo-Su 19:00-23:00; PH 19:00-23:00", **told)

    assert found(kind="POINT", open="1") == ["白天"]
    assert found(kind="POINT", open="1", at=NOON + dt.timedelta(hours=8)) == ["夜里"]


def test_the_nearest_first_and_nothing_farther_than_asked() -> None:
    for title, lon in (("两百米", 121.4021), ("八百米", 121.4084), ("三公里", 121.4316)):
        offer(title, lon=lon, lat=31.3)
    near: dict[str, Any] = {"longitude": "121.4", "latitude": "31.3"}

    assert found(**near) == ["两百米", "八百米"]
    assert found(**near, within="500") == ["两百米"]
    assert found(**near, within="5000") == ["两百米", "八百米", "三公里"]


def test_without_a_point_of_its_own_its_place_counts() -> None:
    spot = make.place(name="甲社区")
    spot.lon, spot.lat = 121.4, 31.3
    spot.save()
    offer("活动", place=spot)
    assert found(longitude="121.401", latitude="31.3") == ["活动"]


# --- In step -----------------------------------------------------------------------------------


def test_the_index_follows_what_is_said_and_withdrawn() -> None:
    one = offer("午餐", mode="AT_HOME")
    told = shelf.told(one.provider, title="晚餐", mode="ONLINE")
    listings.edit(one, told, by=None, at=NOON, key=new_id())
    assert (found(mode="AT_HOME"), found(mode="ONLINE")) == ([], ["晚餐"])

    listings.withdraw(one, by=None, at=NOON)
    assert found() == []


def test_what_is_not_in_the_index_is_put_in() -> None:
    one = offer("午餐")
    Document.objects.filter(district_id=one.district_id).delete()
    assert found() == []

    assert findable.reindex(one.district_id) == 1
    assert found(kind="SERVICE") == ["午餐"]


def test_pages_go_on_by_number_both_ways() -> None:
    for n in range(5):
        offer(f"第{n}", at=NOON + n * DAY)
    district_id = make.district().pk
    wanted = finding.read(district_id, {"kind": "SERVICE"})

    def page(**border: Any) -> list[tuple[int, Any]]:
        return finding.newest(district_id, wanted, at=NOON, most=2, **border)

    first = page()
    second = page(below=first[-1][0])
    back = page(above=second[0][0] + 1, is_rising=True)

    assert len({pk for _n, pk in first + second}) == 4
    assert back == first[::-1]


def test_counts_stop_where_nobody_counts_further() -> None:
    offer("午餐")
    job("车工")
    job("钳工")
    district_id = make.district().pk
    asked = [{"kind": "JOB"}, {"kind": "POINT"}, {"side": "OFFER"}, {"kind": "JOB", "pay": "3000"}]
    wanted = [finding.read(district_id, told) for told in asked]

    assert finding.counts(district_id, wanted, most=10) == [2, 0, 1, 2]
    assert finding.counts(district_id, wanted, most=1) == [1, 0, 1, 1]


def test_what_an_older_version_put_in_is_put_in_anew_by_the_worker() -> None:
    listing = offer("肩颈按摩")
    district_id = listing.district_id
    Document.objects.filter(district_id=district_id).update(words=" 旧 ")
    assert findable.is_outdated(district_id)
    assert found(q="按摩") == []

    tasks.look_after_index.func()
    tasks.look_after_index.func()
    run_all()

    assert found(q="按摩") == ["肩颈按摩"]
    assert not findable.is_outdated(district_id)
