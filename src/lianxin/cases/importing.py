"""An office's ledger handed in as a file: looked at first, then filed in the background.

What is looked at is what is filed: both read the same file in the same way. A row that was filed
before is known by its key, so neither a second upload nor a killed worker doubles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.cases import ledger, sheets
from lianxin.cases.ledger import Reader, Record
from lianxin.cases.models import Case
from lianxin.cases.queries import NoRules, rules_of
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Place
from lianxin.papers import actions as papers
from lianxin.papers import filing, tables
from lianxin.papers.filing import Fault
from lianxin.papers.lists import Cell
from lianxin.papers.models import Job

KIND = "import_cases"
MOST_ROWS = 50_000
LOOKED_UP = 500


@dataclass(frozen=True)
class Looked:
    """A ledger as it was understood."""

    found: tables.Table
    records: Sequence[Record]
    faults: Sequence[Fault]

    def told(self) -> dict[str, Any]:
        """For the page, as plain values."""
        remarks = (remark for record in self.records for remark in record.remarks)
        return {
            "rows": len(self.found.rows),
            "good": len(self.records),
            "columns": dict(self.found.columns),
            "ignored": list(self.found.ignored),
            "unread": list(self.found.unread),
            **filing.told(self.faults, remarks),
        }


def look(job: Job, *, asked: Mapping[str, Any]) -> Looked:
    """Read the file of `job` as `asked` says: columns, place for rows without one, whether the
    promises run from now. Writes nothing. Raises `Refusal` with what is wrong with the file."""
    try:
        found = sheets.read(Path(job.source.path), columns=asked.get("columns", {}))
        rules = rules_of(job.district_id)
    except (tables.NotATable, NoRules) as error:
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
    return Looked(found, *ledger.split(reader, filing.seen(job, found.rows)))


def check(job: Job, *, asked: Mapping[str, Any]) -> None:
    """The dry run: what would be filed and what would not, with every fault in a file."""
    looked = look(job, asked=asked)
    filing.keep(
        job, asked=asked, total=len(looked.records), found=looked.told(), faults=looked.faults
    )


def check_first(job: Job) -> None:
    """The dry run of a file that was just handed in. One whose headings are not known is kept, for
    somebody to say what they mean; one that cannot be read at all is not: `Refusal`."""
    try:
        check(job, asked=job.asked)
    except Refusal as refusal:
        headings = _headings(job) if isinstance(refusal.__cause__, tables.NotATable) else []
        if not headings:
            papers.discard(job)
            raise
        found = {"refused": refusal.message, "columns": {}, "ignored": headings}
        papers.looked(job, asked={}, total=0, found=found)


def _headings(job: Job) -> list[str]:
    try:
        return tables.headings(Path(job.source.path))
    except tables.NotATable:
        return []


def file_slice(job: Job, *, at: datetime) -> int | None:
    """File the next rows for some seconds. How many are left; None when it was stopped."""
    district = job.district
    records = _read(job).records
    file: filing.File[Record] = filing.one_by_one(lambda one: ledger.file(district, one))
    return filing.file_slice(job, records, file, at=at)


def _read(job: Job) -> Looked:
    return filing.in_hand(job, lambda: look(job, asked=job.asked))


def finish(job: Job, *, at: datetime) -> None:
    """Write the receipts: what became of each row."""
    looked = _read(job)
    head = [_("行号"), _("结果"), _("编号"), _("查询码"), _("标题"), _("问题"), _("怎么改")]
    filing.finish(job, head=head, rows=_receipts(job, looked), wide=(4, 5, 6), at=at)


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
