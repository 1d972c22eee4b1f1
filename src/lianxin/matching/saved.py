"""The shelves of a district on disk: written by the worker, mapped by every other process.

A process that starts reads nothing but what has changed since. What was written by other code,
other word lists or for another database is left alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from lianxin.exchange import kinds
from lianxin.kernel.ids import new_id
from lianxin.language import faint, synonyms, table
from lianxin.matching.board import Board, Lists, Postings
from lianxin.matching.families import Family
from lianxin.matching.shelf import Shelf

HERE: Final = Path(__file__).parent
TOLD: Final = (
    table.PATH, faint.PATH, synonyms.FOLDER / "services.txt", HERE / "concepts.txt",
    HERE / "often.txt",
    *(HERE / f"{name}.py" for name in ("board", "concepts", "reading", "rows", "terms", "saved")),
)  # fmt: skip
"""What decides what a board says."""

Array = NDArray[Any]


@dataclass(frozen=True)
class Kept:
    """`reached` is the last entry of the timeline that is in it."""

    shelves: Mapping[Family, Shelf]
    reached: UUID


def write(district_id: int, kept: Kept) -> None:
    """In place of what was written before. Who has that mapped keeps it."""
    folder = _folder() / f"{district_id}-{new_id().hex}"
    folder.mkdir(parents=True)
    for family, shelf in kept.shelves.items():
        shelf.join()
        for board in shelf.boards:
            for name, array in _arrays(board):
                np.save(folder / f"{family}-{name}.npy", array, allow_pickle=False)
    told = {
        "format": _format(),
        "folder": folder.name,
        "reached": kept.reached.hex,
        "lengths": {family: shelf.length for family, shelf in kept.shelves.items()},
    }
    fresh = folder / "told.json"
    fresh.write_text(json.dumps(told), "utf-8")
    fresh.replace(_pointer(district_id))
    for old in _folder().glob(f"{district_id}-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


def read(district_id: int) -> Kept | None:
    """None when nothing was written, or by other code."""
    try:
        told = json.loads(_pointer(district_id).read_text("utf-8"))
        if told["format"] != _format():
            return None
        folder = _folder() / told["folder"]
        shelves = {
            Family(name): _shelf(folder, name, length) for name, length in told["lengths"].items()
        }
        return Kept({one: shelves.get(one, Shelf()) for one in Family}, UUID(told["reached"]))
    except (OSError, ValueError, KeyError):
        return None


def is_there(district_id: int) -> bool:
    """Whether what was written is of this code."""
    try:
        told = json.loads(_pointer(district_id).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(told.get("format") == _format())


def _shelf(folder: Path, name: str, length: float | None) -> Shelf:
    if not (folder / f"{name}-names.npy").exists():
        return Shelf()

    def mapped(what: str) -> Array:
        made: Array = np.load(folder / f"{name}-{what}.npy", mmap_mode="r", allow_pickle=False)
        return made

    board = Board(
        mapped("names"),
        mapped("versions"),
        Postings(mapped("keys"), mapped("starts"), mapped("items"), mapped("weights")),
        Lists(mapped("word_starts"), mapped("words")),
        Lists(mapped("listed_starts"), mapped("listed")),
        mapped("rows"),
        mapped("vocabulary"),
        mapped("meanings"),
    )
    return Shelf.on(board, length)


def _arrays(board: Board) -> Iterator[tuple[str, Array]]:
    yield "names", board.names
    yield "versions", board.versions
    yield "keys", board.postings.keys
    yield "starts", board.postings.starts
    yield "items", board.postings.items
    yield "weights", board.postings.weights
    yield "word_starts", board.words.starts
    yield "words", board.words.values
    yield "listed_starts", board.listed.starts
    yield "listed", board.listed.values
    yield "rows", board.rows
    yield "vocabulary", board.vocabulary
    yield "meanings", board.meanings


def _folder() -> Path:
    return Path(settings.DATA) / "shelves"


def _pointer(district_id: int) -> Path:
    return _folder() / f"{district_id}.json"


@cache
def _format() -> str:
    """What was made by other code or of other lists is not read."""
    told = blake2b(digest_size=16)
    for path in (*TOLD, *sorted(Path(kinds.__file__).parent.glob("*.py"))):
        told.update(os.fsencode(path.name))
        told.update(path.read_bytes())
    return told.hexdigest()
