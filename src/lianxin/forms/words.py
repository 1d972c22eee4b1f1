"""Labels in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Words:
    """A label that a district writes. Reads in the language of the moment, Chinese in doubt."""

    zh: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and (get_language() or "").startswith("en") else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    @classmethod
    def of(cls, value: str | Mapping[str, str]) -> Words:
        return cls(value) if isinstance(value, str) else cls(value["zh"], value.get("en", ""))

    def plain(self) -> str | dict[str, str]:
        """What `of` reads."""
        return {"zh": self.zh, "en": self.en} if self.en else self.zh
