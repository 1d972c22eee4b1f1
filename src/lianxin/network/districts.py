"""The installation's districts, kept in each process for a few seconds, and their addresses."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from lianxin.network.models import District

FRESH_SECONDS = 5.0
_kept: tuple[float, tuple[District, ...]] | None = None


def everyone() -> tuple[District, ...]:
    """All districts, by number. At most `FRESH_SECONDS` behind what another process wrote."""
    global _kept  # noqa: PLW0603 one value per process is the point
    if _kept is None or time.monotonic() - _kept[0] > FRESH_SECONDS:
        _kept = time.monotonic(), tuple(District.objects.order_by("pk"))
    return _kept[1]


def forget() -> None:
    """Read them anew at the next question; called by the actions that change one."""
    global _kept  # noqa: PLW0603 as above
    _kept = None


def in_each(act: Callable[..., int | None]) -> None:
    """For what happens by itself: `act` sees to one slice of a district after the other, as long
    as it says that it did something."""
    at = timezone.now()
    for district_id in District.objects.order_by("pk").values_list("pk", flat=True):
        while act(district_id, at=at):
            pass


def address(district: District, path: str = "/") -> str:
    """The full address of `path` in `district`, for messages, cards and QR codes.

    `path` is what `reverse` gives outside a request. The district's own host goes first; without
    one, its slug stands in front, which is accepted even where there is no other district.
    """
    if district.host:
        return f"{urlsplit(settings.SITE_URL).scheme}://{district.host}{path}"
    only = len(everyone()) == 1
    return f"{settings.SITE_URL}{'' if only else '/' + district.slug}{path}"
