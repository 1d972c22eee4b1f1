"""What the demo town is made of, and that an interrupted load of it goes on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest
import shapely
from django.utils import timezone
from shapely.geometry import shape

from lianxin.cases.models import Case, Source
from lianxin.cases.rules import Meeting
from lianxin.cases.states import State
from lianxin.forms.words import Words
from lianxin.network import geo
from lianxin.network.models import Organisation, Place, PlaceKind
from lianxin.playbooks import loader
from lianxin.playbooks.checks import check
from lianxin.playbooks.demo import exchange, pictures, rhythm, town, words
from lianxin.playbooks.demo.ground import CODE, TownGround
from lianxin.playbooks.demo.plan import Plan
from lianxin.playbooks.demo.stories import Story
from lianxin.playbooks.document import Document
from tests.make import NOON


def test_an_interrupted_load_goes_on_where_it_was(
    noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes after the cases has nothing of it."""
    monkeypatch.setattr(exchange, "fill", lambda *_args, **_more: 0)

    def stop_half_way(_what: str, done: int, whole: int) -> None:
        if done > whole / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        town.load(at=noon, count=30, tell=stop_half_way)
    done = Case.objects.count()
    loaded = town.load(at=noon + dt.timedelta(hours=3), count=30)

    assert 0 < done < loaded.cases
    assert loaded.cases >= 30
    refs = Case.objects.order_by("received_at", "ref").values_list("ref", flat=True)
    assert list(refs) == sorted(refs)


def test_an_interrupted_copying_goes_on_where_it_was(
    noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "fill", lambda *_args, **_more: 0)

    def stop_half_way(what: str, done: int, whole: int) -> None:
        if what == "copies" and done > whole / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        town.load(at=noon, count=60, played=20, tell=stop_half_way)
    done = Case.objects.filter(district_id=CODE).count()
    loaded = town.load(at=noon + dt.timedelta(hours=3), count=60, played=20)

    assert 20 < done < loaded.cases == 60


@pytest.fixture(scope="module")
def ground() -> TownGround:
    return TownGround(seed=1)


def test_the_ground_has_no_gaps_and_no_overlaps(ground: TownGround) -> None:
    book = ground.playbook()
    shapes = {kind: [shape(p["shape"]) for p in book["places"] if p["kind"] == kind]
              for kind in ("DISTRICT", "STREET", "COMMUNITY", "GRID")}  # fmt: skip

    assert [len(found) for found in shapes.values()] == [1, 3, 20, 100]
    whole = shapes["DISTRICT"][0].area
    for kind, parts in shapes.items():
        assert all(part.is_valid for part in parts)
        assert sum(part.area for part in parts) == pytest.approx(whole, rel=1e-6), kind
        assert shapely.union_all(parts).area == pytest.approx(whole, rel=1e-6), kind


def test_the_town_is_a_playbook_like_any_other(ground: TownGround, noon: dt.datetime) -> None:
    book = ground.playbook()
    check(Document("town", book, {}))
    district = loader.put(book, at=noon).district

    assert loader.put(book, at=noon).changes == []
    assert Place.objects.filter(district=district, kind=PlaceKind.BUILDING).count() > 100
    assert Organisation.objects.filter(district=district).count() >= 60
    block = Place.objects.get(district=district, code="haiyun-03")
    assert block.name == "海韵花园3号楼"
    assert block.lon is not None
    assert block.lat is not None
    assert geo.place_at(district.pk, block.lon, block.lat) == block


def test_every_scenario_and_phrase_can_be_told(ground: TownGround) -> None:
    """No scenario names a unit, class, grade or blank that the town does not know."""
    book = ground.playbook()
    classes = {row["code"] for row in book["cases"]["classes"]}
    grades = {row["code"] for row in book["cases"]["grades"]}
    reasons = {row["code"] for row in book["cases"]["bounce_reasons"]}
    for scenario in words.scenarios():
        assert scenario.class_code in classes, scenario.id
        assert scenario.grade in grades, scenario.id
        assert set(scenario.units) <= set(ground.names), scenario.id
        assert scenario.bounce is None or scenario.bounce.proposed in ground.names, scenario.id
        assert scenario.bounce is None or scenario.bounce.reason in reasons, scenario.id
        spot = ground.spot(scenario, Random(scenario.id))
        blanks = {**spot.blanks, "date": "3月2日", "days": "3"}
        texts = [*scenario.subjects, *scenario.descriptions, *scenario.notes]
        texts += [text for answers in scenario.answers.values() for text in answers]
        for text in [*texts, scenario.question, scenario.park_reason, scenario.decision]:
            assert "{" not in words.fill(text, blanks), scenario.id
    assert set(words.phrases()["pause"]) <= {r["code"] for r in book["cases"]["pause_reasons"]}


@pytest.fixture(scope="module")
def stories(ground: TownGround) -> list[Story]:
    rules = Meeting(Words("连心会", "Meeting"))
    plan = Plan(ground, rules, NOON - town.YEAR, NOON, 2000, 1, ["cityman", "water-co"])
    return list(plan.stories())


def test_the_last_days_are_as_busy_as_those_before(stories: list[Story]) -> None:
    """All states stand today, and the chart of arrivals has no spike."""
    days = Counter((NOON - story.received_at).days for story in stories)
    lately, before = (sum(days[n] for n in span) / len(span) for span in (range(7), range(7, 35)))
    standing = Counter(story.state_at(NOON) for story in stories)

    assert [s.received_at for s in stories] == sorted(s.received_at for s in stories)
    assert len(stories) == 2000
    assert lately < 2 * before
    assert set(standing) == set(State) - {State.VERIFYING, State.JOINED}
    assert 0.02 < 1 - standing[State.CLOSED] / 2000 < 0.06
    for unit in ("cityman", "water-co"):
        assert any(
            story.unit_at(NOON) == unit and story.state_at(NOON) in (State.ASSIGNED, State.WORKING)
            for story in stories
        )


def test_offices_sleep_at_night(stories: list[Story]) -> None:
    """Only emergencies are seen to between half past ten and seven."""
    by_residents = {"supply", "urge", "rate", "withdraw", "lapse"}
    for story in stories:
        is_urgent = story.scenario.grade == "URGENT"
        for step in story.steps:
            clock = timezone.localtime(step.at).time()
            is_night = not dt.time(7) <= clock <= dt.time(22, 30)
            assert not is_night or is_urgent or step.deed in by_residents, (story.number, step)
        if story.source in (Source.COUNTER, Source.VISIT, Source.VOLUNTEER):
            assert 7 <= timezone.localtime(story.received_at).hour <= 22


def test_reports_follow_the_week_and_the_day(noon: dt.datetime) -> None:
    moments = rhythm.arrivals(noon - dt.timedelta(days=364), noon, 4000, Random(7))
    zone = noon.tzinfo
    days = Counter(at.astimezone(zone).weekday() for at in moments)
    hours = Counter(at.astimezone(zone).hour for at in moments)

    assert moments == sorted(moments)
    assert days[0] > 1.3 * days[6]
    assert hours[9] > 8 * hours[3]


def test_pictures_are_small_and_the_same_again() -> None:
    first = pictures.draw("ROADS", 1)
    pictures.draw.cache_clear()

    assert first.startswith(b"\xff\xd8")
    assert len(first) < 60_000
    assert pictures.draw("ROADS", 1) == first
    assert pictures.draw("ROADS", 2) != first
