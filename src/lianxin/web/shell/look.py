"""How a person likes to see the pages: kept in one cookie, so that it needs no scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

COOKIE = "lianxin_look"
THEMES = ("auto", "light", "dark")
SIZES = ("normal", "elder")


@dataclass(frozen=True)
class Look:
    theme: str = "auto"
    size: str = "normal"

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        theme, _, size = request.COOKIES.get(COOKIE, "").partition(".")
        return cls().changed(theme=theme, size=size)

    def changed(self, *, theme: str = "", size: str = "") -> Self:
        """The look with what is known among `theme` and `size`; the rest stays."""
        return type(self)(
            theme=theme if theme in THEMES else self.theme,
            size=size if size in SIZES else self.size,
        )

    @property
    def cookie(self) -> str:
        return f"{self.theme}.{self.size}"
