"""A table handed in as a file: looked at first, then filed row by row in the background.

What is looked at is what is filed: both read the same file in the same way. Reading a row, and
filing it, is the business of the room that the rows belong to.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel import reference
from lianxin.papers import actions as papers
from lianxin.papers import lists
from lianxin.papers.lists import Cell
from lianxin.papers.models import Job, JobState

T = TypeVar("T")
File: TypeAlias = Callable[[Sequence[T]], tuple[int, int]]
"""Files rows, or the first of them; says how many, and how many of them were new."""
AT_ONCE = 50  # rows in one transaction at most
WRITING = 0.1  # seconds it goes on at most: on SQLite nobody else writes meanwhile
SLICE = 15.0  # seconds; then the worker does what is more urgent
SEEN_EVERY = 500  # rows between two words of how far looking has come
FAULTS_SHOWN, LINES_SHOWN, REMARKS_SHOWN = 100, 10, 50


@dataclass(frozen=True)
class Fault:
    """Why one row cannot be filed, and what to do about it."""

    line: int
    column: str
    what: str
    remedy: str


@dataclass(frozen=True)
class Remark:
    """Something in a row that the one who hands it in should know; it is filed all the same."""

    line: int
    column: str
    word: str
    remedy: str = ""


def told(faults: Sequence[Fault], remarks: Iterable[Remark]) -> dict[str, Any]:
    """For the page, as plain values; of many that are alike the first lines."""
    words: dict[tuple[str, str], list[Remark]] = {}
    alike: dict[tuple[str, str, str], list[int]] = {}
    for fault in faults:
        alike.setdefault((fault.column, fault.what, fault.remedy), []).append(fault.line)
    for remark in remarks:
        words.setdefault((remark.column, remark.word), []).append(remark)
    return {
        "bad": len({fault.line for fault in faults}),
        "faults": [
            {
                "column": column,
                "what": what,
                "remedy": remedy,
                "rows": len(lines),
                "lines": lines[:LINES_SHOWN],
            }
            for (column, what, remedy), lines in list(alike.items())[:FAULTS_SHOWN]
        ],
        "faults_in_all": len(faults),
        "remarks": [
            {"column": column, "word": word[:40], "line": same[0].line, "rows": len(same)}
            for (column, word), same in list(words.items())[:REMARKS_SHOWN]
        ],
        "remarks_in_all": len(words),
    }


def keep(
    job: Job,
    *,
    asked: Mapping[str, Any],
    total: int,
    found: Mapping[str, Any],
    faults: Sequence[Fault],
) -> None:
    """What a dry run found, with every fault in a file."""
    if not faults:
        papers.looked(job, asked=asked, total=total, found=found)
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "faults.xlsx"
        rows = [(f.line, f.column, f.what, f.remedy) for f in faults]
        head = [_("行号"), _("列"), _("问题"), _("怎么改")]
        lists.write_xlsx(made, title=_("要改的行"), head=head, rows=rows, wide=(2, 3))
        papers.looked(job, asked=asked, total=total, found=found, made=made)


def seen(job: Job, rows: Sequence[T]) -> Iterator[T]:
    """`rows` one by one. While the worker looks at them, the job says how far it has come."""
    for number, row in enumerate(rows):
        is_told = job.state == JobState.LOOKING and number % SEEN_EVERY == 0
        if is_told and not papers.see(job, number, len(rows)):
            raise papers.Stopped
        yield row


_in_hand: dict[tuple[UUID, str], object] = {}


def in_hand(job: Job, look: Callable[[], T]) -> T:
    """What `look` finds, but once for all slices of a file that follow each other in a process."""
    key = job.pk, json.dumps(job.asked, sort_keys=True)
    if key not in _in_hand:
        _in_hand.clear()
        _in_hand[key] = look()
    return cast("T", _in_hand[key])


def file_slice(
    job: Job,
    records: Sequence[T],
    file: File[T],
    *,
    at: datetime,
) -> int | None:
    """File the next rows for some seconds. How many are left; None when it was stopped."""
    job.found.setdefault("begun", at.isoformat())
    until = time.monotonic() + SLICE
    while job.done < len(records) and time.monotonic() < until:
        some = records[job.done : job.done + AT_ONCE]
        if not _file_some(job, some, file, at=at):
            return None
    return len(records) - job.done


@transaction.atomic
def _file_some(job: Job, records: Sequence[T], file: File[T], *, at: datetime) -> bool:
    """In one transaction. False when the job was stopped."""
    with reference.steady():
        done, new = file(records)
    found = {**job.found, "new": job.found.get("new", 0) + new}
    return papers.reach(job, job.done + done, at=at, found=found)


def one_by_one(file: Callable[[T], bool]) -> File[T]:
    """Files some rows for a time short enough for those who want to write meanwhile; `file` says
    whether a row was new."""

    def some(records: Sequence[T]) -> tuple[int, int]:
        until, new, done = time.monotonic() + WRITING, 0, 0
        for record in records:
            new, done = new + file(record), done + 1
            if time.monotonic() > until:
                break
        return done, new

    return some


def finish(
    job: Job,
    *,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    wide: Iterable[int],
    at: datetime,
) -> None:
    """Write the receipts: what became of each row."""
    _in_hand.clear()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "receipts.xlsx"
        lists.write_xlsx(made, title=_("回执"), head=head, rows=rows, wide=wide)
        papers.finish(job, made, name=made.name, at=at)
