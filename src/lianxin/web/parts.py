"""What the parts in `templates/parts/` are given, where a few plain values would not be enough.

Pages put these into their typed context. A part never asks the database anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.forms import Form


class Level(StrEnum):
    """How a thing stands. Shown as a colour, and always as a shape or word beside it."""

    PLAIN = ""
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Kpi:
    """One figure. `url` leads to the rows it counts; `note` holds the denominator or change."""

    label: str
    value: str
    url: str = ""
    unit: str = ""
    note: str = ""
    icon: str = ""
    level: Level = Level.PLAIN
    trend: Sequence[float] = ()


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline, newest or oldest first as the page likes."""

    at: datetime
    verb: str
    who: str = ""
    note: str = ""
    icon: str = "circle-dot"
    level: Level = Level.PLAIN
    is_now: bool = False
    is_internal: bool = False


@dataclass(frozen=True)
class Ball:
    """Who has the ball, until when, and what happens next."""

    holder: str
    next_step: str
    due_at: datetime | None = None
    is_done: bool = False
    is_paused: bool = False
    is_provisional: bool = False
    open_end: str = ""  # what to say where no time is promised


@dataclass(frozen=True)
class Step:
    label: str
    is_done: bool = False
    is_current: bool = False


@dataclass(frozen=True)
class Deed:
    """What may be done with the thing of a page, and its form; the button says `label`."""

    name: str
    label: str
    icon: str
    url: str
    form: Form
    is_main: bool = False
    note: str = ""
    takes_files: bool = False


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Bar:
    """One of several lengths under each other; `share` is of the longest, in percent."""

    label: str
    value: str
    share: float
    note: str = ""
    level: Level = Level.PLAIN

    @classmethod
    def lengths(cls, rows: Sequence[tuple[str, str, float]]) -> list[Bar]:
        """From (label, value in words, length), the longest filling its line."""
        longest = max((length for _label, _value, length in rows), default=0) or 1
        return [cls(label, value, 100 * length / longest) for label, value, length in rows]


@dataclass(frozen=True)
class Tile:
    """One of several things to go to. `count`: how much there is of it, "" where nobody counts."""

    label: str
    icon: str
    url: str
    count: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Photo:
    url: str
    alt: str
    thumbnail_url: str = ""


@dataclass(frozen=True)
class Pager:
    """Keyset paging: an empty address hides the link."""

    first_url: str = ""
    earlier_url: str = ""
    later_url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Spot:
    """A place on the district's map. `shapes_url` answers GeoJSON; coordinates are WGS-84."""

    address: str
    latitude: float | None = None
    longitude: float | None = None
    shapes_url: str = ""


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[float]
    kind: str = "bar"


@dataclass(frozen=True)
class Chart:
    """`labels` along the axis; each series has one value a label. The table shows the same."""

    key: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    label_heading: str = ""
    rows: list[tuple[str, list[float]]] = field(init=False)

    def __post_init__(self) -> None:
        columns = [series.values for series in self.series]
        rows = [(label, list(row)) for label, *row in zip(self.labels, *columns, strict=True)]
        object.__setattr__(self, "rows", rows)

    @property
    def data(self) -> dict[str, Any]:
        series = [
            {"name": one.name, "kind": one.kind, "values": list(one.values)} for one in self.series
        ]
        return {"labels": list(self.labels), "series": series}
