"""House rules that hold in every test."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from functools import cache

import pytest
import pytest_django
import time_machine
from django.conf import settings
from django.db import connection
from django.template import Engine
from django.test import Client, TransactionTestCase
from django.utils import translation

from lianxin.matching import stock
from lianxin.network import districts
from tests import both, emptied, migrated
from tests.make import NOON
from tests.pins import is_read, require_pins

LONG = ("tests/journeys/", "tests/house/", "tests/playbooks/", "tests/operate/", "tests/api/test_")
"""What takes long goes first: of two processes none should wait at the end for what the other
has just begun."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    both.mark(items)


class _LongFirst:
    """After the order that pytest-randomly has given them."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(
            key=lambda item: next(
                (n for n, path in enumerate(LONG) if item.nodeid.startswith(path)), len(LONG)
            )
        )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_LongFirst())


def pytest_collection_finish() -> None:
    """Looking for garbage again and again among all that was imported was a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_modify_db_settings: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> bool:
    """Whether the database is there already: copied from one that is migrated."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            if migrated.is_there(connection):
                connection.settings_dict["TEST"]["TEMPLATE"] = migrated.TEMPLATE
        return False
    if not migrated.kept().exists():
        return False
    migrated.copy(migrated.kept(), connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: emptied.empty())
        yield


OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    if connection.vendor == "sqlite" and not migrated.kept().exists():
        migrated.copy(connection.settings_dict["NAME"], migrated.kept())
    yield
    if connection.vendor == "postgresql":  # a process that a test killed may not be gone yet
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(OTHERS)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Almost every test needs the database; the rest lose nothing."""


@pytest.fixture(autouse=True)
def _queries_pin_one_district(db: None) -> Iterator[None]:
    with connection.execute_wrapper(require_pins):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered_of_the_test_before(monkeypatch: pytest.MonkeyPatch) -> None:
    districts.forget()
    stock.forget()
    monkeypatch.setattr(districts, "FRESH_SECONDS", 3600)  # nor asked for anew in its midst


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Whatever language the test before left this thread in."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def noon() -> dt.datetime:
    return NOON


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands at noon until it is moved."""
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


@cache
def _engine() -> Engine:
    return Engine.get_default()


class _Undefined(str):
    __slots__ = ()

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"template uses {name!r}, which the page does not give it")

    def __contains__(self, item: object) -> bool:
        return item == "%s"


@pytest.fixture(autouse=True)
def _no_undefined_template_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_engine(), "string_if_invalid", _Undefined("x"))


def _only_reads(execute, sql, params, many, context):
    assert is_read(sql), f"GET wrote: {sql}"
    return execute(sql, params, many, context)


@pytest.fixture
def client() -> Client:
    """A browser whose GETs may not write."""

    class ReadingClient(Client):
        def get(self, *args, **kwargs):
            with connection.execute_wrapper(_only_reads):
                return super().get(*args, **kwargs)

    return ReadingClient()
