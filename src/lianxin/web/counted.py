"""Figures of how it stands now, counted again only when something has happened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, cast

from django.core.cache import caches

from lianxin.cases import queries

T = TypeVar("T")
KEPT = 60  # seconds


def counted(district_id: int, *of: object, at: datetime, count: Callable[[], T]) -> T:
    """What `count()` gives; kept in the process while nothing happens to anything in the district,
    and for the minute of `at`. `of` says whose figures they are, and which."""
    asked = (district_id, of, f"{at:%Y%m%d%H%M}", queries.stamp(district_id))
    key = hashlib.sha256(repr(asked).encode()).hexdigest()
    return cast("T", caches["drawn"].get_or_set(key, count, KEPT))
