"""The two databases' own full-text indexes over the words of `Document`, and how each is asked.

SQLite: an FTS5 table without contents, kept in step by triggers; its row ids are the documents'
numbers. PostgreSQL: a generated column under a GIN index.
"""

# ruff: noqa: S608, S611  the statements hold our own names; what is asked goes in as values

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from lianxin.language.words import Word

TABLE = "search_text"
_ROW = "'d' || {0}.district_id || {0}.kind, {0}.words"
_ADD = f"INSERT INTO {TABLE}(rowid, scope, words) VALUES (new.number, {_ROW.format('new')})"
_TAKE = (
    f"INSERT INTO {TABLE}({TABLE}, rowid, scope, words)"
    f" VALUES ('delete', old.number, {_ROW.format('old')})"
)
_KEPT = "words, number, kind, district_id"
SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(scope, words, content='',"
    " columnsize=0, prefix='1', tokenize='unicode61 remove_diacritics 0')",
    "DROP TRIGGER IF EXISTS search_document_put",
    f"CREATE TRIGGER search_document_put AFTER INSERT ON search_document BEGIN {_ADD}; END",
    "DROP TRIGGER IF EXISTS search_document_taken",
    f"CREATE TRIGGER search_document_taken AFTER DELETE ON search_document BEGIN {_TAKE}; END",
    "DROP TRIGGER IF EXISTS search_document_changed",
    f"CREATE TRIGGER search_document_changed AFTER UPDATE OF {_KEPT} ON search_document"
    f" BEGIN {_TAKE}; {_ADD}; END",
)
_COUNT_SQLITE = f"SELECT count(*) FROM (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s)"
_COUNT_POSTGRES = (
    "SELECT count(*) FROM (SELECT 1 FROM search_document WHERE district_id = %s AND kind = %s"
    " AND is_public AND vector @@ %s::tsquery LIMIT %s) AS found"
)
POSTGRES = (
    "ALTER TABLE search_document ADD COLUMN IF NOT EXISTS vector tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
    "CREATE INDEX IF NOT EXISTS search_document_vector ON search_document USING gin (vector)",
)


def install(using: str) -> None:
    """Put the index into the database. Safe to repeat."""
    statements = POSTGRES if connections[using].vendor == "postgresql" else SQLITE
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def forget_sizes(cursor: CursorWrapper) -> None:
    """SQLite: forget how large ANALYZE has found the index's own tables. They grow by thousands in
    a minute, and a table that is taken for as small as it was is read whole for each piece of it
    that is cleared away: filling the index would take a time that grows by its square."""
    cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl LIKE %s", [f"{TABLE}%"])
    cursor.execute("ANALYZE sqlite_master")  # reads anew what is left


@dataclass(frozen=True)
class Wanted:
    """At least `least` of `words`, each by itself or by one of those that may stand for it, and of
    each of `marks` one; but nothing that has all of `but`."""

    words: Sequence[Sequence[Word]]
    least: int
    marks: Sequence[Sequence[str]] = ()
    but: Sequence[Word] = ()

    @cached_property
    def expression(self) -> str:
        """In the language of the database at hand; empty where nothing is asked for."""
        is_postgres = connection.vendor == "postgresql"
        spell = _postgres if is_postgres else _sqlite
        both, either = (" & ", " | ") if is_postgres else (" AND ", " OR ")
        spelled = [_any(either, map(spell, group)) for group in self.words]
        chosen = combinations(spelled, self.least) if spelled else ()
        asked = either.join(f"({both.join(some)})" for some in chosen)
        marked = [_any(either, (spell(Word((mark,), ())) for mark in one)) for one in self.marks]
        told = both.join(part for part in (asked and f"({asked})", *marked) if part)
        if not self.but:
            return told
        no = " & !" if is_postgres else " NOT "
        return f"({told}){no}({both.join(map(spell, self.but))})"

    def test(self) -> Callable[[str], bool]:
        """Tells whether a document's words are what is wanted."""
        groups = [[as_kept(word) for word in group] for group in self.words]
        marks = [[f" {mark} " for mark in one] for one in self.marks]
        firsts = [group[0] for group in groups]
        but = [as_kept(word) for word in self.but]
        if not marks and not but and len(firsts) == sum(map(len, groups)):
            return lambda kept: sum(word in kept for word in firsts) >= self.least
        return lambda kept: (
            all(any(mark in kept for mark in one) for one in marks)
            and sum(any(word in kept for word in group) for group in groups) >= self.least
            and not (but and all(word in kept for word in but))
        )


def newest_numbers(
    found: str, *, scope: str, below: int, above: int, most: int, is_rising: bool = False
) -> list[int]:
    """SQLite: the highest numbers under `below` of what `found` describes, in falling order; or
    the lowest from `above` on, in rising order."""
    order = "ASC" if is_rising else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s AND rowid >= %s"
            f" ORDER BY rowid {order} LIMIT %s",
            [_match(scope, found), below, above, most],
        )
        return [row[0] for row in cursor.fetchall()]


def counted(found: Sequence[str], *, district_id: int, kind: str, most: int) -> list[int]:
    """How many documents each of `found` describes, up to `most`."""
    one, values = (
        (_COUNT_POSTGRES, [(district_id, kind, text, most) for text in found])
        if connection.vendor == "postgresql"
        else (_COUNT_SQLITE, [(_match(scope_of(district_id, kind), t), most) for t in found])
    )
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(found)), [v for row in values for v in row])
        return [row[0] for row in cursor.fetchall()]


def _match(scope: str, found: str) -> str:
    return f'scope : "{scope}"' + (f" AND words : ({found})" if found else "")


def as_kept(word: Word) -> str:
    """How `word` stands in a document's words."""
    return f" {' '.join(word.tokens)}{'' if word.is_open else ' '}"


def numbered(numbers: Sequence[int]) -> RawSQL:
    """Whether a document is one of `numbers`, told as one value: to compose a statement with
    thousands of them takes longer than to answer it."""
    condition, value = "IN (SELECT value FROM json_each(%s))", json.dumps([*numbers])
    if connection.vendor == "postgresql":
        condition, value = "= ANY(CAST(%s AS bigint[]))", f"{{{','.join(map(str, numbers))}}}"
    return RawSQL(f'"search_document"."number" {condition}', [value], output_field=BooleanField())


def hits(found: str) -> RawSQL:
    """PostgreSQL: whether a document is among what `found` describes."""
    return RawSQL(
        '"search_document"."vector" @@ %s::tsquery', [found], output_field=BooleanField()
    )


def scope_of(district_id: int, kind: str) -> str:
    return f"d{district_id}{kind}"


def _any(either: str, spelled: Iterable[str]) -> str:
    parts = list(spelled)
    return f"({either.join(parts)})" if len(parts) > 1 else parts[0]


def _sqlite(word: Word) -> str:
    """Tokens hold letters and digits only, so that none can end the quotes."""
    return f'"{" ".join(word.tokens)}"{" *" if word.is_open else ""}'


def _postgres(word: Word) -> str:
    *before, last = (f"'{token}'" for token in word.tokens)
    return " <-> ".join([*before, f"{last}:*" if word.is_open else last])
