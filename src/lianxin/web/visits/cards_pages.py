from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from lianxin.web.parts import Deed, Fact, Link


@dataclass(frozen=True)
class Serving:
    """Who serves a building, for everybody."""

    name: str
    above: str
    servers: Sequence[Fact]
    hotlines: Sequence[Fact]
    report_url: str
    vcard_url: str
    plain: Sequence[Link]


@dataclass(frozen=True)
class DoorRow:
    label: str
    url: str


@dataclass(frozen=True)
class StairRow:
    label: str  # "" where the building has one
    doors: Sequence[DoorRow]


@dataclass(frozen=True)
class Cards:
    """The cards of a building. `doors` are those whose cards one may print; the addresses of the
    sheets are "" where there are none."""

    name: str
    above: str
    count: int
    stairs: Sequence[StairRow]
    doors_pdf_url: str
    doors_url: str  # to keep the list of doors, for who may
    building_pdf_url: str
    serving_url: str
    servers: Sequence[Fact]
    hotlines: Sequence[Fact]
    crumbs: Sequence[Link]
    here: str


@dataclass(frozen=True)
class DoorCard:
    """One household's card, held out on a phone for its owner to scan."""

    address: str
    qr: SafeString
    plain: Sequence[Link]
    pdf_url: str
    renew: Deed
    crumbs: Sequence[Link]
    here: str
