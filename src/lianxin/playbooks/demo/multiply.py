"""From a year of one town to ten years of a district, by copies of its cases.

What the actions made is the mould: a closed case is told again on the same weekday and in the same
season of another year, and the cases of the last days, open ones too, some minutes before or after
themselves. See docs/adr/0007-copied-cases.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import cycle, islice
from random import Random
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.cases.models import Case
from lianxin.cases.rules import Meeting
from lianxin.cases.states import State
from lianxin.insight import actions as insight
from lianxin.insight.models import StaleDay
from lianxin.kernel.calendar import WorkingCalendar
from lianxin.network.models import District, Place
from lianxin.playbooks.demo import rhythm
from lianxin.playbooks.demo.copies import Copier, Retelling, Template, templates
from lianxin.playbooks.demo.ground import TownGround
from lianxin.playbooks.demo.stories import DAY, Story, report
from lianxin.search import tasks as search

YEARS = 10
LATELY = 30  # days of which the cases are copied within their day
SEASON = 24  # days before or after, in another year
TRIES = 12
DRIFT = 15  # minutes
TOLD = timedelta(days=7)  # younger messages are copied
COUNTED = 20  # days at once
Tell = Callable[[str, int, int], None]


@dataclass(eq=False)
class Multiplier:
    """Copies the cases of `stories`, by their keys, until the district has `count`."""

    district: District
    ground: TownGround
    stories: Mapping[UUID, Story]
    calendar: WorkingCalendar
    meeting: Meeting
    now: datetime
    count: int
    seed: int
    keys: UUID

    def run(self, tell: Tell) -> None:
        """Day by day, each in one transaction; a day that is there is passed over."""
        done, copier = 0, Copier(self.district)
        for day, wanted in self._days():
            if wanted and not self._is_done(day):
                with transaction.atomic():
                    for template, told in self._drawn(day, wanted):
                        copier.add(template, told)
                    copier.save()
            done += wanted
            tell("copies", done, self.count - len(self.stories))
        self._count(tell)

    def _days(self) -> list[tuple[date, int]]:
        """The days of all the years, and how many copies each gets."""
        today = timezone.localdate(self.now)
        span = YEARS * 365
        days = [today - timedelta(days=span - n) for n in range(1, span + 1)]
        rng = Random(f"days{self.seed}")
        weights = [
            rhythm.weight(day, n / span) * rng.lognormvariate(0, rhythm.TEXTURE)
            for n, day in enumerate(days)
        ]
        weights[-1] *= rhythm.part(today, _midnight(today), self.now)
        shares = rhythm.shares(weights, max(0, self.count - len(self.stories)), rng)
        return list(zip(days, shares, strict=True))

    def _is_done(self, day: date) -> bool:
        first = Case.objects.filter(district_id=self.district.pk, key=self._key(day, 0))
        return first.exists()

    def _key(self, day: date, n: int) -> UUID:
        return uuid5(self.keys, f"{day}/{n}")

    # --- Which case is told again, and how ---------------------------------------------------

    @cached_property
    def _templates(self) -> list[Template]:
        return templates(self.district, self.stories, since=self.now - TOLD)

    @cached_property
    def _by_day(self) -> Mapping[date, list[Template]]:
        found: defaultdict[date, list[Template]] = defaultdict(list)
        for template in self._templates:
            found[template.day].append(template)
        return found

    @cached_property
    def _by_weekday(self) -> Mapping[int, list[Template]]:
        found: defaultdict[int, list[Template]] = defaultdict(list)
        closed = [row for row in self._templates if row.case.state == State.CLOSED]
        for row in closed:
            found[row.day.weekday()].append(row)
        return {weekday: found[weekday] or closed for weekday in range(7)}

    @cached_property
    def _places(self) -> Mapping[str, UUID]:
        found = Place.objects.filter(district_id=self.district.pk)
        return dict(found.values_list("code", "pk"))

    def _drawn(self, day: date, wanted: int) -> Iterator[tuple[Template, Retelling]]:
        rng = Random(f"{self.seed}/{day}")
        if self._is_late(day):
            chosen = list(islice(self._of_that_day(day, rng), wanted))
        else:
            chosen = [self._of_that_season(day, rng) for _n in range(wanted)]
        chosen.sort(key=lambda one: one[0].case.received_at + one[1])
        for n, (template, by) in enumerate(chosen):
            yield template, self._retold(template, by, self._key(day, n), rng)

    def _is_late(self, day: date) -> bool:
        return (timezone.localdate(self.now) - day).days < LATELY

    def _of_that_day(self, day: date, rng: Random) -> Iterator[tuple[Template, timedelta]]:
        """One after the other, some minutes from itself. What is not over stays before now."""
        nearest = min(self._by_day, key=lambda known: (abs(known - day), known))
        found = self._by_day[nearest]
        for template in cycle(rng.sample(found, len(found))):
            by = _drift(template, rng)
            is_over = template.case.state == State.CLOSED and template.last_at + by < self.now
            yield template, by if is_over else -abs(by)

    def _of_that_season(self, day: date, rng: Random) -> tuple[Template, timedelta]:
        found, near = self._by_weekday[day.weekday()], self._near(day)
        tried = [rng.choice(near) for _n in range(TRIES) if near]
        tried += [rng.choice(found) for _n in range(TRIES)]
        template = next((row for row in tried if self._fits(row, day)), tried[0])
        return template, day - template.day + _drift(template, rng)

    @lru_cache(maxsize=1)  # noqa: B019  one day after the other
    def _near(self, day: date) -> list[Template]:
        rows = self._by_weekday[day.weekday()]
        return [row for row in rows if _season_between(row.day, day) <= SEASON]

    def _fits(self, template: Template, day: date) -> bool:
        """Whether the days on which something depends on days off are of the same sort there,
        meetings fall on meeting days, and all is over by now."""
        works, by = self.calendar.is_working_day, day - template.day
        return (
            template.last_at + by < self.now - DAY
            and all(works(day) == works(day + by) for day in template.sensitive)
            and all(self.meeting.next_on(day + by) == day + by for day in template.meetings)
        )

    def _retold(self, template: Template, by: timedelta, key: UUID, rng: Random) -> Retelling:
        scenario = template.story.scenario
        spot = self.ground.spot_near(template.story.spot, scenario, rng)
        at = template.case.received_at + by
        subject, text = report(scenario, spot, at, rng)
        contact = self.ground.requester(scenario, rng)
        return Retelling(key, by, spot, self._places[spot.place], subject, text, contact)

    # --- Afterwards ----------------------------------------------------------------------------

    def _count(self, tell: Tell) -> None:
        """The figures of all days, and what the database knows of its tables."""
        days = StaleDay.objects.filter(district_id=self.district.pk)
        whole, done = days.count(), 0
        while found := insight.count_stale_days(self.district.pk, at=self.now, limit=COUNTED):
            done += found
            tell("figures", done, whole)
        search.take_stock.func()


def _drift(template: Template, rng: Random) -> timedelta:
    """Some minutes; where a clock rang at an office's hour, no more than the worker's minute."""
    seconds = rng.randint(-25, 25)
    return timedelta(
        seconds=seconds if template.rung else seconds + 60 * rng.randint(-DRIFT, DRIFT)
    )


def _season_between(one: date, other: date) -> int:
    """Days from one to the other, as if they were of one year."""
    apart = abs(one.timetuple().tm_yday - other.timetuple().tm_yday)
    return min(apart, 365 - apart)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
