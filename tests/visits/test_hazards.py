"""Hazards are of places and things, and never of people (X38)."""

from __future__ import annotations

import io
from typing import Any

import pytest

from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Place, User
from lianxin.operate.worker import run_all
from lianxin.papers.pictures import Upload
from lianxin.visits import policy, queries
from lianxin.visits.actions import hazards, visiting
from lianxin.visits.actions.hazards import Seen
from lianxin.visits.models import Hazard, HazardPhoto
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.visits.doors import DAY, TODAY


def seen(**fields: Any) -> Seen:
    defaults: dict[str, Any] = {
        "place": make.root(), "thing": "STAIRS", "text": "二单元三楼的扶手松了",
    }  # fmt: skip
    return Seen(**(defaults | fields))


def reported(place: Place | None = None, by: User | None = None) -> Hazard:
    told = seen(place=place or make.grid())
    return hazards.report(make.district(), told, by=by, at=NOON, key=new_id())


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"place": None}, "place"),
        ({"thing": "PERSON"}, "thing"),
        ({"text": " "}, "text"),
        ({"text": "502 的租客可疑"}, "text"),
        ({"text": "业主张建国私拉电线"}, "text"),
        ({"text": "王阿姨在楼道堆东西"}, "text"),
        ({"text": "打 13800001111 问"}, "text"),
        ({"text": "住着一个精神病"}, "text"),
        ({"spot": "独居老人家门口"}, "spot"),
    ],
)
def test_without_a_place_or_with_a_person_it_is_refused(fields: dict[str, Any], name: str) -> None:
    """X38"""
    with pytest.raises(Refusal) as refused:
        hazards.report(make.district(), seen(**fields), by=None, at=NOON, key=new_id())

    assert refused.value.field == name
    assert not Hazard.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["楼道堆着杂物，老人容易绊倒", "电动车飞线充电", "三号楼东侧外墙瓷砖要掉", "消防通道被锁"],
)
def test_what_is_dangerous_for_people_may_be_said(text: str) -> None:
    assert (
        hazards.report(make.district(), seen(text=text), by=None, at=NOON, key=new_id()).text
        == text
    )


def test_the_table_of_hazards_knows_nobody_it_could_be_about() -> None:
    """X38: who reported it and whose visit it was are all the links it has to people."""
    links = {field.name for field in Hazard._meta.get_fields() if field.many_to_one}

    assert links == {"district", "place", "reported_by", "visit", "unit"}


def test_it_is_checked_put_right_and_looked_at_again() -> None:
    """VIS-09"""
    grid, unit = make.grid(), make.organisation(name="安澜物业", kind="PROPERTY")
    keeper, fixer = make.worker(grid), make.handler(unit)
    one = reported(grid, keeper)

    hazards.check(one, unit=unit, due_on=TODAY + 7 * DAY, by=keeper, at=NOON)
    assert list(queries.late_hazards(one.district_id, on=TODAY + 8 * DAY)) == [one]
    with pytest.raises(NotAllowed):
        hazards.fix(one, result="换了", by=keeper, at=NOON)
    hazards.fix(one, result="换了扶手", by=fixer, at=NOON + DAY)
    hazards.recheck(
        one, is_safe=False, note="还是松", due_on=TODAY + 10 * DAY, by=keeper, at=NOON + 2 * DAY
    )
    hazards.fix(one, result="焊牢了", by=fixer, at=NOON + 3 * DAY)
    hazards.recheck(one, is_safe=True, by=keeper, at=NOON + 4 * DAY)

    assert one.state == "CLEARED"
    assert timeline.verify(one) is None
    assert not queries.late_hazards(one.district_id, on=TODAY + 30 * DAY).exists()


def test_who_sees_it_and_who_may_say_it_is_none() -> None:
    one = reported()
    stranger = make.handler(make.organisation())

    with pytest.raises(NotAllowed):
        hazards.dismiss(one, reason="看错了", by=stranger, at=NOON)
    with pytest.raises(Refusal, match="写一句"):
        hazards.dismiss(one, reason=" ", by=make.dispatcher(), at=NOON)
    hazards.dismiss(one, reason="是施工围挡", by=make.dispatcher(), at=NOON)

    district = make.district().pk
    assert not policy.hazards_visible_to(stranger, district, on=TODAY).exists()
    assert policy.hazards_visible_to(make.dispatcher(), district, on=TODAY).exists()


def test_the_same_key_is_one_hazard() -> None:
    key, told = new_id(), seen()

    one, two = (
        hazards.report(make.district(), told, by=None, at=NOON, key=key) for _time in range(2)
    )

    assert one.pk == two.pk
    with pytest.raises(Refusal, match="一年以内"):
        hazards.check(one, unit=make.organisation(), due_on=TODAY - DAY, by=None, at=NOON)


def test_pictures_go_with_it_at_each_step_and_are_drawn_anew() -> None:
    found = hazards.report(
        make.district(), seen(photos=[make.upload()]), by=None, at=NOON, key=new_id()
    )
    hazards.check(found, unit=make.organisation(), due_on=TODAY, by=None, at=NOON)
    fixed = [make.upload(colour="green")]
    hazards.fix(found, result="换了扶手", photos=fixed, by=None, at=NOON)
    assert queries.pictures_of(found) == []
    run_all()

    shown = HazardPhoto.objects.filter(pk__in=[one.pk for one in queries.pictures_of(found)])
    assert set(shown.values_list("verb", flat=True)) == {"report", "fix"}
    assert all(str(one.file.name).startswith("hazards/") for one in shown)


def test_too_many_pictures_and_what_is_none_are_refused_with_all_of_it() -> None:
    no_picture = Upload("a.jpg", 3, io.BytesIO(b"abc"))
    for wrong in ([make.upload(colour=f"#0000{n:02}") for n in range(7)], [no_picture]):
        with pytest.raises(Refusal) as why:
            hazards.report(make.district(), seen(photos=wrong), by=None, at=NOON, key=new_id())
        assert why.value.field == "photos"
    assert not Hazard.objects.exists()


def test_what_was_taken_at_the_door_is_shown_with_the_hazard() -> None:
    doors.building()
    of = doors.running(officers=1)
    unsafe = visiting.Unsafe("STAIRS", "扶手松了")
    doors.visit(of.calls()[0], photos=[make.upload()], hazards=[unsafe])
    run_all()
    assert len(queries.pictures_of(Hazard.objects.get())) == 1
