"""Ask once for what seldom changes: rules, duties, places, people, holidays.

Each district has a mark in its `Edition`. Triggers in the database replace it by one that was
never there before whenever a row of a reference table changes, so that no path can forget to. An
answer holds as long as the mark under which it was asked for. A reference table is one whose
model has `reference_without`: the columns that no answer depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection, models

P = ParamSpec("P")
T = TypeVar("T")
ThingT = TypeVar("ThingT", bound=int | models.Model)

MOST_KEPT = 20_000  # answers in each process; then they are asked for anew
MARK = "SELECT mark FROM kernel_edition WHERE district_id = %s"
WRITES = ("INSERT", "UPDATE", "DELETE")
questions: list[Callable[..., Any]] = []  # all that are remembered
_kept: dict[object, tuple[str, Any]] = {}


@dataclass
class _Stretch:
    """What one request or one job has learned of the marks."""

    marks: dict[int, str | None] = field(default_factory=dict)
    has_written: bool = False


_stretch: ContextVar[_Stretch | None] = ContextVar("stretch", default=None)


def remembered(ask: Callable[Concatenate[ThingT, P], T]) -> Callable[Concatenate[ThingT, P], T]:
    """Decorate a question about reference tables whose first argument is a district's number, or
    a row of a district. What it answers is shared: nobody may change it."""

    @wraps(ask)
    def answer(thing: ThingT, /, *args: P.args, **kwargs: P.kwargs) -> T:
        district_id = thing if isinstance(thing, int) else getattr(thing, "district_id", None)
        now = mark(district_id) if district_id is not None else None
        if now is None:
            return ask(thing, *args, **kwargs)
        question = (ask, _plain(thing), *map(_plain, args), *kwargs.items())
        known, found = _kept.get(question, (None, None))
        if known != now:
            found = ask(thing, *args, **kwargs)
            _keep(question, now, found)
        return found  # type: ignore[return-value]  # what `ask` gave under this question

    questions.append(answer)
    return answer


@contextmanager
def steady() -> Iterator[None]:
    """Within, each mark is read once: for one request or one job, which sees the reference data
    as of its start. Once it changes some itself, it looks at the marks each time again."""
    if _stretch.get() is not None:
        yield
        return
    token = _stretch.set(_Stretch())
    try:
        with connection.execute_wrapper(_watch):
            yield
    finally:
        _stretch.reset(token)


def mark(district_id: int) -> str | None:
    """Another text whenever reference data of the district changed; None where it has no mark."""
    stretch = _stretch.get()
    if stretch is None or stretch.has_written:
        return _read(district_id)
    if district_id not in stretch.marks:
        stretch.marks[district_id] = _read(district_id)
    return stretch.marks[district_id]


def reference_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model, "reference_without")]


def _keep(question: object, now: str, found: object) -> None:
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[question] = now, found


def _plain(value: object) -> object:
    return (type(value), value.pk) if isinstance(value, models.Model) else value


def _read(district_id: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, [district_id])
        row = cursor.fetchone()
    return row[0] if row else None


def _watch(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001  as Django calls it
    context: Any,
) -> Any:
    stretch = _stretch.get()
    if stretch and sql.startswith(WRITES) and not _tables().isdisjoint(sql.split('"', 2)[1:2]):
        stretch.has_written = True
    return execute(sql, params, many, context)


@cache
def _tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in reference_models())
