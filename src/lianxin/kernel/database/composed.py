"""Ask by a statement that is composed once, not anew each time.

A deed asks a dozen small questions, and composing one costs Django ten times what the database
needs to answer it. This is for questions of plain filters that every deed asks; everywhere else
the ORM is the better language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import ModelIterable, get_related_populators

P = ParamSpec("P")
T = TypeVar("T")
FIRST_NUMBER, FIRST_ID, FIRST_MOMENT = 2_011_000_000, 1 << 100, datetime(1, 2, 3, tzinfo=UTC)


class _Question(NamedTuple):
    sql: str
    values: Sequence[tuple[int, Any]]  # the number of an argument, or -1 with a value of its own
    read: Callable[[Iterable[Sequence[Any]]], list[Any]]


def composed(ask: Callable[P, models.QuerySet[Any, T]]) -> Callable[P, list[T]]:
    """Decorate a function that gives a queryset whose filters compare columns with its arguments
    for equality or order. These are numbers, ids, moments or texts, never None, and are given by
    position; they must not decide anything else about the queryset."""
    known: dict[tuple[str, int], _Question] = {}

    @wraps(ask)
    def answer(*args: P.args, **kwargs: P.kwargs) -> list[T]:
        assert not kwargs
        shape = connection.vendor, len(args)
        question = known.get(shape)
        if question is None:
            question = known[shape] = _compose(ask, args)
        values = [own if n < 0 else _adapted(args[n]) for n, own in question.values]
        with connection.cursor() as cursor:
            cursor.execute(question.sql, values)
            return question.read(cursor.fetchall())

    return answer


def _compose(ask: Callable[..., models.QuerySet[Any, Any]], args: Sequence[object]) -> _Question:
    """Ask with values that nothing else has, to see where each of them goes."""
    marks = [_mark(value, number) for number, value in enumerate(args)]
    numbers = {_adapted(mark): number for number, mark in enumerate(marks)}
    asked: Any = ask(*marks)
    compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, found = compiler.as_sql()
    values = [(numbers.get(value, -1), value) for value in found]
    assert {n for n, _value in values if n >= 0} == set(numbers.values()), sql
    is_plain = not issubclass(asked._iterable_class, ModelIterable)  # noqa: SLF001  no other tells
    return _Question(sql, values, _tuples(compiler) if is_plain else _things(compiler))


def _mark(value: object, number: int) -> object:
    if isinstance(value, UUID):
        return UUID(int=FIRST_ID + number)
    if isinstance(value, datetime):
        return FIRST_MOMENT + timedelta(days=number)
    if isinstance(value, str):
        return f"\N{SUBSTITUTE}{number}"
    assert type(value) is int, value
    return FIRST_NUMBER + number


def _adapted(value: Any) -> Any:
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _tuples(compiler: Any) -> Callable[[Iterable[Sequence[Any]]], list[Any]]:
    """What a `values_list` gives."""
    convert = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    return lambda rows: [tuple(row) for row in compiler.apply_converters(rows, convert)]


def _things(compiler: Any) -> Callable[[Iterable[Sequence[Any]]], list[Any]]:
    """Does what Django's `ModelIterable` does."""
    select, info = compiler.select, compiler.klass_info
    convert = compiler.get_converters([column for column, _sql, _alias in select])
    begin, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in select[begin:end]]
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of 6

    def things(rows: Iterable[Sequence[Any]]) -> list[Any]:
        found = []
        for row in compiler.apply_converters(rows, convert):
            thing = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
            for populator in related:
                populator.populate(row, thing)
            found.append(thing)
        return found

    return things
