"""Who serves a building: its steward, the unit that calls at its doors, the units that stand by
it, and the numbers to call. Asked anew each time, so what a card leads to is always current."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lianxin.bodies import queries as bodies
from lianxin.network import queries as network
from lianxin.network.models import Place
from lianxin.visits import queries
from lianxin.visits.models import Household
from lianxin.web import hotlines as numbers
from lianxin.web.parts import Fact

NUMBERS = 5
STANDING_BY = 2


@dataclass(frozen=True)
class Server:
    """Somebody to turn to. `phone` is a public one, or one that its owner gives to those whom she
    serves; `what` says what she or it is there for, since when."""

    name: str
    what: str
    phone: str

    @property
    def fact(self) -> Fact:
        url = f"tel:{self.phone}" if self.phone else ""
        return Fact(self.what, f"{self.name} {self.phone}".strip(), url)


def of_place(place: Place, *, on: date, is_served: bool) -> list[Server]:
    """`is_served`: told to somebody who lives there, so with the number of the steward."""
    return [*_stewards(place, on=on, is_served=is_served), *_standing_by(place, on=on)]


def of_doors(doors: Sequence[Household], *, on: date) -> list[list[Server]]:
    """Of each of some doors of one building: the same, and the unit that calls there."""
    if not doors:
        return []
    units = queries.units_calling_at(doors, on=on)
    all_have = of_place(doors[0].building, on=on, is_served=True)
    return [
        [
            *all_have,
            *(Server(unit.name, _("走访单位"), unit.hotline) for unit in units.get(one.pk, ())),
        ]
        for one in doors
    ]


def hotlines(place: Place) -> list[Fact]:
    above = [one.path for one in network.ancestors(place)]
    return numbers.hotlines(place.district_id, above=above, most=NUMBERS)


def _stewards(place: Place, *, on: date, is_served: bool) -> list[Server]:
    found = bodies.points_of_place(place, on=on)
    since = _("楼长（%s 起）")
    return [
        Server(one.name, since % f"{one.starts_on:%Y-%m}", (one.phone or "") if is_served else "")
        for one in found
    ]


def _standing_by(place: Place, *, on: date) -> list[Server]:
    """Contact points are organisations, the nearest first."""
    told = {one.unit: one for one in network.pairings_at(place, None, on=on)}
    return [Server(unit.name, _("结对单位"), unit.hotline) for unit in told][:STANDING_BY]
