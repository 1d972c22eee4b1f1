"""An office's ledger of requests, understood row by row and filed through the actions.

`sheets` reads the file and `Reader` understands it; neither writes. A row that cannot be filed is
told with its line and what to do about it; the others are filed all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import dispatch, handling, intake, understanding
from lianxin.cases.actions.intake import MAX_SUBJECT, MAX_TEXT, Contact, Report
from lianxin.cases.models import Case, Source
from lianxin.cases.rules import Rules
from lianxin.cases.sheets import SYNONYMS, split_phone
from lianxin.cases.states import Outcome
from lianxin.kernel import work
from lianxin.network.models import District, Organisation, Place
from lianxin.outbox import actions as outbox
from lianxin.papers.filing import Fault, Remark
from lianxin.papers.tables import Row, parse_time, text_of

KEYS = UUID("c52b6f0e-8a6c-4a8e-8f0d-3d1f4a8f6e01")
CLOSED = ("办结", "已办", "完成", "结案", "已答复", "已回复", "关闭", "closed", "done")
OUTCOMES = (
    ("不属", Outcome.NOT_OURS),
    ("重复", Outcome.DUPLICATE),
    ("部分", Outcome.PARTLY),
    ("无法", Outcome.CANNOT),
    ("解释", Outcome.EXPLAINED),
)


@dataclass(frozen=True)
class Record:
    """One row, understood. `rest` goes into internal notes."""

    line: int
    key: UUID
    subject: str
    text: str
    rest: Sequence[str]
    received_at: datetime
    class_code: str
    grade: str
    place: Place
    address: str
    contact: Contact
    unit: Organisation | None
    answer: str
    answered_at: datetime | None
    outcome: str
    remarks: Sequence[Remark] = ()


@dataclass
class Reader:
    """Turns rows into records for one district. `classes` and `units` say what a name of the
    ledger means here, beside the names that the playbook knows."""

    district: District
    rules: Rules
    at: datetime
    default_place: Place
    classes: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    keeps_dates: bool = True
    reused: frozenset[str] = frozenset()  # numbers that the ledger gives to several rows

    def __post_init__(self) -> None:
        places = Place.objects.filter(district_id=self.district.pk, is_active=True)
        rows = list(places.defer("shape").order_by("path"))
        self._places = {place.name: place for place in rows}
        by_path = {place.path: place for place in rows}
        self._places |= {place.code: place for place in by_path.values()}
        self._places |= {_label(place, by_path): place for place in by_path.values()}
        self._by_length = sorted(
            (p.name for p in self._places.values() if p.parent_id), key=len, reverse=True
        )
        found = Organisation.objects.filter(district_id=self.district.pk, is_active=True)
        self._units = {unit.name: unit for unit in found} | {unit.code: unit for unit in found}
        self._classes = self._class_names()
        grades = self.rules.grades
        self._grades = {grade.label.zh: code for code, grade in grades.items()}
        self._grades |= {code: code for code in grades}
        self._seen: dict[tuple[str, str], int] = {}

    def check(self, row: Row) -> Record | list[Fault]:
        faults: list[Fault] = []
        cells = {name: text_of(row.cells.get(name)) for name in SYNONYMS}
        text = cells["text"] or cells["subject"]
        if not text:
            faults.append(
                Fault(row.line, _("内容"), _("内容和标题都是空的。"), _("补上内容，或删去它。"))
            )
        received_at = self._moment(row, cells, "received", faults)
        answered_at = self._moment(row, cells, "answered", faults)
        if answered_at and received_at and answered_at < received_at:
            faults.append(
                Fault(
                    row.line,
                    _("答复时间"),
                    _("答复时间早于受理时间。"),
                    _("核对两个时间，改正写错的一个。"),
                )
            )
        number = cells["number"]
        first = self._seen.setdefault((number, text), row.line)
        if number and text and first != row.line:
            faults.append(
                Fault(
                    row.line,
                    _("内容"),
                    _("与第 %d 行的编号和内容都相同。") % first,
                    _("重复登记的删去一行。"),
                )
            )
        return faults or self._record(row.line, cells, text, received_at or self.at, answered_at)

    def _record(
        self,
        line: int,
        cells: Mapping[str, str],
        text: str,
        received_at: datetime,
        answered_at: datetime | None,
    ) -> Record:
        phone, odd_phone = split_phone(cells["phone"])
        place, unit = self._place(cells), self._unit(cells["unit"])
        remarks = list(self._remarks(line, cells, phone, place, unit))
        notes = self._notes(cells, text, received_at, place, unit)
        if odd_phone:
            notes.append(_("台账电话：%s") % odd_phone)
        answer = cells["answer"]
        if not answer and any(word in cells["status"] for word in CLOSED):
            answer = _("台账记载为“%s”，没有附答复内容。") % cells["status"]
        kept = received_at if self.keeps_dates else self.at
        return Record(
            line=line,
            key=self._key(cells, text),
            subject=cells["subject"][:MAX_SUBJECT],
            text=text[:MAX_TEXT],
            rest=notes,
            received_at=kept,
            class_code=self._classes.get(cells["class"], ""),
            grade=self._grades.get(cells["grade"], ""),
            place=place or self.default_place,
            address=cells["address"][:200],
            contact=Contact(cells["name"][:60], phone[:40], cells["email"][:254]),
            unit=unit,
            answer=answer,
            answered_at=max(answered_at or kept, kept),
            outcome=_outcome(cells["status"]),
            remarks=remarks,
        )

    def _remarks(
        self,
        line: int,
        cells: Mapping[str, str],
        phone: str,
        place: Place | None,
        unit: Organisation | None,
    ) -> Iterator[Remark]:
        if cells["class"] and cells["class"] not in self._classes:
            yield Remark(
                line, _("类别"), cells["class"], _("在对照表的 classes 里写明它是哪一类。")
            )
        if cells["unit"] and unit is None:
            yield Remark(
                line, _("承办单位"), cells["unit"], _("在对照表的 units 里写明它是哪个单位。")
            )
        if cells["place"] and place is None:
            yield Remark(
                line, _("发生地"), cells["place"], _("改成这里的社区或网格名称，再传一次。")
            )
        if cells["phone"] and not phone:
            yield Remark(
                line, _("联系电话"), cells["phone"], _("补上号码；表格里把这一列设成文本格式。")
            )

    def _unit(self, written: str) -> Organisation | None:
        return self._units.get(self.units.get(written, written))

    def _notes(
        self,
        cells: Mapping[str, str],
        text: str,
        received_at: datetime,
        place: Place | None,
        unit: Organisation | None,
    ) -> list[str]:
        """What has no column here is kept in internal notes, nothing is lost."""
        notes = [text[n : n + MAX_TEXT] for n in range(MAX_TEXT, len(text), MAX_TEXT)]
        if notes:
            notes[0] = _("（接正文）") + notes[0]
        if cells["class"] and cells["class"] not in self._classes:
            notes.append(_("台账类别：%s") % cells["class"])
        if cells["unit"] and unit is None:
            notes.append(_("台账承办单位：%s") % cells["unit"])
        if cells["place"] and place is None:
            notes.append(_("台账发生地：%s") % cells["place"])
        if len(cells["subject"]) > MAX_SUBJECT:
            notes.append(_("台账标题：%s") % cells["subject"])
        if not self.keeps_dates:
            notes.append(
                _("台账受理时间：%s") % f"{timezone.localtime(received_at):%Y-%m-%d %H:%M}"
            )
        if cells["number"]:
            notes.append(_("台账编号：%s") % cells["number"])
        return notes

    def _moment(
        self, row: Row, cells: Mapping[str, str], name: str, faults: list[Fault]
    ) -> datetime | None:
        if not cells[name]:
            return None
        moment = parse_time(row.cells[name])
        if moment and moment <= self.at + timedelta(days=1):
            return min(moment, self.at)
        column = {"received": _("受理时间"), "answered": _("答复时间")}[name]
        if moment is None:
            what = _("看不懂时间“%s”。") % cells[name][:40]
            remedy = _("写成 2026-03-02 09:30 或 2026年3月2日 的样子。")
            faults.append(Fault(row.line, column, what, remedy))
            return None
        what = _("时间“%s”在今天之后。") % cells[name][:40]
        faults.append(Fault(row.line, column, what, _("核对年份。")))
        return self.at

    def _key(self, cells: Mapping[str, str], text: str) -> UUID:
        """The ledger's own number, else what the row says, makes the row the same row again."""
        number = cells["number"]
        if number in self.reused:
            return uuid5(KEYS, f"{self.district.pk}#{number}|{text}")
        own = f"#{number}" if number else f"{cells['received']}|{cells['phone']}|{text}"
        return uuid5(KEYS, f"{self.district.pk}{own}")

    def _class_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for code, found in self.rules.classes.items():
            names |= dict.fromkeys(found.examples, code)
        for code, found in self.rules.classes.items():
            names |= {found.label.zh: code, found.label.en: code, code: code}
        names.pop("", None)
        return names | {
            theirs: code for theirs, code in self.classes.items() if code in self.rules.classes
        }

    def _place(self, cells: Mapping[str, str]) -> Place | None:
        """By name or code; else the longest name that the place or the address mentions."""
        if exact := self._places.get(cells["place"]):
            return exact
        written = f"{cells['place']} {cells['address']}"
        name = next((name for name in self._by_length if name in written), None)
        return self._places[name] if name else None


