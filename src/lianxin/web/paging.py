"""Pages of a long list by key: as cheap deep in it as at its front, both ways, filters kept.

The address holds a mark: the values of the row at the border, not a number of rows. So a page
stays what it is while rows come and go, and the row of the mark may be gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from lianxin.web.parts import Pager

ROWS = 50
DIGITS = 9  # of a number in a mark
FRONT = {"after": "", "before": ""}  # the marks in the address of a first page

RowT = TypeVar("RowT", bound=Model)


class Mark(NamedTuple):
    at: datetime | date | int
    pk: UUID


@dataclass(frozen=True)
class Order:
    """By `column`, a moment, and then by id."""

    column: str
    is_descending: bool = False

    def turned(self) -> Order:
        return replace(self, is_descending=not self.is_descending)

    def sort(self, rows: QuerySet[RowT]) -> QuerySet[RowT]:
        sign = "-" if self.is_descending else ""
        return rows.order_by(f"{sign}{self.column}", f"{sign}id")

    def behind(self, rows: QuerySet[RowT], mark: Mark) -> QuerySet[RowT]:
        """Those that follow `mark`. A range over the column alone lets an index find the start."""
        beyond = "lt" if self.is_descending else "gt"
        rows = rows.filter((f"{self.column}__{beyond}e", mark.at))
        further = Q((f"{self.column}__{beyond}", mark.at)) | Q((f"id__{beyond}", mark.pk))
        return rows.filter(further)

    def mark(self, row: Model) -> str:
        return f"{getattr(row, self.column).isoformat()}~{row.pk}"

    def read(self, text: str) -> Mark | None:
        """None when the address was cut or typed wrongly: the list begins at its front."""
        at_text, _tilde, pk_text = text.rpartition("~")
        try:
            at = datetime.fromisoformat(at_text)
            return Mark(at.astimezone(UTC), UUID(pk_text)) if at.tzinfo else None
        except (ValueError, OverflowError):
            return None


class Numbered(Order):
    """The same, where `column` is a whole number."""

    def mark(self, row: Model) -> str:
        return f"{getattr(row, self.column)}~{row.pk}"

    def read(self, text: str) -> Mark | None:
        number, _tilde, pk_text = text.rpartition("~")
        try:
            return Mark(int(number[:DIGITS]), UUID(pk_text))
        except ValueError:
            return None


class Dated(Order):
    """The same, where `column` is a day."""

    def mark(self, row: Model) -> str:
        day: date = getattr(row, self.column)
        return f"{datetime.combine(day, time(), UTC).isoformat()}~{row.pk}"

    def read(self, text: str) -> Mark | None:
        found = super().read(text)
        if found is None or not isinstance(found.at, datetime):
            return None
        return Mark(found.at.date(), found.pk)


@dataclass(frozen=True)
class Page(Generic[RowT]):
    rows: Sequence[RowT]
    pager: Pager


def page(
    rows: QuerySet[RowT],
    asked: QueryDict,
    *,
    order: Order,
    here: str,
    args: Sequence[str] = (),
    size: int = ROWS,
) -> Page[RowT]:
    """The page of `rows` that `asked` names, with links to its neighbours on the URL name `here`,
    whose address takes `args`.

    One query; a second one where the page asked for is not there any more. Nothing left behind the
    mark, or less than a page in front of it, is the first page.
    """
    there = (here, *args)
    if mark := order.read(asked.get("before", "")):
        turned = order.turned()
        found = list(turned.sort(turned.behind(rows, mark))[: size + 1])
        if len(found) >= size:
            shown = found[:size][::-1]
            return _linked(shown, asked, order, there, is_first=len(found) == size, is_last=False)
    elif mark := order.read(asked.get("after", "")):
        found = list(order.sort(order.behind(rows, mark))[: size + 1])
        if found:
            is_last = len(found) <= size
            return _linked(found[:size], asked, order, there, is_first=False, is_last=is_last)
    found = list(order.sort(rows)[: size + 1])
    is_last = len(found) <= size
    return _linked(found[:size], asked, order, there, is_first=True, is_last=is_last)


def _linked(
    rows: Sequence[RowT],
    asked: QueryDict,
    order: Order,
    there: Sequence[str],
    *,
    is_first: bool,
    is_last: bool,
) -> Page[RowT]:
    def link(**marks: str) -> str:
        name, *args = there
        return url(name, asked, *args, **(FRONT | marks))

    pager = Pager(
        first_url="" if is_first else link(),
        earlier_url="" if is_first else link(before=order.mark(rows[0])),
        later_url="" if is_last else link(after=order.mark(rows[-1])),
    )
    return Page(rows, pager)


def url(name: str, asked: QueryDict, *args: str, **changes: str) -> str:
    """The page `name` with the same filters; an empty change leaves that one out."""
    query = {key: str(asked[key]) for key in asked} | changes
    return address(name, *args, **query)


def address(name: str, *args: str, **query: str) -> str:
    kept = urlencode({key: value for key, value in query.items() if value})
    here = reverse(name, args=args)
    return f"{here}?{kept}" if kept else here
