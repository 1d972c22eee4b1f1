"""An installation moves to PostgreSQL whole, or not at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from lianxin.cases.models import Case
from lianxin.kernel.models import CalendarDay, Edition, Entry
from lianxin.network.models import Place, User
from lianxin.operate import move
from lianxin.operate.archive import NotPossible
from tests import make

POSTGRES = Path(__file__).parents[2] / "tools" / "postgres.py"
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not (PROGRAMS / "initdb").exists(), reason="PostgreSQL 15 is not there"),
]


@pytest.fixture(autouse=True)
def _a_second_database_is_allowed(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In tests Django lets nobody connect to a database that was not named beforehand."""

    def connect(database: BaseDatabaseWrapper) -> None:
        if database.connection is None:
            with database.wrap_database_errors:
                database.connect()

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of our own, ended with its input."""
    with subprocess.Popen(
        [sys.executable, POSTGRES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().split("'")[1]
        process.stdin.close()


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("CREATE DATABASE moved TEMPLATE template0")
        yield server.replace("/postgres?", "/moved?")
        admin.execute("DROP DATABASE moved WITH (FORCE)")


@pytest.fixture
def _tables_at_once(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """As the models are now, not step by step as they came about: that takes half a minute."""
    settings.MIGRATION_MODULES = {one.label: None for one in apps.get_app_configs()}
    monkeypatch.setattr(
        move,
        "call_command",
        lambda name, **told: call_command(
            name, **told, **({"run_syncdb": True} if name == "migrate" else {})
        ),
    )


KEPT: dict[Any, tuple[str, ...]] = {
    Case: ("id", "ref", "received_at", "seq", "head"),
    Entry: ("id", "at", "hash", "digest", "salt", "note", "facts"),
    Place: ("id", "parent_id", "path"),
    User: ("id", "phone_index", "password", "date_joined"),
    CalendarDay: ("id", "updated_at"),
}


def _next_group(url: str) -> int:
    with psycopg.connect(url) as database:
        row = database.execute("INSERT INTO auth_group (name) VALUES ('b') RETURNING id")
        return int((row.fetchone() or [0])[0])


def _silent(table: str, done: int, total: int) -> None:
    """Nobody watches."""


def _all_rows(url: str, table: str, columns: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as database:
        return database.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()  # noqa: S608  our own names


def test_every_row_arrives_as_it_was(empty: str) -> None:
    """With its ids, times and chains; and the next number that is given out is a new one."""
    case, told = make.case(), dict[str, int]()
    make.user(phone="13900000001").groups.create(name="a")

    moved = move.move(empty, tell=lambda table, done, _total: told.update({table: done}))

    managed = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    managed.remove(Edition)  # the target's triggers wrote its own
    here = {m._meta.label: m._base_manager.count() for m in managed}
    assert told == {label: count for label, count in here.items() if count}
    assert moved == sum(here.values()) > 20
    for model, columns in KEPT.items():
        stored = _all_rows(empty, model._meta.db_table, ", ".join(columns))
        assert stored == list(model.objects.order_by("pk").values_list(*columns)), model
    assert Case.objects.get().head == case.head
    assert _next_group(empty) > Group.objects.get().pk


def test_a_database_in_use_is_refused(empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as database:
        database.execute("CREATE TABLE theirs (n int)")

    with pytest.raises(NotPossible, match="has 1 tables already"):
        move.move(empty, tell=_silent)

    assert _all_rows(empty, "pg_tables WHERE schemaname = 'public'", "tablename") == [("theirs",)]


@pytest.mark.usefixtures("_tables_at_once")
def test_when_a_row_fails_nothing_is_left_behind(empty: str) -> None:
    make.case()

    def fail(table: str, done: int, total: int) -> None:
        if table == Case._meta.label:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move.move(empty, tell=fail)

    assert _all_rows(empty, "pg_tables WHERE schemaname = 'public'", "tablename") == []
    assert Case.objects.exists()
    assert move.TARGET not in connections.databases


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(NotPossible, match="expected postgresql"):
        move.move("sqlite:///x", tell=_silent)


def test_a_server_that_is_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotPossible, match="cannot be used"):
        move.move(f"postgresql://nobody@/none?host={tmp_path}", tell=_silent)
