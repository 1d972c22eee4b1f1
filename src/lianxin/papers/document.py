"""A document as plain values. `word` and `pdf` write the same one, so both say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from lianxin.papers import characters

TIME = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Heading:
    """`level` 1 is a part of the document; the title stands above all."""

    text: str
    level: int = 1
    on_new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Line breaks in `text` are kept. `is_quiet`: a remark beside what matters."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels and values, one below the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the page, one a column. The head is repeated on each page."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True)
class Picture:
    """`content` is a JPEG; `alt` says what it shows to those who cannot see it."""

    content: bytes
    alt: str


@dataclass(frozen=True)
class Pictures:
    items: Sequence[Picture]


Block: TypeAlias = Heading | Paragraph | Facts | Table | Pictures


@dataclass(frozen=True)
class Document:
    """`running` stands at the head of each page, `made` (by whom, when) at its foot beside the
    number. `at` is the moment that the file says it was made."""

    title: str
    running: str
    made: str
    language: str  # as Django names it
    at: datetime
    blocks: Sequence[Block]

    @property
    def is_chinese(self) -> bool:
        return self.language.startswith("zh")


def plain(text: str) -> str:
    """`text` without what neither XML nor a font can hold; line breaks stay."""
    return characters.FORBIDDEN.sub("", re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text))
