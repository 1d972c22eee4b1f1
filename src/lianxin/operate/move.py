"""Move an installation's rows into an empty PostgreSQL database.

Photos and secrets stay where they are, in the data folder; only `LIANXIN_DATABASE_URL` changes.
What counts requests for the rate limits is not taken along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import OperationalError, connections, models, transaction
from django.db.models import sql

from lianxin import checks, options
from lianxin.kernel.models import DistrictOwned, Edition
from lianxin.operate.archive import NotPossible

SOURCE, TARGET = "default", "target"
BATCH = 500
Rows = models.QuerySet[Any]
Tell = Callable[[str, int, int], None]


def move(url: str, *, tell: Tell) -> int:
    """Copy all rows to the database at `url`, all of them or none. Returns how many.

    Nobody can write meanwhile, and what is read is as of one moment. `tell` hears the table, the
    rows copied so far, and how many there are. Raises `NotPossible`.
    """
    with _target(url), transaction.atomic(TARGET):
        _require_fit()
        _make_tables()
        with _held_still():
            moved = sum(_copy(model, tell) for model in _models())
        _set_counters_forward()
    return moved


@contextmanager
def _target(url: str) -> Iterator[None]:
    if not url.startswith(("postgres://", "postgresql://")):
        raise NotPossible(f"{url} is no PostgreSQL database; expected postgresql://…")
    entry = options.database(url, default=Path())
    connections.databases[TARGET] = connections.configure_settings({"default": entry})["default"]
    try:
        connections[TARGET].ensure_connection()
        yield
    except OperationalError as problem:
        raise NotPossible(f"The database cannot be used: {problem}") from problem
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.databases[TARGET]


def _require_fit() -> None:
    tables = connections[TARGET].introspection.table_names()
    if tables:
        raise NotPossible(
            f"The database has {len(tables)} tables already; rows are moved only into an empty"
            " one. Nothing was changed."
        )
    for found in checks.check_postgres(connections[TARGET]):
        raise NotPossible(f"{found.msg} {found.hint}")


def _make_tables() -> None:
    """Empty ones: what migrating puts in comes from the source too, under its own numbers."""
    call_command("migrate", database=TARGET, interactive=False, verbosity=0)
    call_command("createcachetable", database=TARGET, verbosity=0)
    connections[TARGET].check_constraints()  # PostgreSQL empties no table before its checks
    call_command(
        "flush", database=TARGET, interactive=False, inhibit_post_migrate=True, verbosity=0
    )


@contextmanager
def _held_still() -> Iterator[None]:
    """Keep the source as it is. SQLite lets nobody else write while our transaction is open."""
    with transaction.atomic(SOURCE):
        if connections[SOURCE].vendor == "postgresql":
            tables = ", ".join(f'"{model._meta.db_table}"' for model in _models())
            with connections[SOURCE].cursor() as cursor:
                cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")
        yield


def _models() -> list[type[models.Model]]:
    """Every table but that of the editions, which the target's own triggers write. In one
    transaction their order is free: foreign keys are checked at its end."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and m is not Edition]


def _copy(model: type[models.Model], tell: Tell) -> int:
    label, done = model._meta.label, 0
    total = sum(rows.count() for rows in _parts(model))
    for rows in _parts(model):
        found = rows.order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(found, BATCH)):
            _insert(model, batch)
            done += len(batch)
            tell(label, done, total)
    there = Rows(model, using=TARGET).count()
    if not total == done == there:
        raise NotPossible(
            f"{label}: {total} rows were to be moved, {there} arrived. Nothing was changed."
        )
    return done


def _parts(model: type[models.Model]) -> Iterator[Rows]:
    """The rows of one district after the other; of a table that all share, all rows."""
    rows = Rows(model, using=SOURCE)
    if not issubclass(model, DistrictOwned):
        yield rows
        return
    districts = Rows(apps.get_model("network", "District"), using=SOURCE)
    for pk in districts.order_by("pk").values_list("pk", flat=True):
        yield rows.filter(district_id=pk)


def _insert(model: type[models.Model], batch: list[models.Model]) -> None:
    """As they are: `bulk_create` would set the columns that note the time of writing anew."""
    query = sql.InsertQuery(model)
    fields = [f for f in model._meta.local_concrete_fields if not f.generated]
    query.insert_values(fields, batch, raw=True)
    query.get_compiler(using=TARGET).execute_sql()


def _set_counters_forward() -> None:
    """So that the next number a table gives out is a new one."""
    with connections[TARGET].cursor() as cursor:
        for statement in connections[TARGET].ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