def _label(place: Place, by_path: Mapping[str, Place]) -> str:
    """As an exported ledger names it: "海韵街道 · 学苑社区"."""
    codes = place.path.split("/")
    above = ["/".join(codes[: n + 1]) for n in range(1, len(codes))]
    return " · ".join(by_path[path].name for path in above if path in by_path)


def _outcome(status: str) -> str:
    return next((str(code) for word, code in OUTCOMES if word in status), str(Outcome.SOLVED))


def reused_numbers(rows: Iterable[Row]) -> frozenset[str]:
    often = Counter(text_of(row.cells.get("number")) for row in rows)
    return frozenset(number for number, times in often.items() if number and times > 1)


def split(reader: Reader, rows: Iterable[Row]) -> tuple[list[Record], list[Fault]]:
    records: list[Record] = []
    faults: list[Fault] = []
    for row in rows:
        found = reader.check(row)
        if isinstance(found, Record):
            records.append(found)
        else:
            faults += found
    return records, faults


@transaction.atomic
def file(district: District, record: Record) -> bool:
    """File one row as the system; with an answer it is closed at once. False when it had been
    filed before. Nobody is told row by row: what a ledger holds is past, and what of it is still
    to be done stands in the lists of work. What is open is read once there is time."""
    report = Report(
        text=record.text,
        subject=record.subject,
        place=record.place,
        address=record.address,
        class_code=record.class_code,
        grade=record.grade,
        contact=record.contact,
    )
    at = record.received_at
    with outbox.silence():
        receipt = intake.open_case(district, report, key=record.key, source=Source.IMPORT, at=at)
        if receipt.is_new:
            _continue(receipt.case, record, at=at)
    return receipt.is_new


def _continue(case: Case, record: Record, *, at: datetime) -> None:
    for note in record.rest:
        handling.note(case, note=note, by=None, at=at)
    if record.unit and record.unit.pk != case.lead_id:
        dispatch.assign(case, to=record.unit, by=None, at=at)
    if record.answer:
        ended = record.answered_at or at
        dispatch.close(case, outcome=record.outcome, note=record.answer, by=None, at=ended)
    else:
        work.enqueue(understanding.understand_later, case.district_id, str(case.pk))
