"""Find listings: by words and what is called otherwise, place, time, audience, cost and kind.

`read` understands what an address or a saved search says; `found` gives the best first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from lianxin.catalogue import findable
from lianxin.catalogue.findable import LISTED
from lianxin.catalogue.models import Collection, CollectionItem
from lianxin.catalogue.wording import Wordings
from lianxin.exchange.kinds import KINDS, As
from lianxin.exchange.models import Listing, ListingQuerySet, Slot
from lianxin.exchange.states import Shape
from lianxin.kernel import calendar
from lianxin.network import hours as opening
from lianxin.network import queries as network
from lianxin.network.models import Place
from lianxin.search import queries as search

EDUCATION: Final = ("NONE", "SECONDARY", "COLLEGE", "BACHELOR", "MASTER", "DOCTOR")
WITHIN: Final = (500, 1_000, 2_000, 5_000)  # metres
MOST_NEAR: Final = 500
MOST_COLLECTED: Final = 200  # by a question
METRES: Final = 111_320  # a degree of latitude
OPENING: Final = (Shape.NONE, Shape.BOOKING, Shape.ORDER, Shape.PLACE)
NAMES: Final = (
    "q", "kind", "side", "mode", "whom", "cost", "place", "firm", "employment", "education", "pay",
    "skill", "day", "open", "longitude", "latitude", "within", "collection",
)  # fmt: skip


@dataclass(frozen=True)
class Near:
    lon: float
    lat: float
    metres: int

    def metres_to(self, lon: float, lat: float) -> float:
        """On ground this small the Earth is flat."""
        east = (lon - self.lon) * math.cos(math.radians(self.lat))
        return math.hypot(east, lat - self.lat) * METRES


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty, everything that is public. Of each of `marks`
    (`findable.any_of`) a listing has one."""

    q: str = ""
    marks: Sequence[Sequence[str]] = ()
    kinds: Sequence[str] = ()
    day: date | None = None  # with a session that has room
    is_open: bool = False  # now
    near: Near | None = None
    since: datetime | None = None  # published, or confirmed anew; in a collection, added
    collection: Collection | None = None
    told: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def is_ranked(self) -> bool:
        """Whether one is before the other; else the newest is first."""
        return bool(self.q) or self.near is not None

    def but(self, **other: str) -> Mapping[str, str]:
        """What was told, otherwise in some."""
        return {name: value for name, value in {**self.told, **other}.items() if value}


@dataclass(frozen=True)
class Hit:
    """It `is_near` where it is called otherwise, `is_loose` where it has a part of what was asked,
    `is_mention` where it merely says so in its text."""

    pk: UUID
    metres: int | None = None
    is_near: bool = False
    is_loose: bool = False
    is_mention: bool = False


@dataclass(frozen=True)
class Hits:
    rows: Sequence[Hit] = ()
    count: int = 0
    is_capped: bool = False
    so_called: int = 0  # of them, neither otherwise nor in part

    @property
    def is_loose(self) -> bool:
        """Nothing is quite what was asked for."""
        return any(row.is_loose or row.is_mention for row in self.rows[:1])


def read(district_id: int, told: Mapping[str, str]) -> Wanted:
    """What is asked by the names of an address; what makes no sense there is left out."""
    told = {name: told[name].strip() for name in NAMES if told.get(name, "").strip()}
    kind = told.get("kind", "")
    kinds = (kind,) if kind in KINDS else ()
    collection = _collection(district_id, told.get("collection", ""))
    is_gone = "collection" in told and collection is None
    nothing = [findable.any_of(findable.UNIT, ["nobody"])] if is_gone else []
    return Wanted(
        q=told.get("q", ""),
        marks=[one for one in _marks(district_id, told, kind) if one] + nothing,
        kinds=kinds,
        day=_day(told.get("day", "")),
        is_open=bool(told.get("open")),
        near=_near(told),
        collection=collection,
        told=told,
    )


def found(district_id: int, wanted: Wanted, *, at: datetime, most: int = 200) -> list[UUID]:
    """The ids of what fits, best first: by its words where there are any, else the nearest, else
    the newest. At most 200 where it is ranked."""
    if wanted.is_ranked:
        return [hit.pk for hit in ranked(district_id, wanted, at=at, limit=most).rows]
    return [pk for _number, pk in newest(district_id, wanted, at=at, most=most)]


