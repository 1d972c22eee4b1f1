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
OF_NEAR = 0.5  # what a word that stands for another counts
_LETTER = rf"[^\W_{HAN}]"


class Marker:
    """The words of one question, as patterns; with each the words that may stand for it."""

    def __init__(
        self, asked: Sequence[Sequence[Word]], needed: Sequence[Sequence[Word]] = ()
    ) -> None:
        groups = [[_pattern(word) for word in group] for group in asked]
        self._needed = [re.compile(_pattern(group[0])) for group in needed]
        self._named = [_either(map(_pattern, group)) for group in needed]
        self._spelled = [spelled for group in groups for spelled in group]
        self._own = [re.compile(own) for own, *_near in groups]
        self._near = [_either(near) if near else None for _own, *near in groups]

    @cached_property
    def any(self) -> re.Pattern[str]:
        return _either(self._spelled)

    def weigh(self, title: str, body: str) -> float:
        """How much of the question a text answers: each word counts, in the title thrice, often
        a little more; one that stands for it, half."""
        title, body = words.plain(title), words.plain(body)
        total = 0.0
        for own, near in zip(self._own, self._near, strict=True):
            counts = _weight(own, title, body)
            if near is not None:
                counts = max(counts, OF_NEAR * _weight(near, title, body))
            total += counts
        return total / len(self._own)

    def holds(self, title: str, body: str) -> bool:
        """Whether a text has what is needed in the very words that were asked."""
        plain = words.plain(f"{title} {body}")
        return all(pattern.search(plain) for pattern in self._needed)

    def names(self, title: str, body: str) -> bool:
        """Whether a text has what is needed, or what may stand for it."""
        plain = words.plain(f"{title} {body}")
        return all(pattern.search(plain) for pattern in self._named)

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


def _either(spelled: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(spelled, key=len, reverse=True)) or r"(?!)")


def _back(grown: Sequence[int], start: int, stop: int) -> tuple[int, int]:
    first = max(n for n, place in enumerate(grown) if place <= start)
    last = min(n for n, place in enumerate(grown) if place >= stop)
    return first, last


def _pattern(word: Word) -> str:
    return r"[\W_]*".join(_bounded(run) for run in word.runs)


def _bounded(run: str) -> str:
    """A Latin word or a number stands alone; Chinese anywhere."""
    if re.match(f"[{HAN}]", run):
        return re.escape(run)
    return rf"(?<!{_LETTER}){re.escape(run)}(?!{_LETTER})"
