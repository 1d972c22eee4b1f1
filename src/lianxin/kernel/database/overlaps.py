"""The triggers by which the database refuses two terms of one thing on one day.

A model whose rows run from `starts_on` to `ends_on` (both included; none: open) names in
`alone_within` the columns within which no two may meet. Like the other triggers these are put in
after each migration. (ADR 19)
"""

# ruff: noqa: S608  the statements hold the names of our own tables and columns, nothing else

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections


def install(using: str) -> None:
    """Safe to repeat."""
    statements = _postgres if connections[using].vendor == "postgresql" else _sqlite
    with connections[using].cursor() as cursor:
        for model in apps.get_models():
            if hasattr(model, "alone_within"):
                for statement in statements(model):
                    cursor.execute(statement)


def _meets(model: Any, latest: str) -> str:
    """Whether there is another row of the same on one of NEW's days."""
    same = " AND ".join(f"t.{column} = NEW.{column}" for column in _columns(model))
    return (
        f'SELECT 1 FROM "{model._meta.db_table}" t WHERE {same} AND t.id <> NEW.id'
        f" AND t.starts_on <= COALESCE(NEW.ends_on, {latest})"
        f" AND NEW.starts_on <= COALESCE(t.ends_on, {latest})"
    )


def _columns(model: Any) -> list[str]:
    return [str(model._meta.get_field(name).column) for name in model.alone_within]


def _sqlite(model: Any) -> Iterator[str]:
    """One connection writes at a time, so whoever looks has seen all."""
    table = model._meta.db_table
    for event in ("INSERT", "UPDATE"):
        name = f'"alone_{table}_{event.lower()}"'
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}"'
            f" WHEN EXISTS ({_meets(model, _LATEST)})"
            f" BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {_name(model)}'); END"
        )


def _postgres(model: Any) -> Iterator[str]:
    """The row that the first column names is held until the end of the transaction, so that of
    two who write at once the second sees what the first has written."""
    table, name = model._meta.db_table, f"alone_{model._meta.db_table}"
    first = model._meta.get_field(model.alone_within[0])
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f' PERFORM 1 FROM "{first.related_model._meta.db_table}" o'
        f" WHERE o.id = NEW.{first.column} FOR NO KEY UPDATE;"
        f" IF EXISTS ({_meets(model, _LATEST + '::date')}) THEN"
        f" RAISE EXCEPTION 'CHECK constraint failed: {_name(model)}'"
        f" USING ERRCODE = 'exclusion_violation', CONSTRAINT = '{_name(model)}';"
        " END IF; RETURN NEW; END $$"
    )
    yield f'DROP TRIGGER IF EXISTS {name} ON "{table}"'
    yield (
        f'CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON "{table}"'
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


_LATEST = "'9999-12-31'"


def _name(model: Any) -> str:
    return f"{model._meta.model_name}_alone"
