"""What the pages of a lead show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from lianxin.insight.figures import Rate
from lianxin.insight.orders import Stars
from lianxin.insight.queries import Now, Totals
from lianxin.kernel.models import Entry
from lianxin.web.lead.forms import BoardForm, CasesForm, OrdersForm
from lianxin.web.lead.together import Shown
from lianxin.web.listing import Row
from lianxin.web.parts import Chart, Kpi, Link, Pager, Tab

SHOWN = 6  # lines of a table; the rest can be opened, and is printed and exported with them


@dataclass(frozen=True)
class Cell:
    """A figure in a table. `url` leads to its rows, `note` is the denominator."""

    label: str
    value: str
    url: str = ""
    note: str = ""
    is_bad: bool = False

    @property
    def is_nothing(self) -> bool:
        return not self.url and self.value in ("0", "—")


@dataclass(frozen=True)
class Line:
    """Drawn anew only when one of `of` changes, which decide all that it shows."""

    name: str
    now: Now
    totals: Totals
    query: Mapping[str, str]
    draw: Callable[[Now, Totals, Mapping[str, str]], Sequence[Cell]]

    @property
    def of(self) -> tuple[object, ...]:
        return (self.name, self.now, self.totals, self.query)

    @cached_property
    def cells(self) -> Sequence[Cell]:
        return self.draw(self.now, self.totals, self.query)


@dataclass(frozen=True)
class Figure:
    """A number of a line about orders, and the query that leads to its rows."""

    label: str
    value: int | Rate | Stars
    query: Mapping[str, str]
    is_bad: bool = False


@dataclass(frozen=True)
class OrderLine:
    """The figures of a kind, a unit or a place."""

    name: str
    figures: Sequence[Figure]
    draw: Callable[[Figure], Cell]

    @property
    def of(self) -> tuple[object, ...]:
        return (self.name, self.figures)

    @cached_property
    def cells(self) -> Sequence[Cell]:
        return [self.draw(figure) for figure in self.figures]


class Lined(Protocol):
    """One line of a table: what decides it, and what it shows."""

    @property
    def name(self) -> str: ...
    @property
    def of(self) -> tuple[object, ...]: ...
    @property
    def cells(self) -> Sequence[Cell]: ...


LineT = TypeVar("LineT", bound=Lined)


@dataclass(frozen=True)
class Table(Generic[LineT]):
    """`nothing` is what stands there without lines."""

    key: str
    title: str
    heading: str
    lines: Sequence[LineT]
    export_url: str
    nothing: str

    @property
    def first(self) -> Sequence[LineT]:
        return self.lines[:SHOWN]

    @property
    def rest(self) -> Sequence[LineT]:
        return self.lines[SHOWN:]

    @property
    def columns(self) -> list[str]:
        return [cell.label for cell in self.lines[0].cells] if self.lines else []


@dataclass(frozen=True)
class Board:
    where: str
    period: str
    at: datetime
    stale: int  # days whose figures are being counted anew
    has_figures: bool  # below a community nothing is counted in advance
    periods: Sequence[Tab]
    filters: BoardForm
    board_url: str
    now_kpis: Sequence[Kpi]
    kpis: Sequence[Kpi]
    satisfaction: str
    chart: Chart
    tables: Sequence[Table[Line]]
    late_url: str
    recurring_url: str
    waited_url: str
    meeting_url: str
    exchange_url: str


@dataclass(frozen=True)
class Cases:
    where: str
    rows: Sequence[Row]
    count: str
    pager: Pager
    filters: CasesForm
    filters_used: int
    cases_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Broken:
    """A promise that has passed, and by how much."""

    name: str
    by: str


@dataclass(frozen=True)
class LateRow:
    row: Row
    unit: str
    level: str
    broken: Sequence[Broken]
    story: Sequence[str]  # what has happened to it that takes time
    last: Entry | None
    last_verb: str
    last_who: str


@dataclass(frozen=True)
class Late:
    where: str
    at: datetime
    rows: Sequence[LateRow]
    count: str
    pager: Pager
    filters: BoardForm
    late_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Exchange:
    """The figures of the orders."""

    where: str
    period: str
    at: datetime
    periods: Sequence[Tab]
    filters: BoardForm
    here_url: str
    now_kpis: Sequence[Kpi]
    kpis: Sequence[Kpi]
    charts: Sequence[Chart]
    tables: Sequence[Table[OrderLine]]
    xlsx_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class OrderRow:
    """An order behind a figure. `url` is "" for who may count it but not open it."""

    url: str
    ref: str
    subject: str
    kind: str
    state: str
    level: str
    unit: str
    place: str
    asked_at: datetime
    waited: str  # until it was taken


@dataclass(frozen=True)
class Orders:
    where: str
    rows: Sequence[OrderRow]
    count: str
    pager: Pager
    filters: OrdersForm
    filters_used: int
    here_url: str
    crumbs: Sequence[Link]


@dataclass(frozen=True)
class Joint:
    groups: Sequence[Shown]
    at: datetime
    crumbs: Sequence[Link]
