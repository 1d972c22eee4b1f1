"""Find things by words, among those that somebody may see.

A question finds what holds all of its words; where nothing does, what holds most of their parts.
A room that knows more of its things says itself in which wordings they are asked for (`Asked`).
Of very many only the newest `CANDIDATES` are weighed, so that a common word costs no more than a
rare one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Substr

from lianxin.language import words
from lianxin.language.words import Word
from lianxin.search import full_text
from lianxin.search.actions import NAMED, TAIL, first_number
from lianxin.search.full_text import Wanted
from lianxin.search.marking import Marker, Segment
from lianxin.search.models import Document

CANDIDATES = 200
WEIGHED = 2000  # characters of a text
WINDOWS = (500, 2000, 8000)  # hits of the index looked at, while too few of them may be seen
FEW = 6000
NEWEST_READ = 2000
RECENT, HALF_LIFE = 1.0, 180 * 24 * 60  # minutes
HIGHEST = 1 << 62
APART = 100.0  # the scores of one wording and the next
RELEVANCE, NEWEST = "RELEVANCE", "NEWEST"
Visible = Mapping[str, QuerySet[Any]]
Marks = Sequence[Sequence[str]]
Weigh = Callable[[str, str], float | None]


@dataclass(frozen=True)
class Found:
    """One thing that was found. Segments are text and whether it is what was asked for."""

    kind: str
    thing_id: UUID
    score: float
    title: Sequence[Segment]
    snippet: Sequence[Segment]
    at: datetime
    asked: Asked


@dataclass(frozen=True)
class Findings:
    """One page. `count` things were weighed, `is_capped` when there may be more. `asked` are the
    wordings that they answer, of each thing its own."""

    rows: Sequence[Found] = ()
    count: int = 0
    is_capped: bool = False
    asked: Sequence[Asked] = ()

    @property
    def is_loose(self) -> bool:
        """Nothing held all the words; these hold some of their parts."""
        return any(asked.is_loose for asked in self.asked[:1])


@dataclass(frozen=True)
class Span:
    """Things of these moments only."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def above(self) -> int:
        return first_number(self.since) if self.since else 0

    @property
    def below(self) -> int:
        return first_number(self.until) if self.until else HIGHEST


ALWAYS = Span()


@dataclass(frozen=True)
class Asked:
    """One wording of a question: at least `least` of the groups of words, one of each of `marks`,
    and not all of `but`. It is asked only while at most `at_most` things were found before, and
    finds so many that there are not more than `most` together. `weigh` tells from title and body
    how well a thing answers, or that it does not; `shown` is what is marked in it, where that is
    more. What has answered by other words is `is_near`, by a part of them `is_loose`, by words
    that only stand in its text `is_mention`."""

    groups: Sequence[Sequence[Word]]
    least: int
    marks: Marks = ()
    but: Sequence[Word] = ()
    at_most: int | None = None
    most: int = CANDIDATES
    weigh: Weigh | None = None
    shown: Sequence[Sequence[Word]] = ()
    is_near: bool = False
    is_loose: bool = False
    is_mention: bool = False


def find(
    district_id: int,
    q: str,
    *,
    kinds: Iterable[str],
    among: Visible | None = None,
    marks: Marks = (),
    wordings: Sequence[Asked] | None = None,
    span: Span = ALWAYS,
    order: str = RELEVANCE,
    limit: int = 20,
    after: int = 0,
) -> Findings:
    """What of `kinds` the question `q` finds, from the place `after` on.

    `among` holds, for each kind, the things that may be seen; of a kind without an entry only what
    is public is found. Of each of `marks` a thing has one. What answers an earlier one of the
    `wordings` stands before what answers a later one.
    """
    seen, found = Seen(district_id, among or {}), dict[int, tuple[Asked, float]]()
    for place, asked in enumerate(_attempts(q) if wordings is None else wordings):
        if asked.at_most is not None and len(found) > asked.at_most:
            continue
        wanted = Wanted(asked.groups, asked.least, (*marks, *asked.marks), asked.but)
        search = _Search(wanted, seen, span)
        numbers = {n for kind in kinds for n in search.newest("number", kind, CANDIDATES)}
        new = sorted(numbers - found.keys(), reverse=True)[: max(0, asked.most - len(found))]
        told = _scores(district_id, new, asked, order)
        found |= {number: (asked, score - APART * place) for number, score in told.items()}
    return _page(district_id, found, order, after, limit) if found else Findings()


def count(district_id: int, asked: Asked, *, kind: str, marks: Marks = (), most: int) -> int:
    """How many public things answer a wording; nobody counts further than `most`."""
    wanted = Wanted(asked.groups, asked.least, (*marks, *asked.marks), asked.but)
    return full_text.counted([wanted.expression], district_id=district_id, kind=kind, most=most)[0]


