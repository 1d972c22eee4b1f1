"""Pages that a tracking code opens: not kept by browsers or proxies, not found by searching."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

P = ParamSpec("P")


def private(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer = view(*args, **kwargs)
        add_never_cache_headers(answer)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded
