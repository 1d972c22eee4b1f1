"""Which stories there are, and how those of the last days stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from heapq import merge
from random import Random

from django.utils import timezone

from lianxin.cases.rules import Meeting
from lianxin.cases.states import State
from lianxin.playbooks.demo import rhythm, words
from lianxin.playbooks.demo.stories import DAY, PROMISE, Ground, Story, Teller
from lianxin.playbooks.demo.words import Scenario

LISTED, LATE = "LISTED", "LATE"
TRIES = 900
AGAIN = 20
QUIET = timedelta(hours=40)  # those who came since are told by how they stand now
ROOTED = 1_000_000  # the numbers of stories that were told for how they stand now
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Wish:
    """So many stories out of 2,000 that stand so now, having come in the last `within`."""

    share: int
    within: timedelta
    course: tuple[str, ...] = ()


WISHES: Mapping[str, Wish] = {
    State.RECEIVED: Wish(14, 16 * HOUR),
    State.ASSIGNED: Wish(14, 26 * HOUR),
    State.WORKING: Wish(26, 44 * HOUR),
    State.WAITING: Wish(8, 5 * DAY, ("ask",)),
    State.PAUSED: Wish(8, 8 * DAY, ("pause",)),
    State.ANSWERED: Wish(26, 12 * DAY),
    State.REOPENING: Wish(4, 5 * DAY, ("object",)),
    LISTED: Wish(8, 26 * DAY, ("park",)),
    LATE: Wish(15, 6 * DAY, ("late",)),
}


@dataclass
class Plan:
    """All stories from `begin` to `now`, by arrival, told while they are played."""

    ground: Ground
    meeting: Meeting
    begin: datetime
    now: datetime
    count: int
    seed: int
    open: Counter[str] = field(default_factory=Counter)

    def stories(self) -> Iterator[Story]:
        """Those that stand somewhere now, and before them the many that are closed."""
        rooted = sorted(self._rooted(), key=lambda story: story.received_at)
        return merge(self._closed(self.count - len(rooted)), rooted, key=lambda s: s.received_at)

    def _closed(self, count: int) -> Iterator[Story]:
        """The many: told again until they end before now, which few that came last do."""
        end = self.now - QUIET
        moments = rhythm.arrivals(self.begin, end, count, Random(f"arrivals{self.seed}"))
        for number, at in enumerate(moments):
            story = self._tell(number, at)
            for again in range(1, AGAIN):
                if story.state_at(self.now) == State.CLOSED:
                    break
                story = self._tell(number, at, again=again)
            yield story

    def _rooted(self) -> Iterator[Story]:
        number = ROOTED
        for name, wish in WISHES.items():
            wanted = max(2, round(wish.share * self.count / 2000))
            for _n in range(wanted):
                number += 1
                if story := self._standing(number, name, wish):
                    self.open[name] += 1
                    yield story

    def _standing(self, number: int, name: str, wish: Wish) -> Story | None:
        for again in range(TRIES):
            rng = Random(f"{self.seed}/{number}/{again}/when")
            at = self.now - wish.within * rng.random()
            story = self._tell(number, at, again=again, wanted=wish.course)
            if story.received_at < self.now and self._is(name, story):
                return story
        return None

    def _is(self, name: str, story: Story) -> bool:
        state = story.state_at(self.now)
        told = [step.deed for step in story.steps if step.at <= self.now]
        if name == LISTED:
            listed = story.is_listed_at(self.now) and state == State.WORKING
            return listed and bool(story.scenario.park_reason)
        if name == LATE:
            late = self.now > story.received_at + PROMISE and "feedback" not in told
            slow = state == State.ASSIGNED and self.now > story.steps[0].at + DAY
            return state in (State.WORKING, State.ASSIGNED) and (late or slow) and (
                "grant_extension" not in told)  # fmt: skip
        if name == State.WORKING and not (
            "feedback" in told or "grant_extension" in told
            or self.now < story.received_at + PROMISE - HOUR
        ):  # fmt: skip
            return False
        return state == name and not story.is_listed_at(self.now)

    def _tell(
        self, number: int, at: datetime, *, again: int = 0, wanted: tuple[str, ...] = ()
    ) -> Story:
        rng = Random(f"{self.seed}/{number}/{again}")
        scenario = self._scenario(at, rng)
        if scenario.time_of_day:
            at = rhythm.moment(timezone.localdate(at), rng, scenario.time_of_day)
        teller = Teller(number, at, scenario, self.ground, self.meeting, rng=rng, wanted=wanted)
        return teller.tell()

    def _scenario(self, at: datetime, rng: Random) -> Scenario:
        """One that fits the month; those of a season come often while it lasts."""
        found = self._by_month[timezone.localtime(at).month]
        return rng.choices(found[0], found[1])[0]

    @cached_property
    def _by_month(self) -> dict[int, tuple[list[Scenario], list[float]]]:
        table = {}
        for month in range(1, 13):
            fitting = [s for s in words.scenarios() if not s.season or month in s.season]
            table[month] = (fitting, [_liking(s) for s in fitting])
        return table


WEIGHT = {"HOUSING": 1.5, "PARKING": 1.6, "NOISE": 1.4, "SANITATION": 1.3, "LAND": 0.7,
          "LABOUR": 0.8}  # fmt: skip


def _liking(scenario: Scenario) -> float:
    """How often such a thing is reported; every scenario has its own share of its class."""
    own = Random(scenario.id).uniform(0.5, 1.6) * WEIGHT.get(scenario.class_code, 1.0)
    rare = 0.25 if scenario.park_reason else 1.0
    business = 0.6 if scenario.kind == "ENTERPRISE" else 1.0
    return own * rare * business * (1.8 if scenario.season else 1.0)
