"""Pages as the specification has them: counted from 1, with how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ninja import Field, Schema

MOST = 500


class PageOut(Schema):
    """Some of the things, and where they stand among all."""

    total_items: int
    total_pages: int
    page_number: int = Field(description="from 1")
    size: int = Field(description="of this page")
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


def page(
    rows: Any, write: Callable[[Sequence[Any]], list[dict[str, Any]]], *, number: int, size: int
) -> PageOut:
    """`rows` is a queryset in its order, or a list; `write` makes documents of one page of it."""
    total = len(rows) if isinstance(rows, list) else rows.count()
    start = (number - 1) * size
    contents = write(list(rows[start : start + size])) if start < total else []
    return PageOut(
        total_items=total,
        total_pages=-(-total // size),
        page_number=number,
        size=len(contents),
        first_page=number == 1,
        last_page=start + size >= total,
        empty=not contents,
        contents=contents,
    )
