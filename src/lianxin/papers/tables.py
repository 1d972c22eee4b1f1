"""Tables as offices keep them: Excel, CSV or JSON, whatever their headings and encoding."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

HEADER_WITHIN = 15  # rows above the header: titles, dates, notes
LEAST_HEADERS = 2
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 serial numbers have no zone
SERIALS = range(20_000, 80_000)  # days: the years 1954 to 2118
MORNING = time(9)  # of a date without a time
DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(上午|中午|下午|晚上)?\s*(\d{1,2})\s*[:：时点]\s*(\d{1,2})?\s*分?"
    r"(?:[:：]?\s*(\d{1,2})(?:\.\d+)?秒?)?)?"
)
BARE_DATE = re.compile(r"(?:19|20)\d{6}")  # 20260302
AFTER_NOON = {"中午", "下午", "晚上"}
NOON = 12
BOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})
TEXTS = frozenset({".csv", ".txt", ".tsv"})
GUARDED = ("'=", "'+", "'-", "'@")
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}  # of a formula


class NotATable(ValueError):
    """The file cannot be read at all. The message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """`line` counts from 1 as the office's program shows it."""

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    rows: Sequence[Row]
    columns: Mapping[str, str]  # our field: their heading
    ignored: Sequence[str]
    unread: Sequence[str] = ()  # other sheets of the same file


@dataclass(frozen=True)
class Headings:
    """What to look for. `chosen` says which of our fields a heading is, for headings that are not
    known; "" means none."""

    names: Mapping[str, Collection[str]]  # our field: what it may be called
    one_of: frozenset[str]  # a header has one of these fields
    hint: str  # what a header must have, in words
    chosen: Mapping[str, str] = field(default_factory=dict)


def read(path: Path, asked: Headings) -> Table:
    """The rows of a table, by our fields. Raises `NotATable`."""
    suffix = path.suffix.lower()
    if suffix == ".json":
        return _from_records(path, asked)
    if suffix in BOOKS:
        return _from_book(path, asked)
    if suffix in TEXTS:
        return _from_table(_csv(path), asked)
    raise NotATable(_("只能读 .xlsx、.xls、.csv 和 .json 文件，请另存为其中一种。"))


def headings(path: Path) -> list[str]:
    """What most likely are the headings of a table whose headings are not known: the fullest of
    its first rows. Raises `NotATable`."""
    suffix = path.suffix.lower()
    if suffix in BOOKS:
        tables = list(_sheets(path).values())
    else:
        tables = [_csv(path)] if suffix in TEXTS else []
    rows = [row for table in tables for row in table[:HEADER_WITHIN]]
    named: list[list[str]] = [[text_of(cell) for cell in row if text_of(cell)] for row in rows]
    fullest_first = sorted(named, key=len, reverse=True)
    return list(dict.fromkeys(fullest_first[0])) if named else []


def _from_book(path: Path, asked: Headings) -> Table:
    """The first sheet that has a header: before it there may be a cover."""
    tables = _sheets(path)
    for name, table in tables.items():
        with suppress(NotATable):
            unread = [other for other in tables if other != name and tables[other]]
            return replace(_from_table(table, asked), unread=unread)
    return _from_table(next(iter(tables.values()), []), asked)


def _sheets(path: Path) -> dict[str, list[list[Any]]]:
    import python_calamine

    try:
        with python_calamine.load_workbook(path) as book:
            return {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
            }
    except (python_calamine.CalamineError, OSError) as error:
        raise NotATable(
            _("这个 Excel 文件打不开：%s。请在表格软件里另存一次。") % error
        ) from error


def _csv(path: Path) -> list[list[Any]]:
    raw = path.read_bytes()
    text = decoded(raw)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4000], delimiters=",\t;")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(10_000_000)
    return list(csv.reader(io.StringIO(text, newline=""), dialect, doublequote=True))


