"""Which of some texts are like this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lianxin.language.values import Key, Like, Text

__all__ = ["SAME_MATTER", "Like", "Text", "among", "rank"]

SAME_MATTER: Final = 0.6


def among(text: Text, candidates: Sequence[tuple[Key, Text]]) -> list[Like[Key]]:
    """The candidates by how much they are like `text`, most first."""
    from lianxin.language import nearness  # noqa: PLC0415  numpy only for who asks

    return nearness.among(text, candidates)


def rank(query: str, documents: Sequence[tuple[Key, str]]) -> list[Like[Key]]:
    """The documents by how well they answer `query`, best first."""
    from lianxin.language import nearness  # noqa: PLC0415  numpy only for who asks

    return nearness.rank(query, documents)
