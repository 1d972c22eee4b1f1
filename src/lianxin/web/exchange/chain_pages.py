"""What the pages of needs, services and buildings show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form

from lianxin.web.exchange.kin import Relative
from lianxin.web.parts import Kpi, Link, Pager, Tab


@dataclass(frozen=True)
class Convert:
    """Make a service, or something to be built, of what was needed."""

    form: Form
    case: Relative | None
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class CameOf:
    """What a case led to."""

    ref: str
    became: Sequence[Relative]
    convert_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class ChainRow:
    url: str
    ref: str
    kind: str
    title: str
    unit: str
    progress: str
    came_from: Sequence[Relative]
    became: Sequence[Relative]
    on: date
    can_convert: bool


@dataclass(frozen=True)
class Chains:
    """From needs to services to what is built."""

    kpis: Sequence[Kpi]
    tabs: Sequence[Tab]
    rows: Sequence[ChainRow]
    pager: Pager
    export_url: str
    convert_url: str
    is_of_needs: bool
    crumbs: Sequence[Link]