def named(word: Word) -> Word:
    """The word, where it says what a thing is (`actions.Text.named`)."""
    return replace(word, tokens=tuple(NAMED + token for token in word.tokens))


def matching(
    district_id: int, q: str, *, kind: str, among: QuerySet[Any], most: int = CANDIDATES
) -> list[UUID]:
    """The ids of the newest things of `among` that hold all words of `q`; for narrowing a list."""
    asked = words.asked(q)
    if not asked:
        return []
    search = _Search(_all(asked), Seen(district_id, {kind: among}), ALWAYS)
    return search.newest("thing_id", kind, most)


def newest(
    district_id: int,
    *,
    kind: str,
    marks: Marks,
    among: QuerySet[Any] | None = None,
    below: int = HIGHEST,
    above: int = 0,
    is_rising: bool = False,
    most: int,
) -> list[tuple[int, UUID]]:
    """The newest things that have one of each of `marks`, with their numbers, by which pages go
    on: those `below` a number, the newest first, or those `above` one, the oldest first."""
    seen = Seen(district_id, {} if among is None else {kind: among})
    search = _Search(Wanted((), 0, marks), seen, ALWAYS, below, above, is_rising)
    chosen = full_text.numbered(search.newest("number", kind, most))
    rows = Document.objects.filter(chosen, district_id=district_id)
    return sorted(rows.values_list("number", "thing_id"), reverse=not is_rising)


def counts(district_id: int, *, kind: str, marks: Sequence[Marks], most: int) -> list[int]:
    """For each of `marks`, how many public things have one of each; nobody counts further than
    `most`. One query."""
    wanted = [Wanted((), 0, one).expression for one in marks]
    return full_text.counted(wanted, district_id=district_id, kind=kind, most=most)


