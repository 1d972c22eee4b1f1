"""That it is enough to try pages and API on one database, and that no behaviour loses by it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.both import BEHAVIOUR, FACES, matters

ROOT = Path(__file__).parents[2]
SOURCE, TESTS = ROOT / "src" / "lianxin", ROOT / "tests"
SQL = re.compile(
    r"RawSQL|\.raw\(|\.extra\(|select_for_update|connection\.(?:cursor|vendor)|Func\("
)
ASKS_IF_IT_LIVES = {"web/shell/views.py"}  # SELECT 1, for whoever watches the server


def test_no_face_writes_sql_of_its_own() -> None:
    found = {
        str(path.relative_to(SOURCE))
        for face in FACES
        for path in (SOURCE / face).rglob("*.py")
        if SQL.search(path.read_text())
    }

    assert found == ASKS_IF_IT_LIVES


def test_every_room_with_rows_has_tests_on_both() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/migrations")}
    tried = {path.parent.name for path in TESTS.glob("*/test_*.py") if matters(path, "")}

    assert rooms - FACES - tried == set()


def test_every_behaviour_that_is_proven_is_proven_on_both() -> None:
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for path, says in _tests():
        named[matters(path, says)] |= set(BEHAVIOUR.findall(says))

    assert named[False] - named[True] == {"X6"}  # of words in files


def _tests() -> Iterator[tuple[Path, str]]:
    """Each test with what it and its file say of themselves."""
    for path in TESTS.rglob("test_*.py"):
        tree = ast.parse(path.read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield path, f"{ast.get_docstring(node)} {ast.get_docstring(tree)}"