def ranked(
    district_id: int,
    wanted: Wanted,
    *,
    at: datetime,
    limit: int,
    after: int = 0,
    with_mentions: bool = False,
) -> Hits:
    """The best first. What merely mentions what was asked is left out where something is called
    so, but for `with_mentions`."""
    if not wanted.q:
        return _nearest(district_id, wanted, at=at, limit=limit, after=after)
    among = _among(district_id, wanted, at=at)
    found = search.find(
        district_id,
        wanted.q,
        kinds=[LISTED],
        among=None if among is None else {LISTED: among},
        marks=wanted.marks,
        wordings=Wordings(wanted.q, wanted.kinds).all(with_mentions=with_mentions),
        limit=limit,
        after=after,
    )
    rows = [
        Hit(
            row.thing_id,
            is_near=row.asked.is_near,
            is_loose=row.asked.is_loose,
            is_mention=row.asked.is_mention,
        )
        for row in found.rows
    ]
    so_called = sum(not (a.is_near or a.is_loose or a.is_mention) for a in found.asked)
    return Hits(rows, found.count, found.is_capped, so_called)


def mentions(district_id: int, wanted: Wanted, hits: Hits, *, most: int = 200) -> int:
    """How many merely mention what was asked, beside what `hits` hold; no further than `most`."""
    asked = Wordings(wanted.q, wanted.kinds)
    if not asked.needed or hits.is_loose or hits.is_capped:
        return 0
    found = search.count(district_id, asked.mentioned, kind=LISTED, marks=wanted.marks, most=most)
    return max(0, found - hits.so_called)


def newest(
    district_id: int,
    wanted: Wanted,
    *,
    at: datetime,
    most: int,
    **border: Any,
) -> list[tuple[int, UUID]]:
    """With their numbers, by which pages go on; `border` as `search.queries.newest` takes it."""
    among = _among(district_id, wanted, at=at)
    return search.newest(
        district_id, kind=LISTED, marks=wanted.marks, among=among, most=most, **border
    )


def counts(district_id: int, asked: Sequence[Wanted], *, most: int) -> list[int]:
    """How many the marks of each leave; not further than `most`. One query."""
    marks = [wanted.marks for wanted in asked]
    return search.counts(district_id, kind=LISTED, marks=marks, most=most)


def _nearest(district_id: int, wanted: Wanted, *, at: datetime, limit: int, after: int) -> Hits:
    near = wanted.near
    assert near is not None  # what is ranked has words or is near
    found = newest(district_id, wanted, at=at, most=MOST_NEAR)
    spots = Listing.objects.filter(district_id=district_id, pk__in=[pk for _number, pk in found])
    rows = spots.values_list("pk", "lon", "lat", "place__lon", "place__lat")
    measured = sorted(
        (near.metres_to(lon, lat), pk)
        for pk, own_lon, own_lat, place_lon, place_lat in rows
        for lon, lat in [(place_lon, place_lat) if own_lon is None else (own_lon, own_lat)]
        if lon is not None and lat is not None
    )
    inside = [Hit(pk, round(metres)) for metres, pk in measured if metres <= near.metres]
    return Hits(inside[after : after + limit], len(inside), len(found) == MOST_NEAR)


def _among(district_id: int, wanted: Wanted, *, at: datetime) -> ListingQuerySet | None:
    """What the index cannot tell, because it changes by the hour, or is a circle."""
    if not (wanted.day or wanted.is_open or wanted.near or wanted.since or wanted.collection):
        return None
    among: ListingQuerySet = Listing.objects.filter(district_id=district_id).public()
    if wanted.collection:
        among = among.filter(_belongs(wanted.collection, since=wanted.since, at=at))
    elif wanted.since:
        among = among.filter(confirmed_at__gt=wanted.since)
    if wanted.day:
        begins = timezone.make_aware(datetime.combine(wanted.day, time()))
        slots = Slot.objects.filter(
            district_id=district_id,
            starts_at__gte=begins,
            starts_at__lt=begins + timedelta(days=1),
            cancelled_at=None,
        )
        among = among.filter(pk__in=[slot.listing_id for slot in slots if slot.free > 0])
    if wanted.is_open:
        kinds = wanted.kinds or [k for k, kind in KINDS.items() if kind.shape in OPENING]
        among = among.filter(kind__in=kinds, hours__in=_open_hours(district_id, kinds, at=at))
    return _around(among, wanted.near) if wanted.near else among


def collected(collection: Collection, *, at: datetime) -> ListingQuerySet:
    """All that belongs to it, those that the public sees."""
    every: ListingQuerySet = Listing.objects.filter(district_id=collection.district_id).public()
    return every.filter(_belongs(collection, since=None, at=at))


def _belongs(collection: Collection, *, since: datetime | None, at: datetime) -> Q:
    """What was picked, `since` a moment, and what fits its question."""
    district_id = collection.district_id
    picked = CollectionItem.objects.filter(district_id=district_id, collection=collection)
    if since:
        picked = picked.filter(added_at__gt=since)
    belongs = Q(pk__in=picked.values("listing"))
    asked = {name: value for name, value in collection.asked.items() if name != "collection"}
    if asked:
        wanted = replace(read(district_id, asked), since=since)
        belongs |= Q(pk__in=_fitting(district_id, wanted, at=at))
    return belongs


