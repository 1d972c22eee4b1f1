"""An office's ledger comes in whole, whatever its headings, encoding and kind of file."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lianxin.cases.models import Case, Reading, Requester, Source
from lianxin.cases.states import Outcome, State
from lianxin.kernel import timeline, work
from lianxin.operate.worker import run_all
from lianxin.outbox.models import Delivery, Message
from lianxin.papers import tables
from tests import make

HEAD = ["诉求编号", "标题", "内容（必填）", "受理时间", "问题类别", "所属社区", "详细地址",
        "联系人", "联系电话",
        "办理状态", "答复内容", "答复时间", "承办单位", "备注"]  # fmt: skip
OPEN_ROW = ["A-1", "路灯不亮", "海韵路的路灯坏了三天。", "2026-03-01 20:15", "道路与路灯",
            "学苑社区", "海韵路12号",
            "张女士", "138 0000 1234", "办理中", "", "", "", "急"]  # fmt: skip
DONE_ROW = ["A-2", "水管漏水", "楼前一直在漏水。", "2026年2月3日 9时5分", "城乡建设",
            "", "学苑社区 3 栋", "", "",
            "已办结", "已修复。", "2026/2/4", "供水公司", ""]  # fmt: skip


def take_in(file: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_cases", file, stdout=out, **options)
    return out.getvalue()


def as_csv(folder: Path, *rows: list[str], encoding: str = "utf-8", title: bool = False) -> Path:
    file = folder / "ledger.csv"
    lines = [["2026 年诉求台账"] + [""] * 13] * title + [HEAD, *rows]
    file.write_text("\n".join(",".join(line) for line in lines), encoding=encoding)
    return file


@pytest.fixture(autouse=True)
def _town() -> None:
    make.district()
    make.place("xueyuan", name="学苑社区")
    make.organisation(name="供水公司")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_comes_in_whatever_its_encoding(encoding: str, tmp_path: Path) -> None:
    said = take_in(as_csv(tmp_path, OPEN_ROW, DONE_ROW, encoding=encoding))

    case = Case.objects.get(subject="路灯不亮")
    assert "导入 2 件" in said
    assert (case.state, case.source, case.class_code) == (State.RECEIVED, Source.IMPORT, "ROADS")
    assert case.place.code == "xueyuan"
    assert timezone.localtime(case.received_at).isoformat() == "2026-03-01T20:15:00+08:00"
    assert Requester.objects.get(case=case).phone == "13800001234"
    assert "没有用到的列：备注" in said


def test_a_row_with_an_answer_is_closed_and_keeps_its_dates(tmp_path: Path) -> None:
    take_in(as_csv(tmp_path, DONE_ROW))

    case = Case.objects.get()
    assert (case.state, case.outcome, case.lead.name) == (
        State.CLOSED,
        Outcome.SOLVED,
        "供水公司",
    )
    assert timezone.localdate(case.received_at) == dt.date(2026, 2, 3)
    assert case.closed_at is not None
    assert timezone.localdate(case.closed_at) == dt.date(2026, 2, 4)
    notes = [entry.note for entry in timeline.of(case)]
    assert "已修复。" in notes
    assert "台账类别：城乡建设" in notes
    assert timeline.verify(case) is None
    assert not Delivery.objects.exists()


def test_of_thousands_of_rows_nobody_is_told_and_the_open_ones_are_read_later(
    tmp_path: Path,
) -> None:
    make.dispatcher()
    take_in(as_csv(tmp_path, OPEN_ROW, DONE_ROW))
    (row,) = DBTaskResult.objects.exclude(task_path__contains="index")
    assert row.queue_name == work.LONG
    assert not Message.objects.exists()

    run_all()

    (reading,) = Reading.objects.select_related("case")
    assert reading.case.subject == "路灯不亮"


def test_an_excel_file_with_a_title_above_its_header_comes_in(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["望海新区诉求台账"])
    sheet.append([])
    sheet.append(["序号", "主题", "诉求内容", "登记时间", "手机"])
    sheet.append([1, "噪音", "工地夜里施工。", dt.datetime(2026, 3, 1, 23, 5), 13800005678])  # noqa: DTZ001  sheets have no zone
    sheet.append([2, "停车", "车位被占。", "2026/3/2 8:30:09", ""])
    file = tmp_path / "台账.xlsx"
    book.save(file)

    assert "导入 2 件" in take_in(file)

    case = Case.objects.get(subject="噪音")
    assert timezone.localtime(case.received_at).hour == 23
    assert Requester.objects.get(case=case).phone == "13800005678"


def test_the_same_ledger_twice_is_taken_in_once(tmp_path: Path) -> None:
    """C2 for ledgers: with a number of their own, and without."""
    nameless = ["", *OPEN_ROW[1:3], "", *OPEN_ROW[4:]]
    file = as_csv(tmp_path, OPEN_ROW, DONE_ROW, nameless)
    take_in(file)

    assert "导入 0 件；3 件以前导入过" in take_in(file)
    assert Case.objects.count() == 3


def test_a_dry_run_writes_nothing_and_tells_every_fault_by_its_row(tmp_path: Path) -> None:
    empty = ["A-3", "", "", *OPEN_ROW[3:]]
    odd_time = ["A-4", *OPEN_ROW[1:3], "上周三", *OPEN_ROW[4:]]
    future = ["A-5", *OPEN_ROW[1:3], "2199-01-01", *OPEN_ROW[4:]]
    reversed_ = ["A-6", *DONE_ROW[1:11], "2026-01-01", *DONE_ROW[12:]]
    file = as_csv(tmp_path, OPEN_ROW, empty, odd_time, future, reversed_, OPEN_ROW, title=True)

    said = take_in(file, dry_run=True)

    assert not Case.objects.exists()
    assert "1 行可以导入，5 行要先改" in said
    for line, words in [
        (4, "内容和标题都是空的"),
        (5, "看不懂时间“上周三”"),
        (6, "在今天之后"),
        (7, "答复时间早于受理时间"),
        (8, "与第 3 行的编号和内容都相同"),
    ]:
        assert any(f"第 {line} 行" in row and words in row for row in said.splitlines()), said
    beside = (tmp_path / "ledger-errors.csv").read_text(encoding="utf-8-sig")
    assert beside.splitlines()[0] == "行号,列,问题,怎么改"
    assert len(beside.splitlines()) == 6


def test_faults_of_an_excel_file_are_written_as_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["内容", "时间"])
    sheet.append(["路灯不亮", "不详"])
    book.save(tmp_path / "l.xlsx")

    take_in(tmp_path / "l.xlsx")

    faults = openpyxl.load_workbook(tmp_path / "l-errors.xlsx").active
    assert faults is not None
    assert [cell.value for cell in faults[2]][:2] == ["2", "受理时间"]


def test_a_ledger_as_a_clerk_keeps_it_comes_in_row_by_row(tmp_path: Path) -> None:
    """A cover, a title, headings merged over two rows, dates and phones as people write them."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "封面"
    book.active["A1"] = "望海新区"
    sheet = book.create_sheet("3月")
    rows: list[list[Any]] = [
        ["2026 年 3 月台账"],
        ["填表人：小李"],
        ["编号", "内容", "受理时间", "类别", "承办单位", "联系人", ""],
        ["", "", "", "", "", "姓名", "电话"],
        [
            1,
            "路灯不亮",
            "2026.3.1 下午3:20",
            "道路与路灯",
            "供水公司",
            "张女士",
            "１３８-0000-1234",
        ],
        [],
        [2, "井盖响", "20260302", "市政设施", "市政公司", "", "1.38E+10"],
        ["编号", "内容", "受理时间", "类别", "承办单位", "姓名", "电话"],
        [3, "三楼没水", "2026-03-03", "#N/A", "", "李", "0310-5551234 / 13800005678"],
        [4, "夜里吵", "2026/2/30"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("F3:G3")
    book.save(tmp_path / "台账.xlsx")

    said = take_in(tmp_path / "台账.xlsx")

    lamp, lid, water = Case.objects.order_by("received_at")
    assert timezone.localtime(lamp.received_at).isoformat() == "2026-03-01T15:20:00+08:00"
    assert (lamp.class_code, lamp.lead.name) == ("ROADS", "供水公司")
    assert Requester.objects.get(case=lamp).phone == "13800001234"
    assert "台账电话：1.38E+10" in [entry.note for entry in timeline.of(lid)]
    assert Requester.objects.get(case=water).phone == "03105551234"
    assert "第 10 行 受理时间：看不懂时间“2026/2/30”" in said
    assert "第 7 行起 1 行 类别：这里没有“市政设施”，写进了内部备注。" in said
    assert "第 7 行起 1 行 承办单位：这里没有“市政公司”" in said
    assert "没有读的工作表：封面" in said


def test_faults_are_not_written_into_a_folder_that_is_marked_read_only(
    tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path / "own"
    settings.DATA.mkdir()
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    file = as_csv(theirs, ["A-4", *OPEN_ROW[1:3], "上周三", *OPEN_ROW[4:]])
    theirs.chmod(0o555)

    said = take_in(file)

    assert [path.name for path in theirs.iterdir()] == ["ledger.csv"]
    beside = settings.DATA / "imports" / "ledger-errors.csv"
    assert beside.exists()
    assert str(beside) in said


def test_a_text_over_the_limit_goes_on_in_a_note(tmp_path: Path) -> None:
    """C1: a case holds 4,000 characters; of a ledger nothing is lost."""
    text = "甲" * 4000 + "乙" * 500
    file = tmp_path / "l.json"
    file.write_text(json.dumps([{"id": 7, "body": text, "time": "2026-3-1"}]), encoding="utf-8")

    take_in(file)

    case = Case.objects.get()
    assert case.text == "甲" * 4000
    assert any(entry.note == "（接正文）" + "乙" * 500 for entry in timeline.of(case))


def test_a_place_that_is_not_here_is_told_and_kept_in_a_note(tmp_path: Path) -> None:
    row = [*OPEN_ROW]
    row[5:7] = ["望江新村", "沿江路1号"]

    said = take_in(as_csv(tmp_path, row))

    case = Case.objects.get()
    notes = [entry.note for entry in timeline.of(case)]
    assert case.place.parent is None
    assert "台账发生地：望江新村" in notes
    assert "望江新村" in said


def test_a_number_used_for_two_things_makes_two_cases(tmp_path: Path) -> None:
    other = [OPEN_ROW[0], "井盖", "井盖响。", *OPEN_ROW[3:]]
    file = as_csv(tmp_path, OPEN_ROW, other)
    take_in(file)
    take_in(as_csv(tmp_path, other, OPEN_ROW))

    assert Case.objects.count() == 2


def test_a_mapping_says_what_the_ledgers_words_mean(tmp_path: Path) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text("columns: {群众说了啥: text}\nclasses: {市政: ROADS}\n", encoding="utf-8")
    file = tmp_path / "l.csv"
    file.write_text("群众说了啥,类别\n路灯不亮,市政\n", encoding="utf-8")

    take_in(file, mapping=mapping)

    assert Case.objects.get().class_code == "ROADS"


def test_as_new_lets_the_promises_run_from_now(tmp_path: Path) -> None:
    take_in(as_csv(tmp_path, OPEN_ROW), as_new=True)

    case = Case.objects.get()
    assert case.next_due_at > timezone.now()
    assert any("2026-03-01 20:15" in entry.note for entry in timeline.of(case))


def test_what_is_no_ledger_is_refused_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "l.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="找不到表头"):
        take_in(file)
    with pytest.raises(CommandError, match="没有这个文件"):
        take_in(tmp_path / "nowhere.csv")
    (tmp_path / "l.doc").write_text("x")
    with pytest.raises(CommandError, match="另存"):
        take_in(tmp_path / "l.doc")
    (tmp_path / "l.xlsx").write_bytes(b"no workbook")
    with pytest.raises(CommandError, match="打不开"):
        take_in(tmp_path / "l.xlsx")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-03-02 09:30", "2026-03-02T09:30:00+08:00"),
        ("2026/3/2 9:30:15", "2026-03-02T09:30:15+08:00"),
        ("2026年3月2日9时30分", "2026-03-02T09:30:00+08:00"),
        ("2026.3.2", "2026-03-02T09:00:00+08:00"),
        ("2026-3-2 下午3点", "2026-03-02T15:00:00+08:00"),
        ("20260302", "2026-03-02T09:00:00+08:00"),
        (46083.5, "2026-03-02T12:00:00+08:00"),
        (dt.date(2026, 3, 2), "2026-03-02T09:00:00+08:00"),
        ("2026-13-41", None),
        ("昨天", None),
        (3, None),
    ],
)
def test_times_are_read_as_people_write_them(cell: object, expected: str | None) -> None:
    found = tables.parse_time(cell)

    assert (found and found.isoformat()) == expected