def decoded(raw: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030, of which GBK is part."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotATable(_("认不出文件的文字编码，请另存为 UTF-8 编码的 CSV。"))


def _from_records(path: Path, asked: Headings) -> Table:
    try:
        records = json.loads(decoded(path.read_bytes()))
    except json.JSONDecodeError as error:
        raise NotATable(_("这个 JSON 文件写法有误：第 %d 行。") % error.lineno) from error
    if not isinstance(records, list) or not all(isinstance(row, dict) for row in records):
        raise NotATable(_("JSON 文件里要是一个列表，每项是一行。"))
    headings = list(dict.fromkeys(name for row in records for name in row))
    known = _known(headings, asked)
    rows = [
        Row(number, {ours: row.get(theirs) for ours, theirs in known.items()})
        for number, row in enumerate(records, 1)
    ]
    return Table(rows, known, [name for name in headings if name not in known.values()])


def _from_table(table: list[list[Any]], asked: Headings) -> Table:
    for number in range(min(HEADER_WITHIN, len(table))):
        names, height = _header(table, number, asked)
        known = _known(names, asked)
        least = 1 if asked.chosen else LEAST_HEADERS
        if len(known) >= least and not asked.one_of.isdisjoint(known):
            at = {ours: names.index(theirs) for ours, theirs in known.items()}
            headings = [name for name in names if name]
            rows = [
                Row(line, {ours: row[n] if n < len(row) else "" for ours, n in at.items()})
                for line, row in enumerate(table[number + height :], number + height + 1)
                if _says_more(row, headings)
            ]
            return Table(rows, known, [n for n in headings if n not in known.values()])
    raise NotATable(_("前 %d 行里找不到表头。") % HEADER_WITHIN + asked.hint)


def _header(table: list[list[Any]], number: int, asked: Headings) -> tuple[list[str], int]:
    """The headings that begin in row `number`, and how many rows they fill. A heading merged over
    two rows stands in the first; one merged over several columns has its own below it."""
    names = [text_of(cell) for cell in table[number]]
    below = [text_of(cell) for cell in table[number + 1]] if number + 1 < len(table) else []
    written = [name for name in below if name]
    are_headings = written and len(_known(written, asked)) == len(set(written))
    if not (are_headings and _known(names, asked)):
        return names, 1
    width = max(len(names), len(below))
    names += [""] * (width - len(names))
    below += [""] * (width - len(below))
    return [own or above for above, own in zip(names, below, strict=True)], 2


def _says_more(row: Sequence[Any], headings: Sequence[str]) -> bool:
    """Neither nothing, nor the header again, as it is printed on each page."""
    said = [text for text in map(text_of, row) if text]
    return bool(said) and said != headings


def _known(headings: Sequence[str], asked: Headings) -> dict[str, str]:
    """Our field for each heading we know; the first of two that mean the same counts."""
    meaning = {_plain(name): ours for ours, names in asked.names.items() for name in names}
    meaning |= {_plain(theirs): ours for theirs, ours in asked.chosen.items()}
    known: dict[str, str] = {}
    for heading in headings:
        ours = meaning.get(_plain(heading))
        if ours and ours not in known:
            known[ours] = heading
    return known


def _plain(heading: str) -> str:
    """Without blanks, brackets and what stands in them: "受理时间（必填）" is "受理时间"."""
    return re.sub(r"[（(【\[].*?[)）】\]]|[\s*:：_-]", "", heading).lower()


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    if text.startswith(GUARDED):  # as this program writes what would be taken for a formula
        text = text[1:]
    return "" if text in ERRORS else text


def parse_time(cell: Any) -> datetime | None:
    """A moment in local time from what spreadsheets and people write; None when it is none."""
    if isinstance(cell, datetime):
        return _aware(cell)
    if isinstance(cell, date):
        return _aware(datetime.combine(cell, MORNING))
    if isinstance(cell, int | float) and int(cell) in SERIALS:
        moment = EXCEL_DAY_ZERO + timedelta(days=float(cell))
        return _aware(moment if float(cell) % 1 else datetime.combine(moment, MORNING))
    text = text_of(cell)
    if BARE_DATE.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = DATE.search(text)
    if not found:
        return None
    half = found[4]
    year, month, day, hour, minute, second = (
        int(part) if part else None for part in found.group(1, 2, 3, 5, 6, 7)
    )
    if hour is not None and half in AFTER_NOON and hour < NOON:
        hour += NOON
    assert year is not None and month is not None and day is not None  # noqa: PT018 the pattern has them
    try:
        clock = MORNING if hour is None else time(hour, minute or 0, second or 0)
        return _aware(datetime.combine(date(year, month, day), clock))
    except ValueError:
        return None


def _aware(moment: datetime) -> datetime:
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
