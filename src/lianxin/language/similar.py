"""Which of some texts are like this one."""

from __future__ import annotations

from collections.abc import Sequence

from lianxin.language.values import Key, Like, Text

__all__ = ["Like", "Text", "among", "rank"]


def among(
    text: Text,
    candidates: Sequence[tuple[Key, Text]],
    *,
    most: int = 20,
    at_one_place: bool = False,
) -> list[Like[Key]]:
    """The candidates by how much they are like `text`, most first: the same matter, not the same
    kind of matter. The score does not depend on what else is among the candidates, nearly.

    Candidates that are all `at_one_place` with the text need not name the place: there 没电了 and
    全跳闸了 tell of the same (`matters`).
    """
    from lianxin.language import nearness

    if not candidates:
        return []
    return nearness.among(text, candidates, most=most, at_one_place=at_one_place)


def rank(
    query: str,
    documents: Sequence[tuple[Key, str]],
    *,
    most: int = 20,
    is_semantic: bool = False,
) -> list[Like[Key]]:
    """The documents by how well they answer `query`, best first.

    The score is 0 where nothing is shared, 1 for the same words: it tells how well the document
    fits, whatever others there are. `is_semantic` compares whole sentences (`semantic.py`); then
    it tells how far the document stands out among these.
    """
    from lianxin.language import nearness

    if not documents:
        return []
    return nearness.rank(query, documents, most=most, is_semantic=is_semantic)
