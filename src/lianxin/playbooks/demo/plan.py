"""Which stories there are, and how those of the last days stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cache
from heapq import merge
from itertools import groupby
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
LATELY = 180  # days that lend the last ones a story
QUIET = timedelta(hours=40)  # those who came since stand as chance has it
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Wish:
    """So many stories out of 2,000 that stand so now, having come in the last `within`."""

    share: int
    within: timedelta
    course: tuple[str, ...] = ()


WISHES: Mapping[str, Wish] = {
    State.RECEIVED: Wish(4, 14 * HOUR),
    State.ASSIGNED: Wish(5, 26 * HOUR),
    State.WORKING: Wish(13, 6 * DAY),
    State.WAITING: Wish(4, 5 * DAY, ("ask",)),
    State.PAUSED: Wish(5, 8 * DAY, ("pause",)),
    State.ANSWERED: Wish(24, 12 * DAY),
    State.REOPENING: Wish(3, 8 * DAY, ("object",)),
    LISTED: Wish(6, 26 * DAY, ("park",)),
    LATE: Wish(6, 8 * DAY, ("late",)),
}
AT_A_UNIT = {State.ASSIGNED, State.WORKING}


@dataclass(eq=False)
class Plan:
    """All stories from `begin` to `now`, by arrival, told while they are played. `favourites` are
    units that shall have something to do now."""

    ground: Ground
    meeting: Meeting
    begin: datetime
    now: datetime
    count: int
    seed: int
    favourites: Sequence[str] = ()
    open: Counter[str] = field(default_factory=Counter)

    def stories(self) -> Iterator[Story]:
        """Each arrival of the year has one; some of the last are chosen for how they stand now."""
        rng = Random(f"arrivals{self.seed}")
        moments = rhythm.arrivals(self.begin, self.now, self.count, rng)
        slots = dict(enumerate(moments))
        standing = sorted(self._chosen(slots), key=_by_arrival)
        return merge(self._others(slots), standing, key=_by_arrival)

    def _others(self, slots: Mapping[int, datetime]) -> Iterator[Story]:
        """Day by day, for a scenario may move its story within the day."""
        for _day, rows in groupby(slots.items(), lambda slot: timezone.localdate(slot[1])):
            yield from sorted((self._flowing(*row) for row in rows), key=_by_arrival)

    def _flowing(self, number: int, at: datetime) -> Story:
        """Told again until it comes in time and, but for the latest, is closed by now."""
        for again in range(AGAIN):
            story = self._numbered(number, at, again)
            is_closed = story.state_at(self.now) == State.CLOSED
            is_within = self.begin <= story.received_at < self.now
            if is_within and (is_closed or at > self.now - QUIET):
                return story
        return self._numbered(number, at, AGAIN)

    def _numbered(self, number: int, at: datetime, again: int) -> Story:
        rng = Random(f"{self.seed}/{number}/{again}")
        return replace(self._tell(at, rng, stays=again == AGAIN), number=number)

    def _chosen(self, slots: dict[int, datetime]) -> Iterator[Story]:
        """Takes one slot for each, of the same day where one is left."""
        for name, wish in WISHES.items():
            wanted = max(2, round(wish.share * self.count / 2000))
            for n in range(wanted):
                if slots and (story := self._standing(n, name, wish)):
                    self.open[name] += 1
                    yield replace(story, number=_take(slots, story.received_at))

    def _standing(self, n: int, name: str, wish: Wish) -> Story | None:
        serves = name in AT_A_UNIT and self.favourites
        unit = self.favourites[n % len(self.favourites)] if serves else ""
        for again in range(TRIES):
            rng = Random(f"{self.seed}/{name}/{n}/{again}")
            at = self.now - wish.within * rng.random()
            if rng.random() > rhythm.likelihood(at):
                continue
            story = self._tell(at, rng, wanted=wish.course, unit=unit)
            is_theirs = not unit or again > TRIES / 2 or story.unit_at(self.now) == unit
            if story.received_at < self.now and is_theirs and self._is(name, story):
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
        self,
        at: datetime,
        rng: Random,
        *,
        wanted: tuple[str, ...] = (),
        unit: str = "",
        stays: bool = False,
    ) -> Story:
        """A story that begins at `at`, or, unless it `stays`, at its own hour of that day; with
        `unit`, of something that unit may have to do with."""
        scenario = self._scenario(at, rng, unit)
        if scenario.time_of_day and not stays:
            at = rhythm.moment(timezone.localdate(at), rng, scenario.time_of_day)
        return Teller(at, scenario, self.ground, self.meeting, rng=rng, wanted=wanted).tell()

    def _scenario(self, at: datetime, rng: Random, unit: str) -> Scenario:
        """One that fits the month; those of a season come often while it lasts."""
        found, likings = self._fitting(timezone.localtime(at).month, unit)
        return rng.choices(found, likings)[0]

    @cache  # noqa: B019 lives as long as its plan is played
    def _fitting(self, month: int, unit: str) -> tuple[list[Scenario], list[float]]:
        found = [s for s in words.scenarios() if not s.season or month in s.season]
        if unit:
            found = [s for s in found if unit in s.units] or found
        return found, [_liking(s) for s in found]


WEIGHT = {"HOUSING": 1.5, "PARKING": 1.6, "NOISE": 1.4, "SANITATION": 1.3, "LAND": 0.7,
          "LABOUR": 0.8}  # fmt: skip


def _by_arrival(story: Story) -> datetime:
    return story.received_at


def _take(slots: dict[int, datetime], at: datetime) -> int:
    """The number of a slot of the same day; when none is left, of some day before."""
    day = timezone.localdate(at)
    first = timezone.make_aware(datetime.combine(day, time()))
    same = [number for number, slot in slots.items() if first <= slot < first + DAY]
    number = Random(at.timestamp()).choice(same or [*slots][-LATELY * len(slots) // 365 :])
    del slots[number]
    return number


def _liking(scenario: Scenario) -> float:
    """How often such a thing is reported; every scenario has its own share of its class."""
    own = Random(scenario.id).uniform(0.5, 1.6) * WEIGHT.get(scenario.class_code, 1.0)
    rare = 0.25 if scenario.park_reason else 1.0
    business = 0.6 if scenario.kind == "ENTERPRISE" else 1.0
    return own * rare * business * (1.8 if scenario.season else 1.0)
