"""A playbook comes in, stays the same when it comes again, and goes out without loss."""

from __future__ import annotations

import datetime as dt
import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lianxin import playbooks
from lianxin.bodies.models import Body
from lianxin.bodies.models import Term as Turn
from lianxin.cases.models import Duty, Rulebook
from lianxin.cases.queries import rules_of
from lianxin.commitments import actions as commitments
from lianxin.commitments.models import Commitment, Programme
from lianxin.deliberation.models import Hall
from lianxin.exchange.queries import terms_of
from lianxin.gatherings.models import Series
from lianxin.kernel.clock import Term
from lianxin.network.models import District, Organisation, Pairing, Place
from lianxin.playbooks import loader
from lianxin.playbooks.checks import units_of
from lianxin.playbooks.document import FOLDER, shipped
from lianxin.playbooks.export import book_of, export

SLUGS = ["changqing", "dachang", "hongshan", "jiangyin", "jinan", "xihai", "zhengzhou", "zigong"]


def say(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def unordered(book: dict[str, Any]) -> dict[str, Any]:
    """Places, units, duties and members have no order that means anything."""
    lines = {
        (row["class"], unit, row.get("place")) for row in book["duties"] for unit in units_of(row)
    }
    units = {unit["code"]: unit for unit in book["units"]}
    members = {
        name: [{**row, "units": sorted(row.get("units", ()))} for row in book.get(name, ())]
        for name in ("bodies", "meetings")
    }
    places = {place["code"]: place for place in book["places"]}
    return {**book, **members, "duties": lines, "places": places, "units": units}


def test_eight_districts_are_shipped() -> None:
    assert shipped() == SLUGS


@pytest.mark.parametrize("name", SLUGS)
def test_a_playbook_loads_and_a_second_time_changes_nothing(name: str, noon: dt.datetime) -> None:
    first = loader.put(loader.read(name), at=noon)
    second = loader.put(loader.read(name), at=noon + dt.timedelta(days=1))

    assert first.changes
    assert second.changes == []
    assert Rulebook.objects.filter(district=first.district).count() == 1


def test_dachang_promises_what_the_town_promises(noon: dt.datetime) -> None:
    rules = rules_of(playbooks.load("dachang", at=noon).pk)

    minor = rules.clocks_for(grade="MINOR", class_code="ROADS")
    terms = [minor[name] for name in ("RESPOND", "FEEDBACK", "RESOLVE")]
    assert terms == [Term.parse("24h"), Term.parse("48h"), Term.parse("48h")]
    assert "RESOLVE" not in rules.clocks_for(grade="NORMAL", class_code="ROADS")
    assert rules.is_urgent("URGENT")
    assert len(rules.classes_of("RESIDENT")) == 16
    assert str(rules.meeting.next_on(dt.date(2026, 3, 1))) == "2026-03-27"
    assert str(rules.roles["WORKER"]) == "网格员"


def test_hongshan_judges_on_several_axes_and_in_working_time(noon: dt.datetime) -> None:
    rules = rules_of(playbooks.load("hongshan", at=noon).pk)

    assert len(rules.dimensions) == 5
    assert rules.clocks["RESPOND"] == Term.parse("8wh")
    hard = rules.clocks_for(grade="COMPLEX", class_code="FINANCE")
    assert hard["RESOLVE"] == Term.parse("15wd")
    assert rules.classes["POLICY_PAYMENT"].parent == "POLICY"


def test_zigong_orders_through_the_desk_in_its_own_words(noon: dt.datetime) -> None:
    district = playbooks.load("zigong", at=noon)
    terms = terms_of(district.pk)

    assert (terms.is_brokered, terms.accept, terms.losses) == (True, Term.parse("24h"), 2)
    steps = [str(terms.words[name]) for name in ("ASK", "DISPATCH", "ACCEPT", "RATE")]
    assert steps == ["社区点单", "街道派单", "单位接单", "居民评单"]
    assert len(terms.reasons) == 6


def test_plans_of_shifts_come_with_the_book_and_make_one_version(noon: dt.datetime) -> None:
    book = loader.read("dachang")
    district = loader.put(book, at=noon).district
    shifts = [{**row, "skills": ("送餐", "问安")} for row in book["exchange"]["shifts"]]
    told = {**book, "exchange": {**book["exchange"], "shifts": tuple(shifts)}}

    first, again = (loader.put(told, at=noon).changes for _ in range(2))

    assert terms_of(district.pk).shifts["SNOW"].is_surge
    assert (len(first), again) == (1, [])
    assert terms_of(district.pk).version == 2


def test_terms_of_exchange_that_a_book_drops_are_taken_back(noon: dt.datetime) -> None:
    book = loader.read("zigong")
    district = loader.put(book, at=noon).district
    del book["exchange"]

    changes = loader.put(book, at=noon).changes

    assert [line for line in changes if "供需规则" in line]
    assert not terms_of(district.pk).is_brokered


@pytest.mark.parametrize("name", SLUGS)
def test_what_goes_out_comes_in_as_the_same_district(
    name: str, noon: dt.datetime, tmp_path: Path
) -> None:
    district = playbooks.load(name, at=noon)
    written = tmp_path / "out.yaml"
    written.write_text(say("export_playbook", name), encoding="utf-8")

    assert unordered(loader.read(written)) == unordered(loader.read(name))
    assert loader.put(loader.read(written), at=noon).changes == []
    assert export(district) == written.read_text(encoding="utf-8")


def test_places_with_shapes_survive_the_round_trip(noon: dt.datetime, tmp_path: Path) -> None:
    book = loader.read("dachang")
    square = [[1.0, 1.0], [1.25, 1.0], [1.25, 1.5], [1.0, 1.0]]
    book["places"] = [
        *book["places"],
        {"code": "on", "kind": "STREET", "name": "no", "parent": "dachang"},
        {
            "code": "g1",
            "kind": "GRID",
            "name": "第一网格",
            "parent": "on",
            "shape": {"type": "Polygon", "coordinates": [square]},
        },
    ]
    book["duties"] = [*book["duties"], {"class": "ROADS", "unit": "water-co", "place": "g1"}]
    district = loader.put(book, at=noon).district
    written = tmp_path / "out.yaml"
    written.write_text(export(district), encoding="utf-8")

    again = loader.put(loader.read(written), at=noon)

    assert again.changes == []
    assert Place.objects.get(district=district, code="on").name == "no"


def test_a_changed_playbook_changes_only_that(noon: dt.datetime) -> None:
    book = loader.read("dachang")
    district = loader.put(book, at=noon).district
    book["cases"] = {**book["cases"], "extensions": 2}
    book["units"] = [{**unit, "hotline": "12345"} if unit["code"] == "water-co" else unit
                     for unit in book["units"]]  # fmt: skip
    book["duties"] = book["duties"][1:]

    changes = loader.put(book, at=noon).changes

    assert changes == [
        "更新单位 water-co 供水公司",
        "办件规则：第 2 版生效",
        "权责清单：1 行有变化",
    ]
    assert rules_of(district.pk).extensions == 2
    assert not Duty.objects.filter(district=district, class_code="ROADS").exists()


def test_the_command_tells_what_it_changed(noon: dt.datetime) -> None:
    assert "新增单位 water-co 供水公司" in say("load_playbook", "dachang")
    assert say("load_playbook", "dachang").splitlines()[-1] == "“大场镇”：0 处有变化。"


def test_checking_loads_nothing() -> None:
    assert "没有发现问题" in say("load_playbook", "dachang", check=True)
    assert not District.objects.exists()


def test_another_district_may_work_by_the_book_and_keep_its_name(noon: dt.datetime) -> None:
    own = loader.read("dachang")
    own["district"] = {"code": 990777, "slug": "huwan", "name": "湖湾镇", "ref_prefix": "HW"}
    own["places"] = [{"code": "huwan", "kind": "DISTRICT", "name": "湖湾镇"}]
    district = loader.put(own, at=noon).district

    say("load_playbook", "hongshan", district="huwan")

    district.refresh_from_db()
    assert (district.name, district.ref_prefix) == ("湖湾镇", "HW")
    (top,) = Place.objects.filter(district=district, parent=None)
    assert (top.code, Place.objects.filter(district=district, parent=top).count()) == ("huwan", 2)
    assert Organisation.objects.get(district=district, code="union").place.code == "huwan"
    assert rules_of(district.pk).default_kind == "ENTERPRISE"


def test_an_unknown_district_or_playbook_is_told_with_the_known_ones(noon: dt.datetime) -> None:
    playbooks.load("dachang", at=noon)
    with pytest.raises(CommandError, match="dachang"):
        call_command("load_playbook", "hongshan", district="nowhere")
    with pytest.raises(CommandError, match="changqing、dachang、hongshan"):
        call_command("load_playbook", "nothing.yaml")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_playbook", "nowhere")


def test_pairings_and_hours_come_with_the_book_and_go_out_again(
    noon: dt.datetime, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    text = (FOLDER / "dachang.yaml").read_text(encoding="utf-8")
    pairing = "{place: dachang, unit: green-co, starts_on: 2026-01-01, classes: [GREEN]}"
    file.write_text(f"{text}\npairings:\n- {pairing}\n", encoding="utf-8")

    district = loader.put(loader.read(file), at=noon).district
    again = loader.put(loader.read(file), at=noon)

    pairing_row = Pairing.objects.get()
    assert (pairing_row.unit.code, pairing_row.class_codes) == ("green-co", ["GREEN"])
    assert Organisation.objects.get(code="police").hours == "24/7"
    assert not again.changes
    book = book_of(district)
    assert book["pairings"][0]["unit"] == "green-co"
    assert book["cases"]["routing"][0]["code"] == "FIRMS_PAYMENTS"


def test_what_a_district_does_together_comes_with_the_book(noon: dt.datetime) -> None:
    """X1 by a file: eight terms in two years, without a gap; promises wait for a person."""
    district = playbooks.load("zhengzhou", at=noon)

    body = Body.objects.get(district=district, name="基层治理联席会议")
    terms = list(Turn.objects.filter(district=district, body=body).order_by("starts_on"))
    assert [term.unit.code.split("-")[0] for term in terms[:4]] == [
        "gouzhao", "fengyang", "shifo", "wutong",
    ]  # fmt: skip
    assert len(terms) == 8
    days = [(a.ends_on + dt.timedelta(days=1), b.starts_on) for a, b in pairwise(terms)]
    assert all(end == start for end, start in days)
    assert Series.objects.get(district=district, has_cases=True).name == "实务工作坊"
    assert Hall.objects.filter(district=district).count() == 2
    assert set(Programme.objects.filter(district=district).values_list("state", flat=True)) == {
        "DRAFT"
    }


def test_a_book_adds_what_is_missing_and_ends_nothing(noon: dt.datetime) -> None:
    book = loader.read("jinan")
    loader.put(book, at=noon)
    told = {**book["bodies"][0], "about": "改过的说明。", "units": ["dispatch", "education"]}
    less = {**book, "bodies": [told], "halls": [], "meetings": []}

    changes = loader.put(less, at=noon).changes

    assert changes == [
        "更新机构 驻济高校联席会议",
        "驻济高校联席会议：新增成员单位 人才与校地服务中心",
    ]
    assert Body.objects.count() == 6
    assert Hall.objects.count() == Series.objects.count() == 1


def test_a_published_list_is_not_added_to_by_a_file(noon: dt.datetime) -> None:
    book = loader.read("jiangyin")
    loader.put(book, at=noon)
    programme = Programme.objects.get()
    commitments.publish(programme, by=None, at=noon)
    (row,) = book["programmes"]
    more = {"title": "再做一件", "owner": "dispatch", "due_on": "2026-12-01"}
    told = {**book, "programmes": [{**row, "promises": [*row["promises"], more]}]}

    assert loader.put(told, at=noon).changes == []
    assert Commitment.objects.count() == len(row["promises"])
