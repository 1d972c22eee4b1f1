"""The two databases' own full-text indexes over the words of `Document`, and how each is asked.

SQLite: an FTS5 table without contents, kept in step by triggers; its row ids are the documents'
numbers. PostgreSQL: a generated column under a GIN index.
"""

# ruff: noqa: S608, S611  the statements hold our own names; what is asked goes in as values

from __future__ import annotations

import json
from collections.abc import Sequence
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


def expression(words: Sequence[Word], *, least: int) -> str:
    """What holds at least `least` of `words`, in the language of the database at hand."""
    is_postgres = connection.vendor == "postgresql"
    spell = _postgres if is_postgres else _sqlite
    both, either = (" & ", " | ") if is_postgres else (" AND ", " OR ")
    chosen = combinations([spell(word) for word in words], least)
    return either.join(f"({both.join(some)})" for some in chosen)


def newest_numbers(found: str, *, scope: str, below: int, above: int, most: int) -> list[int]:
    """SQLite: the highest numbers under `below` of what `found` describes, in falling order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid < %s AND rowid >= %s"
            " ORDER BY rowid DESC LIMIT %s",
            [f'scope : "{scope}" AND words : ({found})', below, above, most],
        )
        return [row[0] for row in cursor.fetchall()]


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


def _sqlite(word: Word) -> str:
    """Tokens hold letters and digits only, so that none can end the quotes."""
    return f'"{" ".join(word.tokens)}"{" *" if word.is_open else ""}'


def _postgres(word: Word) -> str:
    *before, last = (f"'{token}'" for token in word.tokens)
    return " <-> ".join([*before, f"{last}:*" if word.is_open else last])
