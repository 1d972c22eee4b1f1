"""Which cases tell of the same matter: near each other in place, time, class and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.queries import rules_of
from lianxin.cases.states import Outcome, State
from lianxin.language import similar
from lianxin.language.similar import Like, Text
from lianxin.network import geo
from lianxin.network import queries as network
from lianxin.network.models import Place, PlaceKind

MOST: Final = 500  # cases whose words are compared
KEPT: Final = 8  # of those found
OFFERED: Final = 0.1  # from this likeness on a case nearby is worth a look
SAME: Final = 0.15
"""From this likeness on, cases of one class, nearby and within hours of each other, are taken for
one matter. Of pairs that residents might send from one place and class (`tests/language/alike.py`:
354 of one matter, 999 of two) it holds for 91 % of the first and 1 % of the others; of those whose
words were never looked at while this was made for 43 % and none. `OFFERED`: 92 % and 2 %."""
METERS: Final = 111_195  # in one degree of latitude


@dataclass(frozen=True)
class Matter:
    """What is compared with others: a case, or a text that is still being typed."""

    place: Place
    text: Text
    class_code: str = ""
    lon: float | None = None
    lat: float | None = None
    but: UUID | None = None  # the case itself

    @classmethod
    def of(cls, case: Case) -> Matter:
        text = Text(case.subject, case.text)
        return cls(case.place, text, case.class_code, case.lon, case.lat, case.pk)


def likes(case: Case, *, at: datetime) -> list[Like[UUID]]:
    """The cases most like `case`, the likest first. Costs one to three queries."""
    return find(Matter.of(case), at=at)


def find(matter: Matter, *, at: datetime, among: CaseQuerySet | None = None) -> list[Like[UUID]]:
    """The candidates whose words are like those of `matter`, the likest first."""
    return _among(matter, candidates(matter, at=at, among=among))


def mains(matter: Matter, *, at: datetime) -> list[Case]:
    """Every matter nearby, whatever its class and words."""
    found = candidates(replace(matter, class_code=""), at=at)
    return _mains(found, {case.pk: case for case in found}, matter.place.district_id)


def offers(matter: Matter, *, at: datetime) -> list[Case]:
    """What somebody who types this may have meant, each matter once: of joined cases the main one.
    Nothing confidential is among them."""
    by_pk = {case.pk: case for case in candidates(matter, at=at)}
    found = [by_pk[like.key] for like in _among(matter, list(by_pk.values()))]
    return _mains(found, by_pk, matter.place.district_id)


def _mains(found: list[Case], by_pk: dict[UUID, Case], district_id: int) -> list[Case]:
    heads = [_main_of(case) for case in found]
    missing = [pk for pk in heads if pk not in by_pk]
    if missing:
        others = Case.objects.whole().filter(district_id=district_id, pk__in=missing)
        by_pk |= {case.pk: case for case in others if not case.is_confidential}
    return [by_pk[pk] for pk in dict.fromkeys(heads) if pk in by_pk]


def _main_of(case: Case) -> UUID:
    """The case that stands for the matter of `case`."""
    if case.state == State.JOINED and case.into_id:
        return case.into_id
    is_behind = case.state == State.RECEIVED and case.similar_to_id
    return case.similar_to_id if is_behind and case.similar_to_id else case.pk


def _among(matter: Matter, found: list[Case]) -> list[Like[UUID]]:
    texts = [(case.pk, Text(case.subject, case.text)) for case in found]
    likes = similar.among(matter.text, texts, most=KEPT, at_one_place=True)
    return [like for like in likes if like.score >= OFFERED]


def candidates(matter: Matter, *, at: datetime, among: CaseQuerySet | None = None) -> list[Case]:
    """Cases of the same class, or of none, nearby, that are open or came in lately; the newest
    first. Nearby is within the playbook's meters where both have a point, else in the same
    community."""
    rules = rules_of(matter.place.district_id).understanding
    cases = Case.objects.all() if among is None else among
    here = cases.filter(
        district_id=matter.place.district_id,
        place__in=_places(matter, rules.near_meters).values("pk"),
        is_confidential=False,
        parent__isnull=True,
    ).exclude(outcome=Outcome.WITHDRAWN)
    if matter.but:
        here = here.exclude(pk=matter.but)
    if matter.class_code:
        here = here.filter(class_code__in=[matter.class_code, ""])
    since = at - timedelta(weeks=rules.near_weeks)
    here = here.whole()
    recent = here.filter(received_at__gte=since).order_by("-received_at", "-id")[:MOST]
    older = here.open().filter(received_at__lt=since).order_by("-received_at", "-id")
    found = list(recent)
    found += older[: MOST - len(found)]
    area = _area(matter.place)
    return [case for case in found if _is_near(matter, area, case, rules.near_meters)]


def _places(matter: Matter, meters: int) -> QuerySet[Place]:
    """The matter's community, and those that its circle reaches into."""
    around = [matter.place]
    if matter.lon is not None and matter.lat is not None:
        up, aside = meters / METERS, meters / METERS / max(cos(radians(matter.lat)), 0.01)
        corners = [(aside, up), (aside, -up), (-aside, up), (-aside, -up)]
        points = [(matter.lon + x, matter.lat + y) for x, y in corners]
        found = [geo.place_at(matter.place.district_id, *point) for point in points]
        around += [place for place in found if place]
    paths = {_area(place) for place in around}
    exact = [path for path, is_whole in paths if not is_whole]
    below = network.places_below(
        matter.place.district_id, sorted(path for path, is_whole in paths if is_whole)
    )
    alone = Place.objects.filter(district_id=matter.place.district_id, path__in=exact)
    return below | alone


def _area(place: Place) -> tuple[str, bool]:
    """The path of the community, and that all below it counts. What is filed under a street or
    the district has no closer place: only what is filed there too is near it."""
    community = network.ancestor(place, PlaceKind.COMMUNITY)
    return (community or place).path, place.kind not in (PlaceKind.DISTRICT, PlaceKind.STREET)


def _is_near(matter: Matter, area: tuple[str, bool], case: Case, meters: int) -> bool:
    if matter.lon is None or matter.lat is None or case.lon is None or case.lat is None:
        path, is_whole = area
        return case.place.path == path or (is_whole and case.place.path.startswith(f"{path}/"))
    return distance((matter.lon, matter.lat), (case.lon, case.lat)) <= meters


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Meters between two points (longitude, latitude) that are not far from each other."""
    across = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(across, one[1] - other[1]) * METERS
