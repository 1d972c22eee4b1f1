"""Insert and find rows by statements that are composed once, not anew each time.

Composing costs Django several times what the database needs to execute a statement, and the
filing of a case, for which everybody waits, has twenty. Only for what each deed does; where a
page asks, the ORM is the better language.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models.constants import OnConflict
from django.db.models.expressions import Col

ModelT = TypeVar("ModelT", bound=models.Model)


def insert(*rows: models.Model, once: bool = False) -> None:
    """Insert `rows`, all of one model, which has no parent tables. With `once`, one that conflicts
    with what is there is left out, as by `bulk_create(ignore_conflicts=True)`."""
    if not rows:
        return
    fields = rows[0]._meta.local_concrete_fields
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(rows[0]), len(rows), once, connection.vendor), values)
    for row in rows:
        state = row._state  # noqa: SLF001  as Django's own bulk_create leaves it
        state.adding, state.db = False, connection.alias


def find(model: type[ModelT], where: str, *values: object) -> list[ModelT]:
    """The rows for which `where`, in which each of `values` stands as %s, holds."""
    names, converters, select = _selection(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE {where}", [_adapted(value) for value in values])
        found = cursor.fetchall()
    return [model.from_db(connection.alias, names, _converted(row, converters)) for row in found]


@lru_cache(maxsize=256)
def _insertion(model: type[models.Model], count: int, once: bool, _vendor: str) -> str:  # noqa: FBT001
    fields = model._meta.local_concrete_fields
    on_conflict = OnConflict.IGNORE if once else None
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    words = (
        connection.ops.insert_statement(on_conflict=on_conflict),
        f"{quote(model._meta.db_table)} ({columns}) VALUES",
        ", ".join([row] * count),
        connection.ops.on_conflict_suffix_sql(fields, on_conflict, (), ()),
    )
    return " ".join(words).strip()


@lru_cache(maxsize=64)
def _selection(
    model: type[models.Model], _vendor: str
) -> tuple[list[str], list[tuple[int, Any, list[Any]]], str]:
    """The names of the columns, what turns their values into Python's, and the statement."""
    fields, quote = model._meta.concrete_fields, connection.ops.quote_name
    table = quote(model._meta.db_table)
    converters = []
    for place, field in enumerate(fields):
        column = Col(model._meta.db_table, field)
        own = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
        if own:
            converters.append((place, column, own))
    columns = ", ".join(f"{table}.{quote(str(field.column))}" for field in fields)
    names = [field.attname for field in fields]
    return names, converters, f"SELECT {columns} FROM {table}"  # noqa: S608  our own names


def _adapted(value: Any) -> Any:
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _converted(row: tuple[Any, ...], converters: list[tuple[int, Any, list[Any]]]) -> list[Any]:
    values = list(row)
    for place, column, convert in converters:
        for step in convert:
            values[place] = step(values[place], column, connection)
    return values
