"""What the pages of buildings and their doors show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms

from lianxin.web.parts import Deed, Link


@dataclass(frozen=True)
class HouseRow:
    url: str
    name: str
    area: str
    doors: int


@dataclass(frozen=True)
class Doors:
    """The buildings of one community whose doors one keeps."""

    filters: forms.Form
    rows: Sequence[HouseRow]
    bring_url: str


@dataclass(frozen=True)
class OneDoor:
    """`note` says until when nobody calls."""

    label: str
    note: str


@dataclass(frozen=True)
class Floor:
    label: str
    doors: Sequence[OneDoor]


@dataclass(frozen=True)
class Stair:
    """The highest floor first, as the building stands."""

    label: str
    floors: Sequence[Floor]


@dataclass(frozen=True)
class BuildingPage:
    name: str
    above: str
    count: int
    spared: int
    stairs: Sequence[Stair]
    cards_url: str
    hazard_url: str
    export_url: str
    deeds: Sequence[Deed]
    crumbs: Sequence[Link]
    here: str
