"""The triggers by which the database marks that a district's reference data changed.

They are put in after each migration, not by one: SQLite drops those of a table that it remakes.
"""

# ruff: noqa: S608  the statements hold the names of our own tables and columns, nothing else

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections, models

from lianxin.kernel.reference import reference_models


def install(using: str) -> None:
    """Put the triggers into the database, and a mark for every district. Safe to repeat."""
    vendor = connections[using].vendor
    triggers = _postgres if vendor == "postgresql" else _sqlite
    with connections[using].cursor() as cursor:
        for model in reference_models():
            for statement in triggers(model):
                cursor.execute(statement)
        cursor.execute(_mark_anew(vendor, "e.district_id IS NULL"))


def _mark_anew(vendor: str, which: str) -> str:
    """The statement that marks the districts `which`, a condition over `d` and `e`."""
    mark = "gen_random_uuid()::text" if vendor == "postgresql" else "hex(randomblob(16))"
    return (
        f"INSERT INTO kernel_edition (district_id, mark) SELECT d.id, {mark}"
        " FROM network_district d LEFT JOIN kernel_edition e ON e.district_id = d.id"
        f" WHERE {which} ON CONFLICT (district_id) DO UPDATE SET mark = excluded.mark"
    )


def _sqlite(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    columns = ", ".join(f'"{column}"' for column in _columns(model))
    for event, row in (("INSERT", "NEW"), (f"UPDATE OF {columns}", "NEW"), ("DELETE", "OLD")):
        name = f'"reference_{table}_{event[:6].lower()}"'
        changed = _mark_anew("sqlite", _concerned(model, row))
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f'CREATE TRIGGER {name} AFTER {event} ON "{table}" BEGIN {changed}; END'


def _postgres(model: type[models.Model]) -> Iterator[str]:
    """By statement, not by row: a playbook writes thousands at once."""
    table = model._meta.db_table
    differs = " OR ".join(f'a."{one}" IS DISTINCT FROM b."{one}"' for one in _columns(model))
    updated = f"(SELECT b.* FROM was a JOIN now b ON a.id = b.id WHERE {differs})"
    for event, tables, rows in (
        ("INSERT", "NEW TABLE AS now", "now"),
        ("UPDATE", "OLD TABLE AS was NEW TABLE AS now", updated),
        ("DELETE", "OLD TABLE AS was", "was"),
    ):
        name = f"reference_{table}_{event.lower()}"
        which = f"EXISTS (SELECT 1 FROM {rows} r WHERE {_concerned(model, 'r')})"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {_mark_anew('postgresql', which)}; RETURN NULL; END $$"
        )
        yield f'DROP TRIGGER IF EXISTS {name} ON "{table}"'
        yield (
            f'CREATE TRIGGER {name} AFTER {event} ON "{table}" REFERENCING {tables}'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def _columns(model: type[models.Model]) -> list[str]:
    """Those whose change matters."""
    ignored: frozenset[str] = model.reference_without  # type: ignore[attr-defined]  # has it
    return [str(f.column) for f in model._meta.concrete_fields if f.name not in ignored]


def _concerned(model: type[models.Model], row: str) -> str:
    """The districts to which a changed row matters: its own, or all where it belongs to none.
    A district matters to its neighbours: whether it has any decides its address."""
    if model._meta.label == "network.District":
        return f"{row}.id IS NOT NULL"
    return f"{row}.district_id IS NULL OR {row}.district_id = d.id"