def _fitting(district_id: int, wanted: Wanted, *, at: datetime) -> list[UUID]:
    """What is quite what was asked, and nothing else."""
    if not wanted.is_ranked:
        return found(district_id, wanted, at=at, most=MOST_COLLECTED)
    hits = ranked(district_id, wanted, at=at, limit=MOST_COLLECTED)
    return [] if hits.is_loose else [hit.pk for hit in hits.rows]


def _collection(district_id: int, text: str) -> Collection | None:
    """None for one that is not public."""
    try:
        pk = UUID(text)
    except ValueError:
        return None
    found: Collection | None = (
        Collection.objects.filter(district_id=district_id, pk=pk)
        .public()
        .select_related("provider")
        .first()
    )
    return found


def _open_hours(district_id: int, kinds: Sequence[str], *, at: datetime) -> list[str]:
    """Of all opening hours that are told, those by which it is open at that moment."""
    public = Listing.objects.filter(district_id=district_id, kind__in=kinds).public()
    told = public.exclude(hours="").order_by().values_list("hours", flat=True).distinct()
    is_working = calendar.load(district_id).is_working_day
    return [text for text in told if opening.is_open(text, at, is_working=is_working)]


def _around(among: ListingQuerySet, near: Near) -> ListingQuerySet:
    """What stands in the square around the circle; without a point of its own, its place does."""
    high = near.metres / METRES
    wide = high / max(0.01, math.cos(math.radians(near.lat)))
    lons, lats = (near.lon - wide, near.lon + wide), (near.lat - high, near.lat + high)
    placed = Q(lat=None, place__lon__range=lons, place__lat__range=lats)
    around: ListingQuerySet = among.filter(Q(lon__range=lons, lat__range=lats) | placed)
    return around


# --- From words of an address to marks ---------------------------------------------------------


def _marks(district_id: int, told: Mapping[str, str], kind: str) -> list[tuple[str, ...]]:
    one = {
        "kind": findable.KIND, "side": findable.SIDE, "mode": findable.MODE, "whom": findable.WHOM,
    }  # fmt: skip
    marks = [findable.any_of(letter, [told[name]]) for name, letter in one.items() if name in told]
    cost = told.get("cost", "")
    if cost.isascii() and cost.isdigit() and int(cost) in findable.PRICES:
        marks.append(findable.any_of(findable.COST, [cost]))
    if "place" in told:
        marks.append(_of_place(network.place_coded(district_id, told["place"]), kind))
    if "firm" in told:
        unit = network.unit_coded(district_id, told["firm"])
        marks.append(findable.any_of(findable.UNIT, [unit.pk.hex if unit else "nobody"]))
    return marks + _of_details(told, kind)


def _of_place(place: Place | None, kind: str) -> tuple[str, ...]:
    """What stands in its tree; of services also what comes there."""
    if place is None:
        return ()
    inside = findable.any_of(findable.INSIDE, [place.code])
    if kind in KINDS and KINDS[kind].is_somewhere:
        return inside
    above = [one.code for one in network.ancestors(place)]
    return inside + findable.any_of(findable.SERVES, [*above, findable.EVERYWHERE])


def _of_details(told: Mapping[str, str], kind: str) -> list[tuple[str, ...]]:
    """What only jobs have: how one works, what one brings and is paid."""
    if kind not in KINDS:
        return []
    names = {detail.name: detail.typed for detail in KINDS[kind].details}
    marks = []
    if "employment" in told and "employment" in names:
        marks.append(findable.any_of("employment", [told["employment"]]))
    if told.get("education") in EDUCATION and "education" in names:
        enough = EDUCATION[: EDUCATION.index(told["education"]) + 1]
        marks.append(findable.any_of("education", ["", *enough]))
    pay = told.get("pay", "")
    if pay.isascii() and pay.isdigit() and int(pay) in findable.PAYS and "pay_from" in names:
        marks.append(findable.any_of("pay_from", [pay]))
    if "skill" in told:
        listed = [name for name, typed in names.items() if typed is As.WORDS]
        marks.append(tuple(findable.mark(name, told["skill"]) for name in listed))
    return marks


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _near(told: Mapping[str, str]) -> Near | None:
    try:
        lon, lat = float(told["longitude"]), float(told["latitude"])
        metres = int(told.get("within", WITHIN[1]))
    except (KeyError, ValueError):
        return None
    is_there = abs(lon) <= 180 and abs(lat) < 90  # noqa: PLR2004  degrees
    return Near(lon, lat, metres) if is_there and metres in WITHIN else None
