"""Where in a text the words of a question stand: to weigh it, and to mark them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from lianxin.language import words
from lianxin.language.words import HAN, Word

Segment = tuple[str, bool]
AROUND = 28  # characters before the first hit
SHOWN = 110
IN_TITLE, MOST_TIMES = 3.0, 4
_LETTER = rf"[^\W_{HAN}]"


class Marker:
    """The words of one question, as patterns; of each group one is as good as the other."""

    def __init__(self, asked: Sequence[Sequence[Word]]) -> None:
        groups = [[pattern(word) for word in group] for group in asked]
        self._spelled = [spelled for group in groups for spelled in group]
        self._groups = [either(group) for group in groups]

    @cached_property
    def any(self) -> re.Pattern[str]:
        return either(self._spelled)

    def weigh(self, title: str, body: str) -> float:
        """How much of the question a text answers: each word counts, in the title thrice, often
        a little more."""
        title, body = words.plain(title), words.plain(body)
        return sum(_weight(group, title, body) for group in self._groups) / len(self._groups)

    def mark(self, text: str) -> list[Segment]:
        """`text` in pieces, those that were asked for marked."""
        hits = self._hits(text)
        pieces: list[Segment] = []
        end = 0
        for start, stop in hits:
            pieces += [(text[end:start], False), (text[start:stop], True)]
            end = stop
        return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]

    def snippet(self, text: str) -> list[Segment]:
        """The part of `text` around the first hit, on one line."""
        line = re.sub(r"\s+", " ", text).strip()
        first = next(iter(self._hits(line)), (0, 0))[0]
        start = max(0, min(first - AROUND, len(line) - SHOWN))
        shown = line[start : start + SHOWN]
        before, behind = "…" if start else "", "…" if start + SHOWN < len(line) else ""
        return self.mark(f"{before}{shown}{behind}")

    def _hits(self, text: str) -> list[tuple[int, int]]:
        """Hits as positions in `text` itself, which may be shorter than its plain form."""
        plain = words.plain(text)
        spans = [match.span() for match in self.any.finditer(plain)]
        if not spans or len(plain) == len(text):
            return spans
        grown = list(accumulate((len(words.plain(letter)) for letter in text), initial=0))
        return [_back(grown, *span) for span in spans if grown[-1] == len(plain)]


def _weight(pattern: re.Pattern[str], title: str, body: str) -> float:
    times = min(len(pattern.findall(body)), MOST_TIMES)
    in_title = pattern.search(title) is not None
    return in_title * IN_TITLE + (1 + 0.2 * (times - 1) if times else 0)


def either(spelled: Iterable[str]) -> re.Pattern[str]:
    """Any of what `pattern` made."""
    return re.compile("|".join(sorted(spelled, key=len, reverse=True)) or r"(?!)")


def _back(grown: Sequence[int], start: int, stop: int) -> tuple[int, int]:
    first = max(n for n, place in enumerate(grown) if place <= start)
    last = min(n for n, place in enumerate(grown) if place >= stop)
    return first, last


def pattern(word: Word) -> str:
    """How a word may stand in a plain text."""
    return r"[\W_]*".join(_bounded(run) for run in word.runs)


def _bounded(run: str) -> str:
    """A Latin word or a number stands alone; Chinese anywhere."""
    if re.match(f"[{HAN}]", run):
        return re.escape(run)
    return rf"(?<!{_LETTER}){re.escape(run)}(?!{_LETTER})"
