"""Cut a text into the words that a full-text index keeps, and a question into those it asks for.

Chinese has no spaces: a run of Han characters becomes its pairs and its last character, so that
any part of it is found, two characters long or one. Latin words and numbers stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_TERM = re.compile(r'"([^"]+)"|([^\s"，。、；：！？（）【】《》…,;!?()]+)')
_SPACE = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_QUOTES = str.maketrans("“”「」『』＂", '"""""""')
FAINT = frozenset(
    "的了是在有没我们你他这那就都也很请把被和与吗呢吧啊呀个着过要会能得地为什么怎帮忙看一下里上再又"
    "给让到来去还只更最些现已几好"
)
MOST_WORDS, MOST_PARTS = 8, 6


@dataclass(frozen=True)
class Word:
    """Tokens that stand side by side; with `is_open` the last may go on.

    `runs` is what was typed, for marking it in a text.
    """

    tokens: tuple[str, ...]
    runs: tuple[str, ...]
    is_open: bool = False


def plain(text: str) -> str:
    """Full-width as half-width, capitals as small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> str:
    """What the index keeps of `text`, with a space before, between and behind."""
    found = [token for run in RUN.findall(plain(text)) for token in _cut(run)]
    return f" {' '.join(found)} " if found else " "


def asked(query: str) -> list[Word]:
    """The words of a question: what spaces and marks part, or quotes hold together."""
    terms = _TERM.findall(query.translate(_QUOTES))
    words = [_word(RUN.findall(plain(_SPACE.sub("", quoted) or bare))) for quoted, bare in terms]
    return [word for word in dict.fromkeys(words) if word.tokens][:MOST_WORDS]


def looser(words: list[Word]) -> list[Word]:
    """The same question in its smallest parts: pairs of characters, those that only hold a
    sentence together left out where others are. A letter alone is none."""
    found = [part for word in words for run in word.runs for part in _parts(run)]
    parts = [part for part in found if len(part) > 1]
    telling = [part for part in parts if FAINT.isdisjoint(part)]
    chosen = list(dict.fromkeys(telling or parts))[:MOST_PARTS]
    return [_word([part]) for part in chosen]


def _is_han(run: str) -> bool:
    return RUN.match(run) is not None and not re.match(rf"[^{HAN}]", run)


def _cut(run: str) -> list[str]:
    if not _is_han(run):
        return [run]
    return [*map("".join, pairwise(run)), run[-1]]


def _parts(run: str) -> list[str]:
    return [*map("".join, pairwise(run))] or [run] if _is_han(run) else [run]


def _word(runs: list[str]) -> Word:
    """All runs but the last end where they end; of the last the question does not know."""
    if not runs:
        return Word((), ())
    *before, last = runs
    is_open = _is_han(last) and len(last) == 1
    tail = _parts(last)
    return Word((*(t for run in before for t in _cut(run)), *tail), tuple(runs), is_open)
