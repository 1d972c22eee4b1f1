"""Write rows by a statement that is composed once for each table, not anew each time.

Composing costs Django several times what the database needs to execute it, and the filing of a
case, for which everybody waits, inserts into eight tables. Everywhere else the ORM is the better
language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
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
PLAIN = models.Field.pre_save  # takes the value as it is
Write = Callable[[Any], Any]  # from a value to what the driver takes


class _Plan(NamedTuple):
    read: Callable[[Any], tuple[Any, ...]]  # all columns of a row at once
    fills: tuple[tuple[int, models.Field[Any, Any]], ...]  # fields that give themselves a value
    writes: tuple[tuple[int, Write], ...]  # of the columns that are not kept as they are


def insert(*rows: models.Model, once: bool = False, add_to: str = "") -> None:
    """Insert `rows`, all of one model, which has no parent tables.

    With `once`, one that conflicts with what is there is left out, as by
    `bulk_create(ignore_conflicts=True)`; with `add_to`, its value of that column is added to the
    one that is there.
    """
    if not rows:
        return
    model, vendor = type(rows[0]), connection.vendor
    values = [value for row in rows for value in _values(row, _plan(model, vendor))]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, len(rows), once, add_to, vendor), values)
    for row in rows:
        state = row._state  # noqa: SLF001  as Django's own bulk_create leaves it
        state.adding, state.db = False, connection.alias


def update(model: type[models.Model], where: Mapping[str, Any], changes: Mapping[str, Any]) -> int:
    """Write `changes` into the rows whose columns have the values `where`; None means empty.
    Both go by the names of columns (`lead_id`). Returns how many rows there were."""
    asked = tuple((name, value is None) for name, value in where.items())
    values = [*changes.items(), *(pair for pair in where.items() if pair[1] is not None)]
    writes = _writes(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            _updating(model, tuple(changes), asked, connection.vendor),
            [writes[name](value) if name in writes else value for name, value in values],
        )
        return int(cursor.rowcount)


@lru_cache(maxsize=256)
def _updating(
    model: type[models.Model],
    changes: tuple[str, ...],
    where: tuple[tuple[str, bool], ...],
    _vendor: str,
) -> str:
    quote = connection.ops.quote_name
    column = {f.attname: quote(str(f.column)) for f in model._meta.local_concrete_fields}
    new = ", ".join(f"{column[name]} = %s" for name in changes)
    asked = (f"{column[name]} {'IS NULL' if empty else '= %s'}" for name, empty in where)
    return f"UPDATE {quote(model._meta.db_table)} SET {new} WHERE {' AND '.join(asked)}"  # noqa: S608  our own names


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


def _values(row: models.Model, plan: _Plan) -> list[Any]:
    values = list(plan.read(row))
    for place, field in plan.fills:
        values[place] = field.pre_save(row, add=True)
    for place, write in plan.writes:
        values[place] = write(values[place])
    return values


@lru_cache(maxsize=64)
def _plan(model: type[models.Model], vendor: str) -> _Plan:
    fields = model._meta.local_concrete_fields
    writes = _writes(model, vendor)
    return _Plan(
        attrgetter(*(field.attname for field in fields)),
        tuple((n, f) for n, f in enumerate(fields) if type(f).pre_save is not PLAIN),
        tuple((n, writes[f.attname]) for n, f in enumerate(fields) if f.attname in writes),
    )


@lru_cache(maxsize=64)
def _writes(model: type[models.Model], _vendor: str) -> dict[str, Write]:
    written = {field.attname: _writer(field) for field in model._meta.local_concrete_fields}
    return {name: write for name, write in written.items() if write}


def _writer(field: models.Field[Any, Any]) -> Write | None:
    """What Django's `get_db_prep_save` does, without its detours where the type is known."""
    kind, operations = type(_target(field)), connection.ops
    if kind in AS_THEY_ARE:
        return None
    if kind is models.UUIDField and not connection.features.has_native_uuid_field:
        return _hex
    if kind is models.DateTimeField:
        return lru_cache(maxsize=256)(operations.adapt_datetimefield_value)
    if isinstance(field, models.JSONField):
        adapt, encoder = operations.adapt_json_value, field.encoder
        return lambda value: value if value is None else adapt(value, encoder)
    return lambda value: field.get_db_prep_save(value, connection)


def _target(field: models.Field[Any, Any]) -> Any:
    """The field that a foreign key holds a value of."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _hex(value: UUID | str | None) -> str | None:
    return value if value is None else (value if isinstance(value, UUID) else UUID(value)).hex
