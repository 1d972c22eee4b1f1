"""Listings handed in as a table: looked at first, then put into the catalogue row by row.

A row that carries the number of a listing, or came before, brings that listing up to date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.catalogue import findable
from lianxin.catalogue.sheets import Reader, Record, headings
from lianxin.exchange.actions import listings
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.exchange.states import ListingState
from lianxin.kernel.refusals import Refusal
from lianxin.network import actions as network
from lianxin.network import queries as network_queries
from lianxin.network.models import District, Organisation, OrganisationKind, User
from lianxin.outbox import actions as outbox
from lianxin.papers import filing, tables
from lianxin.papers.filing import Fault
from lianxin.papers.lists import Cell
from lianxin.papers.models import Job

KIND: Final = "import_listings"
MOST_ROWS: Final = 100_000
LOOKED_UP: Final = 500
AHEAD: Final = 2_000  # rows of which is known at once which there are


@dataclass(frozen=True)
class Looked:
    """A table as it was understood."""

    found: tables.Table
    records: Sequence[Record]
    faults: Sequence[Fault]

    def told(self) -> dict[str, Any]:
        """For the page, as plain values."""
        remarks = (remark for record in self.records for remark in record.remarks)
        return {
            "rows": len(self.found.rows),
            "good": len(self.records),
            "drafts": sum(1 for record in self.records if record.lacks),
            "ignored": list(self.found.ignored),
            "unread": list(self.found.unread),
            **filing.told(self.faults, remarks),
        }


def look(job: Job) -> Looked:
    """Read the file of `job` as `job.asked` says: `kind`, `unit` (a code: whose a row is that
    names no provider), `publishes` (what is complete, at once), `makes_firms`. Writes nothing.
    Raises `Refusal` with what is wrong with the file."""
    kind = KINDS[job.asked["kind"]]
    try:
        found = tables.read(Path(job.source.path), headings(kind))
    except tables.NotATable as error:
        raise Refusal(str(error), field="file") from error
    if len(found.rows) > MOST_ROWS:
        text = _("这个文件有 %(rows)d 行，一次最多导入 %(most)d 行。请分成几个文件。")
        raise Refusal(text % {"rows": len(found.rows), "most": MOST_ROWS}, field="file")
    code = job.asked.get("unit", "")
    reader = Reader(
        job.district,
        kind,
        _asker(job),
        job.asked_at,
        unit=network_queries.unit_coded(job.district_id, code) if code else None,
        makes_firms=bool(job.asked.get("makes_firms")),
    )
    records: list[Record] = []
    faults: list[Fault] = []
    for row in found.rows:
        understood = reader.check(row)
        if isinstance(understood, Record):
            records.append(understood)
        else:
            faults += understood
    return Looked(found, records, faults)


def check(job: Job) -> None:
    """The dry run: what would be put in and what would not, with every fault in a file."""
    looked = look(job)
    filing.keep(
        job, asked=job.asked, total=len(looked.records), found=looked.told(), faults=looked.faults
    )


def file_slice(job: Job, *, at: datetime) -> int | None:
    """Put in the next rows for some seconds. How many are left; None when it was stopped."""
    by, district, records = _asker(job), job.district, _read(job).records
    next_ones = records[job.done : job.done + AHEAD]
    ahead, last = _filed(job, next_ones), next_ones[-1].line if next_ones else 0
    publishes = bool(job.asked.get("publishes"))
    refused: dict[str, str] = job.found.setdefault("refused_rows", {})

    def file(record: Record) -> bool:
        listing = None
        if record.key in ahead or record.number in ahead or record.line > last:
            listing = _known(district, record)
        try:
            return put(district, record, listing, by=by, at=at, publishes=publishes)
        except Refusal as refusal:
            refused[str(record.line)] = refusal.message
            return False

    return filing.file_slice(job, records, file, at=at, within=findable.together)


@transaction.atomic
def put(
    district: District,
    record: Record,
    listing: Listing | None,
    *,
    by: User,
    at: datetime,
    publishes: bool = True,
) -> bool:
    """One row, which says anew what `listing` is, or is a new one. False when it is none. Nobody
    is told row by row."""
    told = (
        replace(record.told, provider=_firm(district, record.firm, at=at))
        if record.firm
        else record.told
    )
    is_new = listing is None
    with outbox.silence():
        if listing is None:
            listing = listings.draft(district, told, by=by, at=at, key=record.key)
        else:
            listings.edit(listing, told, by=by, at=at)
        if publishes and not record.lacks and listing.state == ListingState.DRAFT:
            listings.submit(listing, by=by, at=at)
    return is_new


def _known(district: District, record: Record) -> Listing | None:
    """The listing that the row is about, where there is one."""
    same = Q(key=record.key) | Q(ref=record.number) if record.number else Q(key=record.key)
    found: Listing | None = Listing.objects.filter(same, district_id=district.pk).whole().first()
    return found


def finish(job: Job, *, at: datetime) -> None:
    """Write the receipts: what became of each row."""
    looked = _read(job)
    head = [_("行号"), _("结果"), _("编号"), _("名称"), _("问题"), _("怎么改")]
    filing.finish(job, head=head, rows=_receipts(job, looked), wide=(3, 4, 5), at=at)


def _read(job: Job) -> Looked:
    return filing.in_hand(job, lambda: look(job))


def _firm(district: District, name: str, *, at: datetime) -> Organisation:
    """The firm of this name, registered now where it was not."""
    code = f"firm-{sha256(name.encode()).hexdigest()[:12]}"
    found = network_queries.unit_coded(district.pk, code)
    if found is not None:
        return found
    root = network_queries.place_coded(district.pk, "")
    assert root is not None  # a district has a root
    return network.put_organisation(
        district, code, name=name, kind=OrganisationKind.FIRM, place=root, by=None, at=at
    )


def _receipts(job: Job, looked: Looked) -> Iterator[Sequence[Cell]]:
    """By line."""
    filed = _filed(job, looked.records)
    refused: Mapping[str, str] = job.found.get("refused_rows", {})
    rows: list[tuple[Cell, ...]] = [
        (fault.line, _("没有登记"), "", "", f"{fault.column}：{fault.what}", fault.remedy)
        for fault in looked.faults
    ]
    for record in looked.records:
        ref, state = filed.get(record.key) or filed.get(record.number) or ("", "")
        why = refused.get(str(record.line), "")
        lacks = _("、").join(record.lacks)
        rows.append(
            (
                record.line,
                str(ListingState(state).label) if state and not why else _("没有登记"),
                ref,
                record.told.title,
                why or (_("还差：%s") % lacks if lacks else ""),
                _("补上再上架。") if lacks else "",
            )
        )
    yield from sorted(rows, key=lambda row: (row[0], row[4]))


def _filed(job: Job, records: Sequence[Record]) -> Mapping[object, tuple[str, str]]:
    """The reference and state of each listing, by key and by reference."""
    found: dict[object, tuple[str, str]] = {}
    for start in range(0, len(records), LOOKED_UP):
        some = records[start : start + LOOKED_UP]
        same = Q(key__in=[one.key for one in some]) | Q(
            ref__in=[one.number for one in some if one.number]
        )
        rows = Listing.objects.filter(same, district_id=job.district_id)
        for key, ref, state in rows.values_list("key", "ref", "state"):
            found[key] = found[ref] = (ref, state)
    return found


def _asker(job: Job) -> User:
    return User.objects.get(pk=job.asked_by_id, district_id=job.district_id)
