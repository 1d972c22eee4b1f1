from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.search.marking import Segment
from lianxin.web.parts import Pager
from lianxin.web.search.forms import SearchForm
from lianxin.web.search.kinds import Shown


@dataclass(frozen=True)
class Row:
    """One thing found. Segments are text and whether it is what was asked for."""

    title: Sequence[Segment]
    snippet: Sequence[Segment]
    at: datetime
    shown: Shown


@dataclass(frozen=True)
class Results:
    form: SearchForm
    has_asked: bool
    rows: Sequence[Row]
    count: int
    is_capped: bool
    is_loose: bool
    pager: Pager
