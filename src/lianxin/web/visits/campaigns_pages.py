"""What the pages of campaigns show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Ball, Chart, Deed, Fact, Kpi, Link, Moment, Pager, Spot, Tab
from lianxin.web.visits.campaigns_forms import CampaignForm


@dataclass(frozen=True)
class CampaignRow:
    """`whole` is what may be called at; `percent` None where there is nothing yet."""

    url: str
    ref: str
    title: str
    unit: str
    period: str
    state: str
    level: str
    done: int
    whole: int
    percent: int | None
    wanted: int


@dataclass(frozen=True)
class Campaigns:
    filters: forms.Form
    rows: Sequence[CampaignRow]
    pager: Pager
    new_url: str


@dataclass(frozen=True)
class CampaignNew:
    form: CampaignForm
    url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Covered:
    """Of one area, building or person; the figures lead to the calls."""

    name: str
    url: str
    done_url: str
    left_url: str
    spared_url: str
    whole: int
    done: int
    percent: int | None
    left: int
    spared: int  # that need no visit


@dataclass(frozen=True)
class Week:
    """`done` in the week that begins on the day, `so_far` by its end, beside what should be."""

    begins_on: date
    url: str
    done: int
    so_far: int
    wanted: int


@dataclass(frozen=True)
class CampaignPage:
    ref: str
    title: str
    about: str
    state: str
    level: str
    ball: Ball
    kpis: Sequence[Kpi]
    facts: Sequence[Fact]
    chart: Chart | None
    tabs: Sequence[Tab]
    heading: str
    covered: Sequence[Covered]
    more: Sequence[Covered]
    weeks: Sequence[Week]
    spot: Spot | None
    export_url: str
    deeds: Sequence[Deed]
    moments: Sequence[Moment]
    crumbs: Sequence[Link]
    here: str


@dataclass(frozen=True)
class CallRow:
    pk: UUID
    where: str
    area: str
    officer: str
    state: str
    level: str
    tries: int
    done_on: date | None
    is_left: bool


@dataclass(frozen=True)
class CampaignCalls:
    """`hand` is None for who moves nothing here."""

    title: str
    chosen: str
    filters: forms.Form
    rows: Sequence[CallRow]
    pager: Pager
    hand: Keyed | None
    hand_url: str
    checked: Sequence[Any]
    left: str
    here_url: str
    export_url: str
    crumbs: Sequence[Link]
