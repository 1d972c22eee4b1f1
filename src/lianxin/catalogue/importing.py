"""Listings handed in as a table: looked at first, then put into the catalogue row by row.

A row that carries the number of a listing, or came before, brings that listing up to date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.catalogue import findable
from lianxin.catalogue.actions import stocking
from lianxin.catalogue.actions.stocking import Wanted
from lianxin.catalogue.sheets import Reader, Record, headings
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, ListingQuerySet
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
    for row in filing.seen(job, found.rows):
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
    by, refused = _asker(job), job.found.setdefault("refused_rows", {})
    putting = Putting(job.district, by, at, publishes=bool(job.asked.get("publishes")))

    def file(records: Sequence[Record]) -> tuple[int, int]:
        new = putting.put(records)
        refused.update(putting.refused)
        return len(records), new

    return filing.file_slice(job, _read(job).records, file, at=at)


@dataclass
class Putting:
    """Puts rows in: one that says anew what a listing is brings it up to date, the others are new.
    `refused` is why a line could not be, by its number. Nobody is told row by row."""

    district: District
    by: User
    at: datetime
    publishes: bool = True
    refused: dict[str, str] = field(default_factory=dict)
    _firms: dict[str, Organisation] = field(default_factory=dict)

    def put(self, records: Sequence[Record]) -> int:
        """How many of them are new."""
        try:
            return self._put(records)
        except IntegrityError:  # somebody else has put some of them in meanwhile
            self._firms.clear()
            return self._put(records)

    def _put(self, records: Sequence[Record]) -> int:
        with transaction.atomic(), outbox.silence(), findable.together():
            known = _known(self.district.pk, records)
            new = [one for one in records if not (one.key in known or one.number in known)]
            count = self._put_new(new)
            for record in records:
                if listing := known.get(record.key) or known.get(record.number):
                    self._put_known(record, listing)
        return count

    def _put_new(self, records: Sequence[Record]) -> int:
        told = [self._told(record) for record in records]
        wanted = [
            Wanted(record.key, one, publishes=self.publishes and not record.lacks)
            for record, one in zip(records, told, strict=True)
        ]
        made = stocking.stock(self.district, wanted, by=self.by, at=self.at)
        for record, one in zip(records, made, strict=True):
            if isinstance(one, Refusal):
                self.refused[str(record.line)] = one.message
        return sum(isinstance(one, Listing) for one in made)

    def _put_known(self, record: Record, listing: Listing) -> None:
        try:
            with transaction.atomic():
                listings.edit(listing, self._told(record), by=self.by, at=self.at)
                may_be_public = self.publishes and not record.lacks
                if may_be_public and listing.state == ListingState.DRAFT:
                    listings.submit(listing, by=self.by, at=self.at)
        except Refusal as refusal:
            self.refused[str(record.line)] = refusal.message

    def _told(self, record: Record) -> Draft:
        name = record.firm
        if not name:
            return record.told
        if name not in self._firms:
            self._firms[name] = _firm(self.district, name, at=self.at)
        return replace(record.told, provider=self._firms[name])


def _known(district_id: int, records: Sequence[Record]) -> Mapping[object, Listing]:
    """The listings that the rows are about, by key and by number."""
    known: dict[object, Listing] = {}
    for one in _about(district_id, records).whole():
        known[one.key] = known[one.ref] = one
    return known


def _about(district_id: int, records: Sequence[Record]) -> ListingQuerySet:
    same = Q(key__in=[one.key for one in records])
    if numbers := [one.number for one in records if one.number]:
        same |= Q(ref__in=numbers)
    found: ListingQuerySet = Listing.objects.filter(same, district_id=district_id)
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
        rows = _about(job.district_id, records[start : start + LOOKED_UP])
        for key, ref, state in rows.values_list("key", "ref", "state"):
            found[key] = found[ref] = (ref, state)
    return found


def _asker(job: Job) -> User:
    return User.objects.get(pk=job.asked_by_id, district_id=job.district_id)
