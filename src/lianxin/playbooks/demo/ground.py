"""The demo town's ground: its places and units as a playbook, and where stories happen on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from typing import Any

from shapely.geometry.base import BaseGeometry

from lianxin.playbooks import loader, together
from lianxin.playbooks.demo import shapes, words
from lianxin.playbooks.demo.stories import Spot
from lianxin.playbooks.demo.words import Scenario

CODE = 990102  # an invented administrative division
GRIDS = 5
BLOCKS = 8  # blocks with a card of their own, in the first compound of a community
LOCAL = {"COMMUNITY", "STREET_OFFICE"}
OF_ONE_PLACE = {*LOCAL, "PROPERTY"}
Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Community:
    code: str
    name: str
    street: str
    is_village: bool
    grids: Sequence[str]
    shapes: Sequence[BaseGeometry]
    compounds: Sequence[Row]
    roads: Sequence[str]
    landmarks: Sequence[str]


class TownGround:
    """Answers what stories ask of the town (`stories.Ground`). The same seed, the same town."""

    def __init__(self, seed: int) -> None:
        self.file = words.load("dachang")
        self.residents: Sequence[str] = words.load("people")["residents"]
        self.rng = Random(f"ground{seed}")
        self.names = {row["code"]: row["name"] for row in self.file["organisations"]}
        self._rows = {row["code"]: row for row in self.file["organisations"]}
        self._weights: dict[tuple[str, str], float] = {}

    @cached_property
    def communities(self) -> list[Community]:
        streets = [row["code"] for row in reversed(self.file["streets"])]  # inland first
        members = [[c for c in self.file["communities"] if c["street"] == s] for s in streets]
        cut = shapes.cut([[GRIDS] * len(own) for own in members], self.rng)
        return [
            self._community(row, cells)
            for own, groups in zip(members, cut.groups, strict=True)
            for row, cells in zip(own, groups, strict=True)
        ]

    def _community(self, row: Row, cells: Sequence[BaseGeometry]) -> Community:
        own = self.file["addresses"][row["name"]]
        return Community(
            code=row["code"],
            name=row["name"],
            street=row["street"],
            is_village=row["kind"] == "VILLAGE",
            grids=row["grids"],
            shapes=cells,
            compounds=own["compounds"],
            roads=own["roads"],
            landmarks=own["landmarks"],
        )

    # --- The town as a playbook ----------------------------------------------------------------

    def playbook(self) -> dict[str, Any]:
        """The way of working of 大场镇, on the demo town's ground and with its units."""
        book = loader.read("dachang")
        own = {name: part for name, part in book.items() if name not in together.SECTIONS}
        return {
            **own,
            "district": {
                "code": CODE,
                "slug": self.file["district"]["code"],
                "name": self.file["district"]["name"],
                "name_en": "Wanghai New Area",
                "ref_prefix": "WH",
            },
            "places": list(self._places()),
            "units": [self._unit(row) for row in self.file["organisations"]],
            "duties": list(self._duties()),
        }

    def _places(self) -> Iterator[dict[str, Any]]:
        root = self.file["district"]["code"]
        every = [shape for c in self.communities for shape in c.shapes]
        yield {"code": root, "kind": "DISTRICT", "name": self.file["district"]["name"],
               "shape": shapes.geojson(shapes.joined(every))}  # fmt: skip
        for street in self.file["streets"]:
            own = [s for c in self.communities if c.street == street["code"] for s in c.shapes]
            yield {"code": street["code"], "kind": "STREET", "name": street["name"],
                   "parent": root, "shape": shapes.geojson(shapes.joined(own))}  # fmt: skip
        for community in self.communities:
            yield from self._inside(community)

    def _inside(self, community: Community) -> Iterator[dict[str, Any]]:
        yield {"code": community.code, "kind": "COMMUNITY", "name": community.name,
               "parent": community.street,
               "shape": shapes.geojson(shapes.joined(community.shapes))}  # fmt: skip
        for n, (name, shape) in enumerate(zip(community.grids, community.shapes, strict=True)):
            yield {"code": _grid(community, n), "kind": "GRID", "name": name,
                   "parent": community.code, "shape": shapes.geojson(shape)}  # fmt: skip
        for kind, rows in (("CAMPUS", self.file["campuses"]), ("PARK", self.file["parks"])):
            for row in rows:
                if row["community"] == community.code:
                    ground = shapes.yard(community.shapes[-1], 330, _own(row["name"]))
                    yield {"code": row["organisation"], "kind": kind, "name": row["name"],
                           "parent": community.code,
                           "shape": shapes.geojson(ground)}  # fmt: skip
        yield from self._blocks(community)

    def _blocks(self, community: Community) -> Iterator[dict[str, Any]]:
        """The blocks of the first compound: on their doors hang the cards with the QR code."""
        for compound in community.compounds[:1]:
            count = min(compound["buildings"], BLOCKS)
            ground = community.shapes[0]
            blocks = shapes.houses(ground, count, _own(compound["name"]))
            for n, block in enumerate(blocks, 1):
                yield {"code": _block(community, n), "kind": "BUILDING",
                       "name": f"{compound['name']}{n}号楼", "parent": _grid(community, 0),
                       "shape": shapes.geojson(block)}  # fmt: skip

    def _unit(self, row: Row) -> dict[str, Any]:
        codes = {c.name: c.code for c in self.communities}
        codes |= {street["name"]: street["code"] for street in self.file["streets"]}
        unit = {"code": row["code"], "kind": row["kind"], "name": row["name"]}
        return {**unit, "place": codes[row["place"]]} if row["place"] in codes else unit

    def _duties(self) -> Iterator[dict[str, Any]]:
        """Of the units for one class, those first that most of its scenarios name first. Is that
        one for the whole district, it comes first in every community, too."""
        first = Counter((s.class_code, s.units[0]) for s in words.scenarios() if s.units)
        every = [community.code for community in self.communities]
        for code in {code: None for row in self.file["organisations"] for code in row["handles"]}:
            rows = [row for row in self.file["organisations"] if code in row["handles"]]
            rows.sort(key=lambda row: (row["kind"] == "CAMPUS", -first[code, row["code"]]))
            for row in rows:
                if row["kind"] == "DISPATCH_CENTRE":
                    continue
                places = self._answers_in(row)
                for place in [*every, ""] if row is rows[0] and places == [""] else places:
                    yield {
                        "class": code,
                        "unit": row["code"],
                        **({"place": place} if place else {}),
                    }

    def _answers_in(self, row: Row) -> Sequence[str]:
        """A university is asked for by many, and answers for its own ground alone."""
        if row["kind"] == "CAMPUS":
            return [next(c.code for c in self.communities if c.name == row["place"])]
        return self._reach(row)

    def _reach(self, row: Row) -> Sequence[str]:
        """The places an organisation answers for; "" is the whole district."""
        if "serves" in row:
            return list(row["serves"])
        return [row["code"]] if row["kind"] in LOCAL else [""]

    # --- Where a story happens -----------------------------------------------------------------

    def spot(self, scenario: Scenario, rng: Random) -> Spot:
        return self._spot_in(self._choose(scenario, rng), scenario, rng)

    def spot_near(self, spot: Spot, scenario: Scenario, rng: Random) -> Spot:
        """Another of the same community, where the same units serve."""
        community = next(c for c in self.communities if c.name == spot.blanks["community"])
        return self._spot_in(community, scenario, rng)

    def _spot_in(self, community: Community, scenario: Scenario, rng: Random) -> Spot:
        grid = rng.randrange(GRIDS)
        compound = rng.choices(community.compounds, [3, 2, 1][: len(community.compounds)])[0] if (
            community.compounds) else None  # fmt: skip
        blanks = self._blanks(community, compound, rng)
        place, shape = _grid(community, grid), community.shapes[grid]
        address = blanks["road"]
        if scenario.setting in ("campus", "park"):
            place = self._yard(scenario.setting, community)
            shape = community.shapes[-1]
            address = blanks["landmark"]
        elif compound and scenario.setting == "compound":
            address = f"{blanks['compound']}{blanks['building']}{blanks['unit']}"
            place, shape = self._home(community, compound, blanks["building"])
        elif scenario.setting in ("public", "shop"):
            address = f"{blanks['road']}{blanks['landmark']}附近"
        x, y = shapes.spot(shape, rng)
        lon, lat = shapes.degrees(x, y)
        return Spot(place, lon, lat, address, self._serving(community), blanks)

    def _choose(self, scenario: Scenario, rng: Random) -> Community:
        found = [c for c in self.communities if self._suits(c, scenario)]
        return rng.choices(found, [self._weight(scenario.class_code, c) for c in found])[0]

    def _suits(self, community: Community, scenario: Scenario) -> bool:
        if scenario.setting in ("campus", "park"):
            return bool(self._yard(scenario.setting, community))
        if scenario.setting == "village":
            return community.is_village
        return not (community.is_village and scenario.setting in ("compound", "shop"))

    def _yard(self, setting: str, community: Community) -> str:
        rows = self.file["campuses" if setting == "campus" else "parks"]
        return next((r["organisation"] for r in rows if r["community"] == community.code), "")

    def _weight(self, class_code: str, community: Community) -> float:
        """Troubles come in heaps: each class has its own bad corners."""
        key = class_code, community.code
        if key not in self._weights:
            self._weights[key] = Random("/".join(key)).paretovariate(1.6)
        return self._weights[key]

    def _home(
        self, community: Community, compound: Row, building: str
    ) -> tuple[str, BaseGeometry]:
        first = community.compounds.index(compound)
        number = int(building.removesuffix("号楼"))
        if first == 0 and number <= BLOCKS:
            return _block(community, number), community.shapes[0]
        grid = (first * 2 + number % 2) % GRIDS
        return _grid(community, grid), community.shapes[grid]

    def _blanks(self, community: Community, compound: Row | None, rng: Random) -> dict[str, str]:
        blanks = {
            "community": community.name,
            "road": rng.choice(community.roads),
            "landmark": rng.choice(community.landmarks),
            "compound": community.name,
            "building": f"{rng.randint(1, 9)}组",
            "unit": f"{rng.randint(3, 60)}号",
            "floor": "",
        }
        if compound:
            number = min(int(rng.paretovariate(0.7)), compound["buildings"])
            blanks |= {
                "compound": compound["name"],
                "building": f"{number}号楼",
                "unit": f"{rng.randint(1, compound['units'])}单元",
                "floor": f"{rng.randint(min(2, compound['floors']), compound['floors'])}楼",
            }
        return blanks

    @cache  # noqa: B019  there is one ground
    def _serving(self, community: Community) -> frozenset[str]:
        return frozenset(
            row["code"]
            for row in self.file["organisations"]
            if {"", community.code, community.street} & set(self._reach(row))
        )

    # --- Who -----------------------------------------------------------------------------------

    def unit(self, scenario: Scenario, spot: Spot, rng: Random) -> str:  # noqa: ARG002 a rule, no chance
        return next((u for u in scenario.units if u in spot.units), scenario.units[0])

    def other_unit(self, scenario: Scenario, unit: str, rng: Random) -> str:
        """Another that handles such things, anywhere in the district."""
        often = {
            code: n
            for code, n in self._named[scenario.class_code].items()
            if code not in (unit, "dispatch") and "" in self._reach(self._rows[code])
        }
        fallback = "cityman" if unit != "cityman" else "housing"
        return rng.choices(list(often), list(often.values()))[0] if often else fallback

    @cached_property
    def _named(self) -> Mapping[str, Counter[str]]:
        """How many scenarios of a class name a unit."""
        named: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for scenario in words.scenarios():
            named[scenario.class_code].update(scenario.units)
        return named

    def meant(self, code: str, spot: Spot) -> str:
        """`code`, or the one of its kind (a property company, a village) that serves there."""
        kind = self._rows[code]["kind"] if code in self._rows else ""
        if code in spot.units or kind not in OF_ONE_PLACE:
            return code
        return next((u for u in sorted(spot.units) if self._rows[u]["kind"] == kind), code)

    def unit_name(self, code: str) -> str:
        return str(self.names[code])

    def requester(self, scenario: Scenario, rng: Random) -> Mapping[str, str]:
        if scenario.kind == "ENTERPRISE":
            firms = [row["name"] for row in self.file["organisations"] if row["kind"] == "FIRM"]
            return {"name": rng.choice(firms), "phone": _phone(rng)}
        chance = rng.random()
        if chance < 0.22:
            return {}
        contact = {"name": rng.choice(self.residents), "phone": _phone(rng)}
        return {**contact, "email": f"resident{rng.randrange(900)}@example.org"} if (
            chance > 0.93) else contact  # fmt: skip


def _phone(rng: Random) -> str:
    """Eleven digits that no operator gives out."""
    return f"100{rng.randrange(10**8):08}"


def _grid(community: Community, n: int) -> str:
    return f"{community.code}-g{n + 1}"


def _block(community: Community, n: int) -> str:
    return f"{community.code.partition('-')[2]}-{n:02}"


def _own(seed: str) -> Random:
    return Random(seed)
