"""An office's ledger handed in as a file: looked at first, then filed in the background.

What is looked at is what is filed: both read the same file in the same way. A row that was filed
before is known by its key, so neither a second upload nor a killed worker doubles it.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases import ledger, sheets
from lianxin.cases.ledger import Fault, Reader, Record, Remark
from lianxin.cases.models import Case
from lianxin.cases.queries import NoRules, rules_of
from lianxin.kernel import privacy, reference
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Place
from lianxin.papers import actions as papers
from lianxin.papers import lists
from lianxin.papers.lists import Cell
from lianxin.papers.models import Job

KIND = "import_cases"
MOST_ROWS = 50_000
AT_ONCE = 50  # rows in one transaction at most
WRITING = 0.1  # seconds it goes on at most: on SQLite nobody else writes meanwhile
SLICE = 15.0  # seconds; then the worker does what is more urgent
FAULTS_SHOWN, LINES_SHOWN, REMARKS_SHOWN = 100, 10, 50
LOOKED_UP = 500


@dataclass(frozen=True)
class Looked:
    """A ledger as it was understood."""

    found: sheets.Ledger
    records: Sequence[Record]
    faults: Sequence[Fault]

    def told(self) -> dict[str, Any]:
        """For the page, as plain values; of many faults the first."""
        words: dict[tuple[str, str], list[Remark]] = {}
        alike: dict[tuple[str, str, str], list[int]] = {}
        for fault in self.faults:
            alike.setdefault((fault.column, fault.what, fault.remedy), []).append(fault.line)
        for remark in (remark for record in self.records for remark in record.remarks):
            words.setdefault((remark.column, remark.word), []).append(remark)
        return {
            "rows": len(self.found.rows),
            "good": len(self.records),
            "bad": len({fault.line for fault in self.faults}),
            "columns": dict(self.found.columns),
            "ignored": list(self.found.ignored),
            "unread": list(self.found.unread),
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
            "faults_in_all": len(self.faults),
            "remarks": [
                {"column": column, "word": word[:40], "line": same[0].line, "rows": len(same)}
                for (column, word), same in list(words.items())[:REMARKS_SHOWN]
            ],
        }


_in_hand: dict[tuple[UUID, str], Looked] = {}


def look(job: Job, *, asked: Mapping[str, Any]) -> Looked:
    """Read the file of `job` as `asked` says: columns, place for rows without one, whether the
    promises run from now. Writes nothing. Raises `Refusal` with what is wrong with the file."""
    try:
        found = sheets.read(Path(job.source.path), columns=asked.get("columns", {}))
        rules = rules_of(job.district_id)
    except (sheets.NotALedger, NoRules) as error:
        raise Refusal(str(error), field="file") from error
    if len(found.rows) > MOST_ROWS:
        text = _("这个文件有 %(rows)d 行，一次最多导入 %(most)d 行。请分成几个文件。")
        raise Refusal(text % {"rows": len(found.rows), "most": MOST_ROWS}, field="file")
    reader = Reader(
        job.district,
        rules,
        at=job.asked_at,
        default_place=_place(job.district_id, asked.get("place", "")),
        keeps_dates=not asked.get("as_new"),
        reused=ledger.reused_numbers(found.rows),
    )
    return Looked(found, *ledger.split(reader, found.rows))


def check(job: Job, *, asked: Mapping[str, Any]) -> None:
    """The dry run: what would be filed and what would not, with every fault in a file."""
    looked = look(job, asked=asked)
    told, total = looked.told(), len(looked.records)
    if not looked.faults:
        papers.change(job, asked=asked, total=total, found=told)
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "faults.xlsx"
        rows = [(f.line, f.column, f.what, f.remedy) for f in looked.faults]
        head = [_("行号"), _("列"), _("问题"), _("怎么改")]
        lists.write_xlsx(made, title=_("要改的行"), head=head, rows=rows, wide=(2, 3))
        papers.change(job, asked=asked, total=total, found=told, made=made)


def check_first(job: Job) -> None:
    """The dry run of a file that was just handed in. One whose headings are not known is kept, for
    somebody to say what they mean; one that cannot be read at all is not: `Refusal`."""
    try:
        check(job, asked={})
    except Refusal as refusal:
        headings = _headings(job) if isinstance(refusal.__cause__, sheets.NotALedger) else []
        if not headings:
            papers.discard(job)
            raise
        found = {"refused": refusal.message, "columns": {}, "ignored": headings}
        papers.change(job, asked={}, total=0, found=found)


def _headings(job: Job) -> list[str]:
    try:
        return sheets.headings(Path(job.source.path))
    except sheets.NotALedger:
        return []


def file_slice(job: Job, *, at: datetime) -> int | None:
    """File the next rows for some seconds. How many are left; None when it was stopped."""
    records = _read(job).records
    job.found.setdefault("begun", at.isoformat())
    until = time.monotonic() + SLICE
    while job.done < len(records) and time.monotonic() < until:
        if not _file_some(job, records[job.done : job.done + AT_ONCE], at=at):
            return None
    return len(records) - job.done


@transaction.atomic
def _file_some(job: Job, records: Sequence[Record], *, at: datetime) -> bool:
    """In one transaction, short enough for those who want to write meanwhile. False when the job
    was stopped."""
    until, new, done = time.monotonic() + WRITING, 0, job.done
    with reference.steady():
        for record in records:
            new += ledger.file(job.district, record)
            done += 1
            if time.monotonic() > until:
                break
    found = {**job.found, "new": job.found.get("new", 0) + new}
    return papers.reach(job, done, at=at, found=found)


def _read(job: Job) -> Looked:
    """As `look`, but once for all slices of a file that follow each other in one process."""
    key = job.pk, json.dumps(job.asked, sort_keys=True)
    if key not in _in_hand:
        _in_hand.clear()
        _in_hand[key] = look(job, asked=job.asked)
    return _in_hand[key]


def finish(job: Job, *, at: datetime) -> None:
    """Write the receipts: what became of each row."""
    looked = _read(job)
    _in_hand.clear()
    head = [_("行号"), _("结果"), _("编号"), _("查询码"), _("标题"), _("问题"), _("怎么改")]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "receipts.xlsx"
        lists.write_xlsx(
            made, title=_("回执"), head=head, rows=_receipts(job, looked), wide=(4, 5, 6)
        )
        papers.finish(job, made, name=made.name, at=at)


def _receipts(job: Job, looked: Looked) -> Iterator[Sequence[Cell]]:
    """By line. The tracking code is for whoever the row came from."""
    filed = _filed(job.district_id, [record.key for record in looked.records])
    rows: list[tuple[Cell, ...]] = [
        (fault.line, _("没有登记"), "", "", "", f"{fault.column}：{fault.what}", fault.remedy)
        for fault in looked.faults
    ]
    for record in looked.records:
        pk, ref = filed.get(record.key, (None, ""))
        code = privacy.tracking_code(pk) if pk else ""
        said = _("已登记") if pk else _("没有登记")
        rows.append((record.line, said, ref, code, record.subject or record.text[:40], "", ""))
    yield from sorted(rows, key=lambda row: (row[0], row[5]))


def _filed(district_id: int, keys: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    found: dict[UUID, tuple[UUID, str]] = {}
    for start in range(0, len(keys), LOOKED_UP):
        some = keys[start : start + LOOKED_UP]
        rows = Case.objects.filter(district_id=district_id, key__in=some)
        found |= {key: (pk, ref) for key, pk, ref in rows.values_list("key", "pk", "ref")}
    return found


def _place(district_id: int, code: str) -> Place:
    places = Place.objects.filter(district_id=district_id).defer("shape")
    chosen = places.filter(code=code).first() if code else None
    return chosen or places.get(parent__isnull=True)
