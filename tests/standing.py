"""What takes long to build, built once for all tests of a module.

Each test begins with what stands and undoes what it did; after the last one all of it is undone.
So none of them may carry `@pytest.mark.django_db(transaction=True)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from lianxin.matching import stock
from lianxin.network import districts
from tests.pins import require_pins

T = TypeVar("T")


def standing(blocker: DjangoDbBlocker, build: Callable[[], T]) -> Iterator[T]:
    """For a fixture of a module to yield from: what `build` has built."""
    held = transaction.atomic()
    forget()
    with blocker.unblock():
        held.__enter__()
    try:
        with blocker.unblock(), connection.execute_wrapper(require_pins):
            built = build()
        yield built
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            held.__exit__(None, None, None)


def forget() -> None:
    """What the process has learned of the districts of before, and whose language it spoke."""
    districts.forget()
    stock.forget()
    translation.activate(settings.LANGUAGE_CODE)
