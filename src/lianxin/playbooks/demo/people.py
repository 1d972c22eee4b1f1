"""Those who do the work in the demo town: accounts, seats with terms, and who is on duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from lianxin.cases.models import Source
from lianxin.network import actions as network
from lianxin.network.models import District, Organisation, Place, Role, Seat, User
from lianxin.playbooks.demo import words

EARLIER = timedelta(days=60)  # seats began before the first case
OFFICERS = (Role.HANDLER, Role.UNIT_LEAD)
OPERATOR = {
    "name": "曹明远",
    "username": "cao.mingyuan",
    "role": Role.OPERATOR,
    "organisation": "dispatch",
    "title": "系统管理员",
    "demo": {
        "zh": "系统管理员。试试看人员和任职、发不出去的消息、后台任务。",
        "en": "Operator. Look at people and seats, messages that failed, and background tasks.",
    },
}


@dataclass(frozen=True)
class Account:
    """One of the accounts that visitors of the demo are offered."""

    username: str
    who: str
    what: Mapping[str, str]


def rows() -> list[dict[str, Any]]:
    return [*words.load("people")["people"], OPERATOR]


def accounts() -> list[Account]:
    units = {row["code"]: row["name"] for row in words.load("dachang")["organisations"]}
    return [
        Account(
            row["username"],
            f"{row['name']}　{units[row['organisation']]}　{row['title']}",
            row["demo"],
        )
        for row in rows()
        if "demo" in row
    ]


def units_of_visitors() -> list[str]:
    """Those in which a visitor of the demo can answer cases."""
    return [row["organisation"] for row in rows() if "demo" in row and row["role"] in OFFICERS]


def settle(
    district: District,
    units: Mapping[str, Organisation],
    places: Mapping[str, Place],
    *,
    begin: datetime,
    at: datetime,
    password: str,
    rng: Random,
) -> None:
    """Give everybody an account and a seat. Visitors' accounts get `password`, the others none."""
    first = timezone.localdate(begin - EARLIER)
    by_name = {place.name: place for place in places.values()}
    taken: set[tuple[str, str]] = set()
    for row in rows():
        user = network.create_account(district, row["username"], name=row["name"], by=None, at=at)
        unit = units[row["organisation"]]
        desk = (row["organisation"], row["role"])
        starts_on = first
        if desk in taken and "demo" not in row and rng.random() < 0.2:
            starts_on = first + timedelta(days=rng.randrange(90, 330))
            _seat_before(user, units, rng=rng, until=starts_on, first=first, at=at)
        taken.add(desk)
        ends_on = timezone.localdate(at) + timedelta(days=rng.choice((200, 560, 900)))
        for chair in (row, row.get("also")):
            if chair:
                place = _beat(chair, unit, by_name)
                _seat(user, unit, place, chair, starts_on=starts_on, ends_on=ends_on, at=at)
    visitors = [account.username for account in accounts()]
    User.objects.filter(district_id=district.pk, username__in=visitors).update(
        password=make_password(password)  # once: it takes a quarter of a second
    )


def _seat(
    user: User,
    unit: Organisation,
    place: Place,
    chair: Mapping[str, Any],
    *,
    starts_on: date,
    ends_on: date,
    at: datetime,
) -> None:
    network.seat_person(
        user,
        organisation=unit,
        role=chair["role"],
        place=place,
        title=chair["title"],
        starts_on=starts_on,
        ends_on=ends_on if chair["role"] in (Role.MANAGER, Role.UNIT_LEAD) else None,
        by=None,
        at=at,
    )


def _seat_before(
    user: User,
    units: Mapping[str, Organisation],
    *,
    rng: Random,
    until: date,
    first: date,
    at: datetime,
) -> None:
    """Where somebody who joined later sat until then."""
    unit = units[rng.choice(sorted(units))]
    network.seat_person(
        user,
        organisation=unit,
        role=Role.HANDLER,
        title="",
        starts_on=first,
        ends_on=until - timedelta(days=1),
        by=None,
        at=at,
    )


def _beat(row: Mapping[str, Any], unit: Organisation, places: Mapping[str, Place]) -> Place:
    """The grid that a title names, else where the organisation is; the desk has the district."""
    grid = next((name for name in places if name in row["title"] and "网格" in name), None)
    return places[grid] if grid else unit.place


class Roster:
    """Who could do what on which day, from the seats as they are. Read once."""

    def __init__(self, district: District) -> None:
        seats = Seat.objects.filter(district_id=district.pk).select_related("user", "place")
        self._by_unit: defaultdict[UUID, list[Seat]] = defaultdict(list)
        self._by_role: defaultdict[str, list[Seat]] = defaultdict(list)
        self._people: dict[UUID, User] = {}
        favourites = {account.username for account in accounts()}
        for seat in sorted(
            seats, key=lambda s: (s.user.username not in favourites, s.user.username)
        ):
            self._by_unit[seat.organisation_id].append(seat)
            self._by_role[seat.role].append(seat)
            self._people[seat.user_id] = seat.user

    def person(self, pk: UUID) -> User:
        return self._people[pk]

    def sits(self, user: UUID, unit: Organisation, on: date) -> bool:
        return any(
            seat.user_id == user and seat.role in OFFICERS and _is_live(seat, on)
            for seat in self._by_unit[unit.pk]
        )

    def officer(self, unit: Organisation, on: date, n: int) -> User:
        """A handler of the unit; its lead where there is none."""
        live = [seat for seat in self._by_unit[unit.pk] if _is_live(seat, on)]
        handlers = [seat for seat in live if seat.role == Role.HANDLER]
        return _one(handlers or [seat for seat in live if seat.role == Role.UNIT_LEAD], n)

    def desk(self, on: date, n: int) -> User:
        """A dispatcher of the whole district."""
        return _one(
            [
                seat
                for seat in self._by_role[Role.DISPATCHER]
                if seat.place.parent_id is None and _is_live(seat, on)
            ],
            n,
        )

    def relay(self, source: str, place: Place, on: date, n: int) -> User:
        """Who brings in what somebody else said: a volunteer, or the worker of that place."""
        role = Role.VOLUNTEER if source == Source.VOLUNTEER else Role.WORKER
        live = [seat for seat in self._by_role[role] if _is_live(seat, on)]
        near = [seat for seat in live if _shares(seat.place.path, place.path)]
        return _one(near or live, n)


def _shares(path: str, other: str) -> bool:
    """Whether two places lie in the same community (the third code of a path)."""
    return path.split("/")[:3] == other.split("/")[:3]


def _is_live(seat: Seat, on: date) -> bool:
    return seat.starts_on <= on and (seat.ends_on is None or on <= seat.ends_on)


def _one(seats: Iterable[Seat], n: int) -> User:
    """By chance, but the same for the same `n`; the first, whom visitors can be, more often."""
    found = list(seats)
    lot = Random(n).randrange(len(found) + 1)
    return found[lot % len(found)].user
