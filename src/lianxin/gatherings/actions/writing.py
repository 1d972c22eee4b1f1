"""Write a new row with its history; the same key gives the first one again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, transaction

from lianxin.kernel.models import Keyed
from lianxin.kernel.refusals import Refusal

T = TypeVar("T", bound=Keyed)


def once(kind: type[T], district_id: Any, key: UUID, begin: Callable[[], T]) -> T:
    """What `begin` writes in one transaction."""
    try:
        with transaction.atomic():
            return begin()
    except (IntegrityError, Refusal):  # the key has been used, perhaps
        rows: Any = cast("Any", kind).objects.filter(district_id=district_id, key=key)
        whole = getattr(rows, "whole", None)
        first: T | None = (whole() if whole else rows).first()
        if first is None:
            raise
        return first
