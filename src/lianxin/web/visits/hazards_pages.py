"""What the pages of hazards show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import forms

from lianxin.web.parts import Ball, Deed, Fact, Kpi, Link, Moment, Pager, Photo
from lianxin.web.visits.hazards_forms import HazardForm


@dataclass(frozen=True)
class HazardRow:
    """`is_late`: should have been put right by now."""

    url: str
    ref: str
    text: str
    thing: str
    where: str
    state: str
    level: str
    unit: str
    due_on: date | None
    is_late: bool
    reported_at: datetime


@dataclass(frozen=True)
class Hazards:
    filters: forms.Form
    kpis: Sequence[Kpi]
    rows: Sequence[HazardRow]
    pager: Pager
    new_url: str
    export_url: str


@dataclass(frozen=True)
class HazardNew:
    form: HazardForm
    url: str
    crumbs: Sequence[Link]
    place_names: Sequence[str]


@dataclass(frozen=True)
class HazardPage:
    ref: str
    title: str
    state: str
    level: str
    ball: Ball
    facts: Sequence[Fact]
    photos: Sequence[Photo]
    deeds: Sequence[Deed]
    unit_names: Sequence[str]
    moments: Sequence[Moment]
    crumbs: Sequence[Link]
    here: str
