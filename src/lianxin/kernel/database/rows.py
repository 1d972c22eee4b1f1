"""Insert rows by a statement that is composed once for each table, not anew each time.

Composing costs Django several times what the database needs to execute it, and the filing of a
case, for which everybody waits, inserts into eight tables. Everywhere else the ORM is the better
language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.constants import OnConflict

AS_THEY_ARE = frozenset(
    {
        models.BigIntegerField,
        models.BooleanField,
        models.CharField,
        models.FloatField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.TextField,
    }
)
Write = Callable[[Any], Any]  # from a row to the value that the driver takes


def insert(*rows: models.Model, once: bool = False, add_to: str = "") -> None:
    """Insert `rows`, all of one model, which has no parent tables.

    With `once`, one that conflicts with what is there is left out, as by
    `bulk_create(ignore_conflicts=True)`; with `add_to`, its value of that column is added to the
    one that is there.
    """
    if not rows:
        return
    model, vendor = type(rows[0]), connection.vendor
    values = [write(row) for row in rows for write in _writers(model, vendor)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, len(rows), once, add_to, vendor), values)
    for row in rows:
        state = row._state  # noqa: SLF001  as Django's own bulk_create leaves it
        state.adding, state.db = False, connection.alias


@lru_cache(maxsize=256)
def _statement(
    model: type[models.Model],
    count: int,
    once: bool,  # noqa: FBT001  a part of the cache's key
    add_to: str,
    _vendor: str,
) -> str:
    meta, quote = model._meta, connection.ops.quote_name
    table = quote(meta.db_table)
    on_conflict = OnConflict.IGNORE if once else None
    columns = ", ".join(quote(str(field.column)) for field in meta.local_concrete_fields)
    row = f"({', '.join(['%s'] * len(meta.local_concrete_fields))})"
    words = [
        connection.ops.insert_statement(on_conflict=on_conflict),
        f"{table} ({columns}) VALUES",
        ", ".join([row] * count),
        connection.ops.on_conflict_suffix_sql(meta.local_concrete_fields, on_conflict, (), ()),
    ]
    if add_to:
        (unique,) = (c for c in meta.constraints if isinstance(c, models.UniqueConstraint))
        key, sum_of = ", ".join(map(quote, unique.fields)), quote(add_to)
        words.append(
            f"ON CONFLICT ({key}) DO UPDATE SET {sum_of} = {table}.{sum_of} + excluded.{sum_of}"
        )
    return " ".join(words).strip()


@lru_cache(maxsize=64)
def _writers(model: type[models.Model], _vendor: str) -> list[Write]:
    return [_writer(field) for field in model._meta.local_concrete_fields]


def _writer(field: models.Field[Any, Any]) -> Write:
    """What Django's `get_db_prep_save` does, without its detours where the type is known."""
    name, kind = field.attname, type(_target(field))
    if kind in AS_THEY_ARE:
        return lambda row: getattr(row, name)
    if kind is models.UUIDField and not connection.features.has_native_uuid_field:
        return lambda row: _hex(getattr(row, name))
    if kind is models.DateTimeField and not _sets_itself(field):
        adapt = connection.ops.adapt_datetimefield_value
        return lambda row: adapt(getattr(row, name))
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)


def _sets_itself(field: models.Field[Any, Any]) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _target(field: models.Field[Any, Any]) -> Any:
    """The field that a foreign key holds a value of."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _hex(value: UUID | str | None) -> str | None:
    return value if value is None else (value if isinstance(value, UUID) else UUID(value)).hex
