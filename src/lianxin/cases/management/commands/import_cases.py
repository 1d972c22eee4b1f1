from __future__ import annotations

import csv
import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from lianxin.cases import ledger, sheets
from lianxin.cases.ledger import Reader, Record
from lianxin.cases.progress import Progress
from lianxin.cases.queries import NoRules, rules_of
from lianxin.kernel import reference
from lianxin.network.models import District, Place
from lianxin.papers import tables
from lianxin.papers.filing import Fault, Remark

AT_ONCE = 200  # rows in one transaction
SHOWN = 20  # faults on the screen; all of them are in the file


class Command(BaseCommand):
    help = (
        "Take in an office's ledger of requests (.xlsx, .csv, .json). Safe to repeat: a row that"
        " was taken in before is passed over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--district", metavar="SLUG", help="Needed when there are several.")
        parser.add_argument("--dry-run", action="store_true", help="Check only, take in nothing.")
        parser.add_argument("--place", metavar="CODE", help="For rows whose place is not known.")
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="FILE",
            help="YAML: columns, classes and units as this ledger calls them.",
        )
        parser.add_argument(
            "--as-new",
            action="store_true",
            help="Let the promises run from now on; the ledger's dates go into notes.",
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        district = self._district(options["district"])
        mapping = self._mapping(options["mapping"])
        try:
            found = sheets.read(file, columns=mapping.get("columns", {}))
            rules = rules_of(district.pk)
        except OSError as error:
            raise CommandError(_("打不开 %(file)s：没有这个文件，或不许读它。") % {
                "file": file}) from error  # fmt: skip
        except (tables.NotATable, NoRules) as error:
            raise CommandError(str(error)) from error
        reader = Reader(
            district,
            rules,
            at=timezone.now(),
            default_place=self._place(district, options["place"]),
            classes=mapping.get("classes", {}),
            units=mapping.get("units", {}),
            keeps_dates=not options["as_new"],
            reused=ledger.reused_numbers(found.rows),
        )
        records, faults = ledger.split(reader, found.rows)
        self._tell_columns(found)
        self._tell_faults(file, faults)
        self._tell_remarks([remark for record in records for remark in record.remarks])
        if dry_run:
            text = _("试导入：%(good)d 行可以导入，%(bad)d 行要先改。什么都没有写入。")
            bad = len({fault.line for fault in faults})
            self.stdout.write(text % {"good": len(records), "bad": bad})
        else:
            self._file(district, records)

    def _file(self, district: District, records: Sequence[Record]) -> None:
        progress = Progress(len(records), out=sys.stderr, what=_("导入"))
        new = 0
        for start in range(0, len(records), AT_ONCE):
            with transaction.atomic(), reference.steady():
                for record in records[start : start + AT_ONCE]:
                    new += ledger.file(district, record)
            progress.reach(min(start + AT_ONCE, len(records)))
        progress.end()
        text = _("导入 %(new)d 件；%(old)d 件以前导入过，没有重复登记。")
        self.stdout.write(text % {"new": new, "old": len(records) - new})

    def _district(self, slug: str | None) -> District:
        found = District.objects.order_by("slug")
        chosen = found.filter(slug=slug) if slug else found
        if len(chosen) == 1:
            return chosen[0]
        known = "、".join(found.values_list("slug", flat=True)) or "—"
        raise CommandError(_("请用 --district 写明导入哪个辖区：%s。") % known)

    def _place(self, district: District, code: str | None) -> Place:
        places = Place.objects.filter(district_id=district.pk)
        place = places.filter(code=code).first() if code else places.filter(parent=None).first()
        if place is None:
            raise CommandError(_("没有代码为“%s”的地点。") % code)
        return place

    def _mapping(self, path: Path | None) -> Mapping[str, Any]:
        if path is None:
            return {}
        try:
            mapping = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        except (OSError, YAMLError, UnicodeDecodeError) as error:
            raise CommandError(_("读不了对照表 %(file)s：%(why)s") % {
                "file": path, "why": error}) from error  # fmt: skip
        return mapping if isinstance(mapping, dict) else {}

    def _tell_columns(self, found: tables.Table) -> None:
        pairs = "、".join(f"{theirs}→{ours}" for ours, theirs in found.columns.items())
        self.stdout.write(
            _("%(rows)d 行；列：%(pairs)s") % {"rows": len(found.rows), "pairs": pairs}
        )
        if found.ignored:
            self.stdout.write(_("没有用到的列：%s") % "、".join(found.ignored))
        if found.unread:
            self.stdout.write(
                _("没有读的工作表：%s。请各自另存为一个文件再导入。") % "、".join(found.unread)
            )

    def _tell_faults(self, file: Path, faults: Sequence[Fault]) -> None:
        for fault in faults[:SHOWN]:
            self.stdout.write(
                _("第 %(line)d 行 %(column)s：%(what)s%(remedy)s")
                % {
                    "line": fault.line,
                    "column": fault.column,
                    "what": fault.what,
                    "remedy": fault.remedy,
                }
            )
        if faults:
            beside = write_faults(file if _is_open(file.parent) else _own_folder(file), faults)
            self.stdout.write(_("共 %(n)d 处要改，都写在 %(file)s") % {
                "n": len(faults), "file": beside})  # fmt: skip

    def _tell_remarks(self, remarks: Sequence[Remark]) -> None:
        """Each word once, with how many rows say it."""
        by_word: dict[tuple[str, str], list[Remark]] = {}
        for remark in remarks:
            by_word.setdefault((remark.column, remark.word), []).append(remark)
        text = _("第 %(line)d 行起 %(n)d 行 %(column)s：这里没有“%(word)s”，写进了内部备注。")
        for (column, word), same in list(by_word.items())[:SHOWN]:
            known = {"line": same[0].line, "n": len(same), "column": column, "word": word[:40]}
            self.stdout.write(text % known + same[0].remedy)
        if len(by_word) > SHOWN:
            self.stdout.write(_("还有 %d 个这样的词，没有列出。") % (len(by_word) - SHOWN))


def _is_open(folder: Path) -> bool:
    """Whether files may be added there. One marked as read-only is left alone, also by root."""
    return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK)


def _own_folder(file: Path) -> Path:
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(exist_ok=True)
    return folder / file.name


def write_faults(file: Path, faults: Sequence[Fault]) -> Path:
    """The list of faults, beside the ledger and of its kind."""
    table = [[_("行号"), _("列"), _("问题"), _("怎么改")]]
    table += [[str(f.line), f.column, f.what, f.remedy] for f in faults]
    if file.suffix.lower() in {".xlsx", ".xls", ".xlsm", ".ods"}:
        beside = file.with_name(f"{file.stem}-errors.xlsx")
        with xlsxwriter.Workbook(beside) as book:
            sheet = book.add_worksheet()
            sheet.set_column(1, 3, 40)
            for number, cells in enumerate(table):
                for column, cell in enumerate(cells):
                    sheet.write_string(number, column, cell)
        return beside
    beside = file.with_name(f"{file.stem}-errors.csv")
    with beside.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(table)
    return beside
