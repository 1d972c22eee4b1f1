"""Which places a lead looks at: those of the seats held today, or one chosen among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianxin.cases.models import NEVER, Case, CaseQuerySet
from lianxin.insight import queries as insight
from lianxin.insight.models import Axis, DayFigure
from lianxin.insight.queries import AREA, COMMUNITY, Period
from lianxin.network import queries as network
from lianxin.network.models import Place, Role, Seat, User
from lianxin.web.cases.fields import Places

LEADING = (Role.MANAGER, Role.AUDITOR, Role.DISPATCHER)


@dataclass(frozen=True)
class Scope:
    """`roots` are the topmost places somebody leads; `code` the one chosen below, or ""."""

    district_id: int
    roots: Sequence[Place]
    code: str = ""

    @classmethod
    def of(cls, user: User, seats: Sequence[Seat], *, code: str) -> Scope:
        assert user.district_id is not None  # a seat is of a district
        led = {seat.place.path: seat.place for seat in seats if seat.role in LEADING}
        tops = [led[path] for path in sorted(led) if not _covered(path, led.keys() - {path})]
        return cls(user.district_id, tops, code)

    @cached_property
    def below(self) -> list[Place]:
        """The places that can be chosen: streets and communities under the roots."""
        paths = [root.path for root in self.roots]
        found = [
            place
            for place in Places(self.district_id).all
            if depth(place) <= COMMUNITY and _covered(place.path, paths)
        ]
        return found + [root for root in self.roots if root not in found]

    @cached_property
    def chosen(self) -> Place | None:
        return next((place for place in self.below if place.code == self.code), None)

    @property
    def tops(self) -> Sequence[Place]:
        return [self.chosen] if self.chosen else self.roots

    @property
    def is_whole(self) -> bool:
        return any(top.parent_id is None for top in self.tops)

    @property
    def names(self) -> dict[str, str]:
        return {str(place.pk): place.name for place in self.below}

    def cases(self) -> CaseQuerySet:
        """What is confidential is counted day by day, but not shown to those who lead."""
        found: CaseQuerySet = Case.objects.filter(
            district_id=self.district_id, is_confidential=False
        )
        if self.is_whole:
            return found
        below = network.places_below(self.district_id, [top.path for top in self.tops])
        if all(depth(top) == AREA for top in self.tops):
            # of a street there are so many that the newest are found quicker among all than
            # by reading and sorting the street's
            return found.filter(Exists(below.filter(pk=OuterRef("place"))))
        return found.filter(place__in=below.values("pk"))

    def open_cases(self) -> CaseQuerySet:
        """The open ones, asked so that the index of open cases is read from end to end: what it
        costs does not grow with what has been closed."""
        opened: CaseQuerySet = Case.objects.filter(
            district_id=self.district_id, next_due_at__lte=NEVER, is_confidential=False
        ).open()
        if self.is_whole:
            return opened
        inside = Q()
        for top in self.tops:
            inside |= Q(place__path=top.path) | Q(place__path__startswith=f"{top.path}/")
        return opened.filter(inside)

    def figures(self, period: Period) -> tuple[QuerySet[DayFigure], Axis]:
        """What has been counted, and the axis that adds up to the whole. Below a street only
        communities are counted, not by unit or class."""
        if self.is_whole:
            return insight.figures(self.district_id, period, areas=[]), Axis.ALL
        if all(depth(top) == AREA for top in self.tops):
            areas = [top.pk for top in self.tops]
            return insight.figures(self.district_id, period, areas=areas), Axis.ALL
        paths = [top.path for top in self.tops]
        places = [place.pk for place in self.below if _covered(place.path, paths)]
        return insight.figures_at(self.district_id, period, places=places), Axis.PLACE


def depth(place: Place) -> int:
    """How many steps below the district."""
    return place.path.count("/")


def _covered(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in roots)
