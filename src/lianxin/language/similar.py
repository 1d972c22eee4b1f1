"""Which of some texts are like this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lianxin.language.values import Key, Like, Text

__all__ = ["SAME_MATTER", "Like", "Text", "among", "rank"]

SAME_MATTER: Final = 0.6


def among(
    text: Text, candidates: Sequence[tuple[Key, Text]], *, most: int = 20
) -> list[Like[Key]]:
    """The candidates by how much they are like `text`, most first: the same matter, not the same
    kind of matter. The score does not depend on what else is among the candidates, nearly.
    """
    from lianxin.language import nearness  # noqa: PLC0415  numpy only for who asks

    return nearness.among(text, candidates, most=most) if candidates else []


def rank(query: str, documents: Sequence[tuple[Key, str]], *, most: int = 20) -> list[Like[Key]]:
    """The documents by how well they answer `query`, best first.

    The score says how far a document stands out among these documents, and nothing else.
    """
    from lianxin.language import nearness  # noqa: PLC0415  numpy only for who asks

    return nearness.rank(query, documents, most=most) if documents else []
