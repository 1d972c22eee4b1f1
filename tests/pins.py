"""Read the SQL that the product sends: every query on a district's tables pins one district.

A query pins one when it compares `district_id`, the global `id`, or a key to another row
(`…_id`) with a value, at each level where it reads an owned table. Only then can a district
live in a database of its own. Queries that tests make themselves are not judged.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import sqlglot
from django.apps import apps
from sqlglot import exp

from lianxin.kernel.models import DistrictOwned

ROOT = Path(__file__).parents[1]
PRODUCT, TESTS = str(ROOT / "src" / "lianxin"), str(ROOT / "tests")
ENGINE = f"{PRODUCT}/kernel/database/sqlite/"  # runs every query, asks none
READS = (exp.Select, exp.Update, exp.Delete)
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b")
LISTED = re.compile(r'(?<!JSON_EXTRACT\()(?<!JSON_TYPE\()(?:(?:"\w+"\."\w+"|%s), )+')
"""Of a list of columns or values one is enough: what is left is parsed five times as fast."""


@cache
def owned_tables() -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models() if issubclass(m, DistrictOwned))


def require_pins(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """An `execute_wrapper`: raises AssertionError for an unpinned query of the product's."""
    if _asked_by_the_product():
        dialect = "postgres" if context["connection"].vendor == "postgresql" else "sqlite"
        loose = unpinned(sql, dialect)
        assert not loose, f"reads {loose} without pinning a district: {sql}"
    return execute(sql, params, many, context)


def is_read(sql: str) -> bool:
    """Whether it leaves the database as it was. What begins with a common table may end in a
    write, or hold one."""
    first = sql.lstrip(" \n(").upper()  # PostgreSQL puts the parts of a union in brackets
    if first.startswith("WITH"):
        return WRITES.search(first) is None
    return first.startswith(("SELECT", "SAVEPOINT", "RELEASE"))


def unpinned(sql: str, dialect: str) -> str:
    """The owned table that some level of `sql` reads without a pin, or ""."""
    return _unpinned(LISTED.sub("", sql), dialect)


@lru_cache(maxsize=4096)
def _unpinned(sql: str, dialect: str) -> str:
    if not any(table in sql for table in owned_tables()) or sql.startswith(("INSERT", "CREATE")):
        return ""
    if sql.startswith("EXPLAIN"):
        return ""
    tree = sqlglot.parse_one(sql.replace("%s", "1"), dialect=dialect)
    for level in tree.find_all(*READS):
        tables = {t.alias_or_name: t.name for t in _tables(level)}
        owned = [name for name in tables.values() if name in owned_tables()]
        if owned and not any(_pins(p, tables) for p in _predicates(level)):
            return owned[0]
    return ""


def _tables(level: exp.Expression) -> Iterator[exp.Table]:
    if isinstance(level, exp.Select):
        sources = [level.args.get("from") or level.args.get("from_"), *level.args.get("joins", [])]
    else:
        sources = [level.this]
    for source in filter(None, sources):
        table = source if isinstance(source, exp.Table) else source.this
        if isinstance(table, exp.Table):
            yield table


def _predicates(level: exp.Expression) -> Iterator[exp.Expression]:
    where = level.args.get("where")
    if where is not None:
        for node in where.walk(prune=lambda n: isinstance(n, exp.Select)):
            if isinstance(node, exp.EQ | exp.In):
                yield node


def _pins(predicate: exp.Expression, tables: dict[str, str]) -> bool:
    sides = [predicate.this, predicate.args.get("expression")]
    ours = [s for s in sides if isinstance(s, exp.Column) and (s.table or "") in {*tables, ""}]
    if not ours or len(ours) == len([s for s in sides if s is not None]) > 1:
        return False  # a join inside this level ties tables together, but pins none
    return any(c.name in {"id", "key"} or c.name.endswith("_id") for c in ours)


def _asked_by_the_product() -> bool:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(PRODUCT) and not name.startswith(ENGINE):
            return True
        if name.startswith(TESTS) and not name.endswith("pins.py"):
            return False
        frame = frame.f_back
    return False
