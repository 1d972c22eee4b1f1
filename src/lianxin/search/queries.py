"""Find things by words, among those that somebody may see.

A question finds what holds all of its words; where nothing does, what holds most of their parts.
Of very many only the newest `CANDIDATES` are weighed, so that a common word costs no more than a
rare one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from lianxin.search.actions import TAIL, first_number
from lianxin.search.marking import Marker, Segment
from lianxin.search.models import Document

CANDIDATES = 200
WEIGHED = 2000  # characters of a text
WINDOWS = (500, 2000, 8000)  # hits of the index looked at, while too few of them may be seen
FEW = 6000
NEWEST_READ = 2000
RECENT, HALF_LIFE = 1.0, 180 * 24 * 60  # minutes
HIGHEST = 1 << 62
RELEVANCE, NEWEST = "RELEVANCE", "NEWEST"
Visible = Mapping[str, QuerySet[Any]]


@dataclass(frozen=True)
class Found:
    """One thing that was found. Segments are text and whether it is what was asked for."""

    kind: str
    thing_id: UUID
    score: float
    title: Sequence[Segment]
    snippet: Sequence[Segment]
    at: datetime


@dataclass(frozen=True)
class Findings:
    """One page. `count` things were weighed, `is_capped` when there may be more. `is_loose` when
    nothing held all the words and these hold some of their parts."""

    rows: Sequence[Found] = ()
    count: int = 0
    is_capped: bool = False
    is_loose: bool = False


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


def find(
    district_id: int,
    q: str,
    *,
    kinds: Iterable[str],
    among: Visible | None = None,
    span: Span = ALWAYS,
    order: str = RELEVANCE,
    limit: int = 20,
    after: int = 0,
) -> Findings:
    """What of `kinds` the question `q` finds, from the place `after` on.

    `among` holds, for each kind, the things that may be seen; of a kind without an entry only what
    is public is found.
    """
    seen = Seen(district_id, among or {})
    for asked, least in _attempts(q):
        search = _Search(asked, least, seen, span)
        numbers = [n for kind in kinds for n in search.newest("number", kind, CANDIDATES)]
        if numbers:
            is_loose = asked != words.asked(q)
            return _page(search, numbers, order, after, limit, is_loose=is_loose)
    return Findings()


def matching(
    district_id: int, q: str, *, kind: str, among: QuerySet[Any], most: int = CANDIDATES
) -> list[UUID]:
    """The ids of the newest things of `among` that hold all words of `q`; for narrowing a list."""
    asked = words.asked(q)
    if not asked:
        return []
    search = _Search(asked, len(asked), Seen(district_id, {kind: among}), ALWAYS)
    return search.newest("thing_id", kind, most)


def _attempts(q: str) -> Iterator[tuple[list[Word], int]]:
    """All words; then fewer and fewer of their parts."""
    asked = words.asked(q)
    if asked:
        yield asked, len(asked)
    parts = words.looser(asked)
    fewest = max(1, (len(parts) + 2) // 3)
    for least in range(len(parts) - (parts == asked), fewest - 1, -max(1, len(parts) // 3)):
        yield parts, least


def _page(
    search: _Search, numbers: list[int], order: str, after: int, limit: int, *, is_loose: bool
) -> Findings:
    marker = Marker(search.words)
    ranked = sorted(numbers, reverse=True)[:CANDIDATES]
    scores = {}
    if order == RELEVANCE:
        scores = _scores(search.seen.district_id, ranked, marker)
        ranked.sort(key=lambda number: (scores[number], number), reverse=True)
    chosen = full_text.numbered(ranked[after : after + limit])
    shown = Document.objects.filter(chosen, district_id=search.seen.district_id)
    rows = [
        Found(
            kind=row.kind,
            thing_id=row.thing_id,
            score=scores.get(row.number, 0.0),
            title=marker.mark(row.title),
            snippet=marker.snippet(row.body),
            at=row.at,
        )
        for row in sorted(shown.defer("words"), key=lambda row: ranked.index(row.number))
    ]
    return Findings(rows, len(ranked), len(ranked) == CANDIDATES, is_loose)


def _scores(district_id: int, numbers: Sequence[int], marker: Marker) -> dict[int, float]:
    """How well each answers; what is as good but younger a little more."""
    rows = Document.objects.filter(full_text.numbered(numbers), district_id=district_id)
    texts = rows.values_list("number", "title", Substr("body", 1, WEIGHED))
    newest = max(numbers) >> TAIL
    return {
        number: marker.weigh(title, body) + RECENT / (1 + (newest - (number >> TAIL)) / HALF_LIFE)
        for number, title, body in texts
    }


@dataclass(frozen=True)
class Seen:
    """What may be seen, for all wordings of one question. Where that is little, reading all of it
    once is quicker than picking it from the index of everything."""

    district_id: int
    among: Visible
    _read: dict[str, list[tuple[int, str]] | None] = field(default_factory=dict, init=False)

    def rows(self, kind: str) -> QuerySet[Document]:
        rows = Document.objects.filter(district_id=self.district_id, kind=kind)
        if kind not in self.among:
            return rows.filter(is_public=True)
        return rows.filter(Exists(self.among[kind].filter(pk=OuterRef("thing_id"))))

    def nth_newest(self, kind: str, place: int, *, below: int) -> int:
        """The number of a document of the kind, seen or not; 0 when there are not so many."""
        rows = Document.objects.filter(district_id=self.district_id, kind=kind, number__lt=below)
        numbers = rows.order_by("-number").values_list("number", flat=True)
        return next(iter(numbers[place : place + 1]), 0)

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
    """One wording of one question."""

    words: Sequence[Word]
    least: int
    seen: Seen
    span: Span
    expression: str = field(init=False)

    def __post_init__(self) -> None:
        spelled = full_text.expression(self.words, least=self.least)
        object.__setattr__(self, "expression", spelled)

    def newest(self, column: str, kind: str, most: int) -> list[Any]:
        """A column of the newest `most` that may be seen, the newest first."""
        if self.seen.is_read(kind):
            return self._picked(column, kind, most)
        rows = self.seen.rows(kind).order_by("-number").values_list(column, flat=True)
        if connection.vendor == "postgresql":
            return self._newest_of_postgres(rows, kind, most)
        found: list[Any] = []
        below, scope = self.span.below, full_text.scope_of(self.seen.district_id, kind)
        for size in WINDOWS:
            numbers = full_text.newest_numbers(
                self.expression, scope=scope, below=below, above=self.span.above, most=size
            )
            found += rows.filter(full_text.numbered(numbers))[: most - len(found)]
            if len(found) == most or len(numbers) < size:
                break
            if size == WINDOWS[0] and self.seen.little(kind) is not None:
                return self._picked(column, kind, most)
            below = numbers[-1]
        return found

    def _newest_of_postgres(self, rows: QuerySet[Any, Any], kind: str, most: int) -> list[Any]:
        """PostgreSQL does not know how soon the newest that may be seen are enough. So first it
        reads the newest documents in their order; then, with an order that no index gives, it
        asks the index of words."""
        rows = rows.filter(full_text.hits(self.expression), number__gte=self.span.above)
        rows = rows.filter(number__lt=self.span.below)
        start = self.seen.nth_newest(kind, NEWEST_READ, below=self.span.below)
        found = list(rows.filter(number__gte=start)[:most])
        if len(found) == most or not start:
            return found
        older = rows.filter(number__lt=start).order_by((F("number") + 0).desc())
        return [*found, *older[: most - len(found)]]

    def _picked(self, column: str, kind: str, most: int) -> list[Any]:
        wanted = [full_text.as_kept(word) for word in self.words]
        picked = (
            number
            for number, words in self.seen.little(kind) or ()
            if self.span.above <= number < self.span.below
            and sum(word in words for word in wanted) >= self.least
        )
        numbers = list(islice(picked, most))
        if column == "number":
            return numbers
        rows = Document.objects.filter(
            full_text.numbered(numbers), district_id=self.seen.district_id
        )
        return list(rows.order_by("-number").values_list(column, flat=True))