def _attempts(q: str) -> Iterator[Asked]:
    """All words; then fewer and fewer parts."""
    asked = words.asked(q)
    if asked:
        yield Asked([(word,) for word in asked], len(asked))
    parts = words.looser(asked)
    fewest = max(1, (len(parts) + 2) // 3)
    for least in range(len(parts) - (parts == asked), fewest - 1, -max(1, len(parts) // 3)):
        yield Asked([(part,) for part in parts], least, at_most=0, is_loose=True)


def _all(asked: Sequence[Word]) -> Wanted:
    return Wanted([(word,) for word in asked], len(asked))


def _page(
    district_id: int,
    found: Mapping[int, tuple[Asked, float]],
    order: str,
    after: int,
    limit: int,
) -> Findings:
    ranked = sorted(found, reverse=True)
    if order == RELEVANCE:
        ranked.sort(key=lambda number: found[number][1], reverse=True)
    wanted = full_text.numbered(ranked[after : after + limit])
    shown = Document.objects.filter(wanted, district_id=district_id).defer("words")
    markers = {id(asked): _marker(asked) for asked, _score in found.values()}
    rows = [
        _found(row, score, asked, markers[id(asked)])
        for row in sorted(shown, key=lambda row: ranked.index(row.number))
        for asked, score in [found[row.number]]
    ]
    asked = [found[number][0] for number in ranked]
    return Findings(rows, len(ranked), len(ranked) == CANDIDATES, asked)


def _marker(asked: Asked) -> Marker:
    return Marker(asked.shown or asked.groups)


def _found(row: Document, score: float, asked: Asked, marker: Marker) -> Found:
    return Found(
        kind=row.kind,
        thing_id=row.thing_id,
        score=score,
        title=marker.mark(row.title),
        snippet=marker.snippet(row.body),
        at=row.at,
        asked=asked,
    )


def _scores(
    district_id: int, numbers: Sequence[int], asked: Asked, order: str
) -> Mapping[int, float]:
    """How well each answers; what is as good but younger a little more. Nobody weighs what is told
    by its age."""
    if not numbers or (order == NEWEST and asked.weigh is None):
        return dict.fromkeys(numbers, 0.0)
    weigh = asked.weigh or _marker(asked).weigh
    rows = Document.objects.filter(full_text.numbered(numbers), district_id=district_id)
    texts = rows.values_list("number", "title", Substr("body", 1, WEIGHED))
    newest = max(numbers) >> TAIL
    return {
        number: weight + RECENT / (1 + (newest - (number >> TAIL)) / HALF_LIFE)
        for number, title, body in texts
        if (weight := weigh(title, body)) is not None
    }


@dataclass(frozen=True)
class Seen:
    """What may be seen, for all wordings of one question. Where that is little, reading all of it
    once is quicker than picking it from the index of everything."""

    district_id: int
    among: Visible
    _read: dict[str, list[tuple[int, str]] | None] = field(default_factory=dict, init=False)
    _nth: dict[tuple[str, int, int], int] = field(default_factory=dict, init=False)

    def rows(self, kind: str) -> QuerySet[Document]:
        rows = Document.objects.filter(district_id=self.district_id, kind=kind)
        if kind not in self.among:
            return rows.filter(is_public=True)
        return rows.filter(Exists(self.among[kind].filter(pk=OuterRef("thing_id"))))

    def nth_newest(self, kind: str, place: int, *, below: int) -> int:
        """The number of a document of the kind, seen or not; 0 when there are not so many."""
        key = (kind, place, below)
        if key not in self._nth:
            rows = Document.objects.filter(
                district_id=self.district_id, kind=kind, number__lt=below
            )
            numbers = rows.order_by("-number").values_list("number", flat=True)
            self._nth[key] = next(iter(numbers[place : place + 1]), 0)
        return self._nth[key]

    def is_read(self, kind: str) -> bool:
        return self._read.get(kind) is not None

    def little(self, kind: str) -> list[tuple[int, str]] | None:
        """The number and the words of each, the newest first; None where they are many."""
        if kind not in self._read:
            self._read[kind] = self._all(kind) if self._is_little(kind) else None
        return self._read[kind]

    def _is_little(self, kind: str) -> bool:
        visible = self.among.get(kind)
        return visible is not None and visible.order_by().values("pk")[: FEW + 1].count() <= FEW

    def _all(self, kind: str) -> list[tuple[int, str]]:
        """Sorted here, so that SQLite begins with what may be seen, not with the order."""
        rows = Document.objects.filter(
            district_id=self.district_id,
            kind=kind,
            thing_id__in=self.among[kind].order_by().values("pk"),
        )
        return sorted(rows.values_list("number", "words"), reverse=True)


@dataclass(frozen=True)
class _Search:
    """One wording of one question, among the numbers from `above` up to `below`."""

    wanted: Wanted
    seen: Seen
    span: Span
    below: int = HIGHEST
    above: int = 0
    is_rising: bool = False

    def newest(self, column: str, kind: str, most: int) -> list[Any]:
        """A column of the newest `most` that may be seen, the newest first."""
        if self.seen.is_read(kind):
            return self._picked(column, kind, most)
        rows = self.seen.rows(kind).order_by("number" if self.is_rising else "-number")
        rows = rows.values_list(column, flat=True)
        if connection.vendor == "postgresql":
            return self._newest_of_postgres(rows, kind, most)
        found: list[Any] = []
        (above, below), scope = self._bounds, full_text.scope_of(self.seen.district_id, kind)
        for size in WINDOWS:
            numbers = full_text.newest_numbers(
                self.wanted.expression, scope=scope, below=below, above=above, most=size,
                is_rising=self.is_rising,
            )  # fmt: skip
            if numbers:
                found += rows.filter(full_text.numbered(numbers))[: most - len(found)]
            if len(found) == most or len(numbers) < size:
                break
            if size == WINDOWS[0] and self.seen.little(kind) is not None:
                return self._picked(column, kind, most)
            above, below = (numbers[-1] + 1, below) if self.is_rising else (above, numbers[-1])
        return found

    @property
    def _bounds(self) -> tuple[int, int]:
        return max(self.above, self.span.above), min(self.below, self.span.below)

    def _newest_of_postgres(self, rows: QuerySet[Any, Any], kind: str, most: int) -> list[Any]:
        """PostgreSQL does not know how soon the newest that may be seen are enough. So first it
        reads the newest documents in their order; then, with an order that no index gives, it
        asks the index of words."""
        above, below = self._bounds
        rows = rows.filter(number__gte=above, number__lt=below)
        if self.wanted.expression:
            rows = rows.filter(full_text.hits(self.wanted.expression))
        if self.is_rising:
            return list(rows[:most])
        start = self.seen.nth_newest(kind, NEWEST_READ, below=below)
        found = list(rows.filter(number__gte=start)[:most])
        if len(found) == most or not start:
            return found
        older = rows.filter(number__lt=start).order_by((F("number") + 0).desc())
        return [*found, *older[: most - len(found)]]

    def _picked(self, column: str, kind: str, most: int) -> list[Any]:
        (above, below), is_wanted = self._bounds, self.wanted.test()
        read = self.seen.little(kind) or ()
        picked = (
            number
            for number, words in (reversed(read) if self.is_rising else read)
            if above <= number < below and is_wanted(words)
        )
        numbers = list(islice(picked, most))
        if column == "number":
            return numbers
        rows = Document.objects.filter(
            full_text.numbered(numbers), district_id=self.seen.district_id
        )
        return list(rows.order_by("-number").values_list(column, flat=True))
