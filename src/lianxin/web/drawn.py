"""Fragments of pages, kept in each process until they are drawn anew."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache


class Fragments(LocMemCache):
    """Django's cache in memory, which keeps texts as they are: fifty rows of a list are fifty
    texts, and to pickle each, and to look whether its key would suit memcached, took longer than
    to find it. Anything else is pickled, so that nobody changes what others see."""

    _cache: OrderedDict[str, Any]
    _lock: Lock
    if TYPE_CHECKING:  # what the stubs do not know

        def _has_expired(self, key: str) -> bool: ...
        def _delete(self, key: str) -> bool: ...
        def _set(self, key: str, value: object, timeout: float | None) -> None: ...

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        key = self.make_key(key, version)
        with self._lock:
            if self._has_expired(key):
                self._delete(key)
                return default
            self._cache.move_to_end(key, last=False)
            kept = self._cache[key]
        return kept if isinstance(kept, str) else pickle.loads(kept)  # noqa: S301  of this process

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        key = self.make_key(key, version)
        kept = value if isinstance(value, str) else pickle.dumps(value)
        with self._lock:
            self._set(key, kept, timeout)

    def validate_key(self, key: str) -> None:
        """Any text will do."""
