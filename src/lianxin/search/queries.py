"""Find things by words, among those that somebody may see.

A question finds what holds all of its words; asked widely, behind those what holds words that may
stand for them; where nothing does, what holds most of their parts.
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

from lianxin.language import synonyms, words
from lianxin.language.words import Word
from lianxin.search import full_text
from lianxin.search.actions import TAIL, first_number
from lianxin.search.full_text import Wanted
from lianxin.search.marking import Marker, Segment
from lianxin.search.models import Document

CANDIDATES = 200
RESERVED = 50  # of them, for what is called otherwise
WEIGHED = 2000  # characters of a text
WINDOWS = (500, 2000, 8000)  # hits of the index looked at, while too few of them may be seen
FEW = 6000
NEWEST_READ = 2000
RECENT, HALF_LIFE = 1.0, 180 * 24 * 60  # minutes
FIRST = 100.0  # more than any weight
HIGHEST = 1 << 62
RELEVANCE, NEWEST = "RELEVANCE", "NEWEST"
Visible = Mapping[str, QuerySet[Any]]
Marks = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Found:
    """One thing that was found. Segments are text and whether it is what was asked for."""

    kind: str
    thing_id: UUID
    score: float
    title: Sequence[Segment]
    snippet: Sequence[Segment]
    at: datetime
    is_near: bool = False  # by words that stand for those of the question


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


@dataclass(frozen=True)
class Asked:
    """One wording of a question: at least `least` of the groups of words. `ranked` is what is
    weighed where that is more."""

    groups: Sequence[Sequence[Word]]
    least: int
    ranked: Sequence[Sequence[Word]] = ()
    is_loose: bool = False
    is_near: bool = False
    but: Sequence[Word] = ()  # what has all of these was found before


def find(
    district_id: int,
    q: str,
    *,
    kinds: Iterable[str],
    among: Visible | None = None,
    marks: Marks = (),
    is_wide: bool = False,
    span: Span = ALWAYS,
    order: str = RELEVANCE,
    limit: int = 20,
    after: int = 0,
) -> Findings:
    """What of `kinds` the question `q` finds, from the place `after` on.

    `among` holds, for each kind, the things that may be seen; of a kind without an entry only what
    is public is found. Of each of `marks` a thing has one. `is_wide` also finds what is called
    otherwise (`language.synonyms`), behind what is called so.
    """
    seen, found = Seen(district_id, among or {}), list[tuple[Asked, list[int]]]()
    for asked in _attempts(q, is_wide=is_wide):
        known = {number for _asked, numbers in found for number in numbers}
        if known and asked.is_loose:
            break
        search = _Search(Wanted(asked.groups, asked.least, marks, asked.but), seen, span)
        numbers = {n for kind in kinds for n in search.newest("number", kind, CANDIDATES)} - known
        if numbers:
            room = CANDIDATES - len(known)
            if is_wide and not asked.is_near:
                room -= RESERVED
            found.append((asked, sorted(numbers, reverse=True)[:room]))
    return _page(district_id, found, order, after, limit) if found else Findings()


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


def _attempts(q: str, *, is_wide: bool) -> Iterator[Asked]:
    """All words; where it is wide those that may stand for them; then fewer and fewer parts."""
    asked = words.asked(q)
    if asked:
        yield Asked([(word,) for word in asked], len(asked))
    if asked and is_wide:
        yield _wide(q, asked)
    parts = words.looser(asked)
    fewest = max(1, (len(parts) + 2) // 3)
    for least in range(len(parts) - (parts == asked), fewest - 1, -max(1, len(parts) // 3)):
        yield Asked([(part,) for part in parts], least, is_loose=True)


def _wide(q: str, but: Sequence[Word]) -> Asked:
    senses = synonyms.senses(q)
    groups = [(sense.word, *sense.near) for sense in senses]
    needed = [group for sense, group in zip(senses, groups, strict=True) if sense.is_needed]
    return Asked(needed, len(needed), ranked=groups, is_near=True, but=but)


def _all(asked: Sequence[Word]) -> Wanted:
    return Wanted([(word,) for word in asked], len(asked))


def _page(
    district_id: int,
    found: Sequence[tuple[Asked, list[int]]],
    order: str,
    after: int,
    limit: int,
) -> Findings:
    wordings: dict[int, Asked] = {}
    scores: dict[int, float] = {}
    markers = {id(asked): _marker(asked) for asked, _numbers in found}
    for asked, numbers in found:
        chosen = numbers
        if order == RELEVANCE:
            told = _scores(district_id, numbers, markers[id(asked)], is_near=asked.is_near)
            chosen = sorted(told, key=lambda number: (told[number], number), reverse=True)
            scores |= told
        wordings |= dict.fromkeys(chosen, asked)
    ranked = list(wordings) if order == RELEVANCE else sorted(wordings, reverse=True)
    wanted = full_text.numbered(ranked[after : after + limit])
    shown = Document.objects.filter(wanted, district_id=district_id).defer("words")
    rows = [
        _found(row, scores.get(row.number, 0.0), asked, markers[id(asked)])
        for row in sorted(shown, key=lambda row: ranked.index(row.number))
        for asked in [wordings[row.number]]
    ]
    return Findings(rows, len(ranked), len(ranked) == CANDIDATES, found[0][0].is_loose)


def _marker(asked: Asked) -> Marker:
    return Marker(asked.ranked or asked.groups, asked.groups if asked.is_near else ())


def _found(row: Document, score: float, asked: Asked, marker: Marker) -> Found:
    return Found(
        kind=row.kind,
        thing_id=row.thing_id,
        score=score,
        title=marker.mark(row.title),
        snippet=marker.snippet(row.body),
        at=row.at,
        is_near=asked.is_near and not marker.holds(row.title, row.body),
    )


def _scores(
    district_id: int, numbers: Sequence[int], marker: Marker, *, is_near: bool
) -> dict[int, float]:
    """How well each answers; what is as good but younger a little more. What says it in the very
    words goes before what calls it otherwise; of that, what does so in its own text counts, not
    who gives it."""
    rows = Document.objects.filter(full_text.numbered(numbers), district_id=district_id)
    texts = rows.values_list("number", "title", Substr("body", 1, WEIGHED))
    newest = max(numbers) >> TAIL
    return {
        number: marker.weigh(title, body)
        + RECENT / (1 + (newest - (number >> TAIL)) / HALF_LIFE)
        + (FIRST if is_near and marker.holds(title, body) else 0)
        for number, title, body in texts
        if not is_near or marker.names(title, body)
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
