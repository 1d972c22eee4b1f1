"""What the demo town shows of challenges, and of what came of meetings."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from lianxin.challenges.models import Challenge, Milestone
from lianxin.introductions import queries
from lianxin.introductions.models import Introduction
from lianxin.introductions.states import Stage
from lianxin.kernel import timeline
from lianxin.playbooks.demo import challenges, introductions, town


def test_the_town_has_challenges_in_every_state(noon: dt.datetime) -> None:
    district = town.load(at=noon, count=20).district

    assert challenges.fill(district, at=noon) >= 6
    found = Challenge.objects.filter(district=district).whole()
    states = Counter(one.state for one in found)
    assert set(states) == {"OPEN", "AWARDED", "DONE", "FAILED", "STOPPED"}
    phases = {str(one.phase(at=noon)) for one in found if one.state == "OPEN"}
    assert phases == {"ASKING", "APPLYING", "REVIEWING"}
    assert all(timeline.verify(one) is None for one in found)
    milestones = Milestone.objects.filter(district=district, challenge__state="AWARDED")
    assert {one.state for one in milestones} == {"PLANNED", "REPORTED", "ACCEPTED"}
    assert challenges.fill(district, at=noon) == found.count()


def test_fifteen_meetings_led_to_thirteen_intents(noon: dt.datetime) -> None:
    """X25: the figures of the town come from its rows."""
    district = town.load(at=noon, count=20).district

    introductions.fill(district, at=noon)
    found = Introduction.objects.filter(district=district)
    held = queries.occasions_of(district.pk, since=None, until=None)
    met = queries.funnel(found.filter(source="MEETING"), held, on=noon.date())
    assert (met.occasions, met.level(Stage.INTENT).count) == (15, 13)
    counts = [level.count for level in met.levels]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 3
    traded = queries.funnel(found.filter(source="TRADE"), 0, on=noon.date())
    assert traded.level(Stage.RECEIVED).amount_fen > 0
    assert 0 < met.disputed <= 2
    assert all(timeline.verify(one) is None for one in found)
    assert introductions.fill(district, at=noon) == found.count()
