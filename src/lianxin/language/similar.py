"""Which of some texts are like this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lianxin.language.values import Key, Like, Text

__all__ = ["SAME_MATTER", "WORTH_SHOWING", "Like", "Text", "among", "rank"]

# Among pairs that people judged, candidates all of the whole city: of those above SAME_MATTER
# 9 of 10 are the same matter (a sixth of all that are); of those above WORTH_SHOWING 6 of 10
# (three quarters of all). One place and class to choose from does the rest.
SAME_MATTER: Final = 0.75
WORTH_SHOWING: Final = 0.35


def among(
    text: Text, candidates: Sequence[tuple[Key, Text]], *, most: int = 20
) -> list[Like[Key]]:
    """The candidates by how much they are like `text`, most first: the same matter, not the same
    kind of matter. The score does not depend on what else is among the candidates, nearly.
    """
    from lianxin.language import nearness  # noqa: PLC0415  numpy only for who asks

    return nearness.among(text, candidates, most=most) if candidates else []


def rank(
    query: str,
    documents: Sequence[tuple[Key, str]],
    *,
    most: int = 20,
    is_semantic: bool = False,
) -> list[Like[Key]]:
    """The documents by how well they answer `query`, best first.

    The score says how far a document stands out among these documents, and nothing else.
    `is_semantic` compares whole sentences: see `semantic.py`.
    """
    from lianxin.language import nearness  # noqa: PLC0415  numpy only for who asks

    if not documents:
        return []
    return nearness.rank(query, documents, most=most, is_semantic=is_semantic)
