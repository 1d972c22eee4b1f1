"""A district's worth of the exchange: 70,200 jobs of 1,612 firms, 1,000 venues with 200,000
bookings of a year, 465 teams with shifts. Checked as the actions check, written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing, Slot, Space
from lianxin.exchange.states import ClaimState
from lianxin.network.models import District, Organisation, OrganisationKind, Place, PlaceKind
from lianxin.playbooks.demo.jobs import Jobs
from lianxin.playbooks.demo.press import Press

KEYS: Final = UUID("8d0a5c1b-3f5e-4f7a-9a31-54c7de9f0b62")
FIRMS, JOBS, VENUES, BOOKINGS, TEAMS = 1_612, 70_200, 1_000, 200_000, 465
AT_ONCE: Final = 20  # units in one transaction
BACK, AHEAD = 330, 20  # days around today that rooms are booked for
STARTS: Final = ((9, 0), (10, 30), (14, 0), (15, 30), (18, 30), (20, 0))
LENGTHS: Final = (timedelta(minutes=60), timedelta(minutes=75), timedelta(minutes=90))
ROOMS: Final = (
    "多功能室",
    "舞蹈室",
    "会议室",
    "羽毛球场",
    "乒乓球室",
    "录播间",
    "手工室",
    "培训教室",
)
USES: Final = (
    "合唱排练",
    "居民议事",
    "亲子读书会",
    "羽毛球",
    "公司培训",
    "例会",
    "项目路演",
    "棋友会",
)
TASKS: Final = (
    "为独居老人送餐", "图书角整理", "周末修理摊", "路口文明引导", "海滩捡垃圾", "陪老人看病",
    "课后陪读", "社区种花", "手机课助教", "义诊引导",
)  # fmt: skip
NAMES: Final = ("李女士", "王先生", "张师傅", "刘老师", "陈阿姨", "杨先生", "赵女士", "黄师傅")
OFF: Final = 0.003
Tell = Callable[[str, int, int], None]


def fill(
    district: District, *, at: datetime, tell: Tell, seed: int = 1, share: float = 1.0
) -> None:
    """All of it, or a `share`. Safe to interrupt: what was done is kept, some units at a time,
    and the next call goes on there."""
    _Posts(district, at, tell, seed, share).fill()


@dataclass
class _Posts:
    district: District
    at: datetime
    tell: Tell
    seed: int
    share: float

    def fill(self) -> None:
        self.press = Press(self.district)
        communities = Place.objects.filter(
            district_id=self.district.pk,
            kind__in=[PlaceKind.COMMUNITY, PlaceKind.PARK, PlaceKind.CAMPUS],
        )
        self.places = list(communities.defer("shape").order_by("path"))
        self.jobs = Jobs(Random(f"posts{self.seed}"))
        self._each("firms", FIRMS, OrganisationKind.FIRM, self._hire)
        self._each("venues", VENUES, OrganisationKind.PROPERTY, self._open)
        self._each("teams", TEAMS, OrganisationKind.TEAM, self._gather)

    def _each(
        self,
        what: str,
        most: int,
        kind: OrganisationKind,
        act: Callable[[Organisation, int, Random], None],
    ) -> None:
        """One unit after the other, each with all that it offers; one that is there is done."""
        whole = round(most * self.share)
        for start in range(0, whole, AT_ONCE):
            with transaction.atomic():
                for number in range(start, min(start + AT_ONCE, whole)):
                    rng = Random(f"{self.seed} {what} {number}")
                    unit, is_new = self._unit(what, kind, number, rng)
                    if is_new:
                        act(unit, number, rng)
                self.press.flush()
            self.tell(what, min(start + AT_ONCE, whole), whole)

    def _unit(
        self, what: str, kind: OrganisationKind, number: int, rng: Random
    ) -> tuple[Organisation, bool]:
        trade = self.jobs.trades[number % len(self.jobs.trades)]
        place = rng.choice(self.places)
        name = {
            "firms": self.jobs.name(trade, number),
            "venues": f"{place.name}{number + 1}号活动中心",
            "teams": f"{place.name}第{number + 1}志愿服务队",
        }[what]
        return Organisation.objects.get_or_create(
            district=self.district,
            code=f"{what[:-1]}-{number + 1:04}",
            defaults={
                "name": name, "kind": kind, "place": place, "hotline": f"0532-77{number:06}",
            },
        )  # fmt: skip

    def _draft(self, kind: str, title: str, unit: Organisation, **told: object) -> Draft:
        own = Random(unit.code)
        lon, lat = unit.place.lon, unit.place.lat
        return Draft(
            kind=kind, title=title, provider=unit, place=unit.place, area=unit.place,
            mode="ON_SITE", contact="办公室", phone=unit.hotline,
            lon=None if lon is None else round(lon + own.uniform(-OFF, OFF), 6),
            lat=None if lat is None else round(lat + own.uniform(-OFF, OFF), 6),
            **told,  # type: ignore[arg-type]  # as the fields of a draft are
        )  # fmt: skip

    # --- Firms and their posts -----------------------------------------------------------------

    def _hire(self, unit: Organisation, number: int, rng: Random) -> None:
        jobs = Jobs(rng, self.jobs.book)
        trade = jobs.trades[number % len(jobs.trades)]
        for n in range(_share(JOBS, FIRMS, number)):
            title, _unit, told = jobs.told(unit, trade)
            draft = self._draft("JOB", title, unit, confirm_days=60, **told)
            at = self.at - timedelta(days=rng.betavariate(1, 3) * 80 + 0.1)
            post = self.press.publish(draft, at=at, key=uuid5(KEYS, f"{unit.code} {n}"))
            if rng.random() < 0.03 and post.capacity == 1:
                hired_at = min(self.at, at + timedelta(hours=20))
                self.press.hire(post, rng.choice(NAMES), asked_at=at, at=hired_at)

    # --- Rooms and who has them ----------------------------------------------------------------

    def _open(self, unit: Organisation, number: int, rng: Random) -> None:
        told = {
            "details": {"rules": "用后桌椅还原、关灯关窗。"},
            "confirm_days": 183,
            "price_fen": 0,
        }
        begun = self.at - timedelta(days=BACK + 20)
        draft = self._draft("VENUE", unit.name, unit, **told)
        venue = self.press.publish(draft, at=begun, key=uuid5(KEYS, unit.code))
        spaces = []
        for n, name in enumerate(rng.sample(ROOMS, rng.randint(1, 2))):
            space = Space(
                district=self.district, listing=venue, code=f"s{n}", name=name,
                seats=rng.choice((12, 20, 40, 80)), hours="Mo-Su 08:00-22:00; PH 08:00-22:00",
            )  # fmt: skip
            self.press.add(space)
            spaces.append(space)
        self._book(venue, spaces, _share(BOOKINGS, VENUES, number), rng)

    def _book(self, venue: Listing, spaces: Sequence[Space], count: int, rng: Random) -> None:
        """No two at one time: each is one of the hours of a day, drawn once."""
        today = timezone.localdate(self.at)
        hours = len(STARTS) * (BACK + AHEAD)
        for n, drawn in enumerate(sorted(rng.sample(range(len(spaces) * hours), count))):
            space, rest = spaces[drawn // hours], drawn % hours
            day = today + timedelta(days=rest // len(STARTS) - BACK)
            starts_at = _moment(day, STARTS[rest % len(STARTS)])
            asked_at = starts_at - timedelta(hours=rng.uniform(5, 300))
            asked_at = min(asked_at, self.at - timedelta(minutes=n % 600))
            state, ended_at = self._outcome(starts_at, asked_at, rng)
            self.press.booking(
                space, rng.choice(NAMES), f"{venue.title}：{rng.choice(USES)}"[:120],
                starts_at=starts_at, ends_at=starts_at + rng.choice(LENGTHS), asked_at=asked_at,
                key=uuid5(KEYS, f"{venue.key} {n}"), state=state, ended_at=ended_at,
            )  # fmt: skip

    def _outcome(
        self, starts_at: datetime, asked_at: datetime, rng: Random
    ) -> tuple[ClaimState, datetime | None]:
        if rng.random() < 0.1:
            return ClaimState.CANCELLED, asked_at + (min(starts_at, self.at) - asked_at) / 2
        if starts_at < self.at:
            return ClaimState.DONE, starts_at + timedelta(minutes=rng.randrange(10))
        return ClaimState.HELD, None

    # --- Teams and their shifts ----------------------------------------------------------------

    def _gather(self, unit: Organisation, _number: int, rng: Random) -> None:
        task = rng.choice(TASKS)
        told = {"details": {"tasks": f"{task}，听组长安排。"}, "confirm_days": 183, "price_fen": 0}
        begun = self.at - timedelta(days=rng.uniform(5, 90))
        shift = self.press.publish(
            self._draft("SHIFT", task, unit, **told), at=begun, key=uuid5(KEYS, unit.code)
        )
        today, start = timezone.localdate(self.at), rng.choice((9, 14, 17))
        for week in range(1, 9):
            day = today + timedelta(days=week * 7 - rng.randrange(7))
            starts_at = _moment(day, (start, 0))
            self.press.add(
                Slot(
                    district=self.district, listing=shift, key=uuid5(shift.key, str(week)),
                    starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
                    capacity=rng.choice((4, 6, 8, 12)),
                )
            )  # fmt: skip


def _share(whole: int, parts: int, number: int) -> int:
    """Of `whole`, in parts as unequal as firms are, together exactly all of it."""
    cuts = [whole * n * (n + parts) // (2 * parts * parts) for n in (number, number + 1)]
    return cuts[1] - cuts[0]


def _moment(day: date, start: tuple[int, int]) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(*start)))
