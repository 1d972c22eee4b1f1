"""What every page knows without being told: `shell` and `now`. Computed only when shown."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import get_script_prefix
from django.utils import timezone

from lianxin.web.parts import Fact
from lianxin.web.shell import keyboard, words
from lianxin.web.shell.look import Look
from lianxin.web.shell.nav import Nav, NavItem, account_for, nav_for


class Shell:
    """The frame of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def path(self) -> str:
        """Where the switches lead back to: after a refused POST, the page the form was on."""
        if self._request.method in {"GET", "HEAD"}:
            return self._request.get_full_path()
        return self._request.headers.get("Referer", "/")

    @property
    def home(self) -> str:
        """The root of the site, or of the district where several share a host."""
        return get_script_prefix()

    @cached_property
    def district(self) -> str:
        district = getattr(self._request, "district", None)
        if not district:
            return ""
        return words.district_name(district)

    @cached_property
    def look(self) -> Look:
        return Look.of(self._request)

    @cached_property
    def language(self) -> str:
        return "en" if words.is_english() else "zh-hans"

    @property
    def html_language(self) -> str:
        return "en" if self.language == "en" else "zh-CN"

    @cached_property
    def is_signed_in(self) -> bool:
        return hasattr(self._request, "user") and self._request.user.is_authenticated

    @property
    def person(self) -> str:
        """The seat somebody acts from, where the request knows it; else the person's name."""
        if not self.is_signed_in:
            return ""
        return getattr(self._request, "seat_line", "") or str(self._request.user)

    @cached_property
    def nav(self) -> Nav:
        return nav_for(self._request)

    @cached_property
    def account(self) -> list[NavItem]:
        return account_for(self._request)

    @cached_property
    def csrf(self) -> str:
        return get_token(self._request)

    @property
    def keys(self) -> list[Fact]:
        return keyboard.keys()

    @property
    def words(self) -> dict[str, str]:
        return words.for_scripts()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `now` is read once a request, so that one page tells one time."""
    now: datetime = timezone.now()
    return {"shell": Shell(request), "now": now}
