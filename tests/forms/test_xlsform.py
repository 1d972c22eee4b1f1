"""Forms go out as XLSForm and come back unchanged; mistakes are told by row."""

from __future__ import annotations

import io
import shutil
import warnings
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings

from lianxin.forms import checks
from lianxin.forms.checks import BadForm, checked
from lianxin.forms.xlsform import reading, writing
from tests.forms import samples

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pyxform.xls2xform import convert

HEAD = ["type", "name", "label", "required", "relevant", "constraint"]
Table = list[list[Any]]


def _book(
    survey: Table, *, choices: Sequence[list[Any]] = (), head: list[str] = HEAD, form_id: str = "X"
) -> bytes:
    content = io.BytesIO()
    sheets = {
        "survey": [head, *survey],
        "choices": [["list_name", "name", "label"], *choices],
        "settings": [["form_title", "form_id"], ["表", form_id]],
    }
    with xlsxwriter.Workbook(content) as book:
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(table):
                sheet.write_row(line, 0, row)
    return content.getvalue()


def _refused(content: bytes) -> list[str]:
    with pytest.raises(BadForm) as refused:
        reading.read(content)
    return list(refused.value.lines)


@settings(max_examples=60, deadline=None)
@given(samples.documents())
def test_a_form_comes_back_as_it_went_out(document: dict[str, Any]) -> None:
    form = checked(document)
    assert reading.read(writing.write(form, version=3)) == form
    assert checked(form.document()) == form


@settings(max_examples=10, deadline=None)
@given(samples.documents())
def test_pyxform_takes_what_goes_out(document: dict[str, Any]) -> None:
    form = checked(document)
    written = writing.write(form, version=3)
    xform = convert(written, validate=False, file_type=".xlsx").xform
    assert all(f'"/data/{one.name}"' in xform or one.name in xform for one in form.questions)


@pytest.mark.skipif(not shutil.which("java"), reason="ODK Validate needs Java")
def test_odk_validate_takes_what_goes_out() -> None:
    written = writing.write(samples.definition(), version=1)
    assert convert(written, validate=True, file_type=".xlsx").xform


def test_a_form_of_another_hand_is_read() -> None:
    form = reading.read(
        _book(
            [
                ["start", "start"],
                ["begin group", "g", "关于路灯", "", "1 = 1"],
                ["select one yn", "is_out", "不亮吗", "yes"],
                ["int", "many", "几盏", True, "${is_out} = 'y'", ". > 0"],
                ["end group"],
                ["string", "note", "还有什么"],
            ],
            choices=[["yn", "y", "是"], ["yn", "n", "否"]],
        )
    )
    assert [(one.name, one.kind.value, one.relevant) for one in form.questions] == [
        ("g", "note", "1 = 1"),
        ("is_out", "select_one", "1 = 1"),
        ("many", "integer", "(1 = 1) and (${is_out} = 'y')"),
        ("note", "text", ""),
    ]
    assert form.questions[2].is_required
    assert form.questions[1].choices[0].label.zh == "是"


def test_languages_are_known_by_their_names() -> None:
    head = ["type", "name", "label::Chinese (zh)", "label::English (en)", "label::Français (fr)"]
    form = reading.read(_book([["text", "q", "问", "Ask", "Demande"]], head=head))
    assert (form.questions[0].label.zh, form.questions[0].label.en) == ("问", "Ask")


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (["text", "1st", "问"], "survey 第 2 行 name：写的是“1st”。用英文字母"),
        (["text", "q", ""], "survey 第 2 行 label：缺少中文文字。"),
        (["image", "q", "照片"], "survey 第 2 行 type：没有“image”这种问题"),
        (["select_one none", "q", "问"], "survey 第 2 行 type：没有名为“none”的选项表"),
        (["select_one yn or_other", "q", "问"], "survey 第 2 行 type：不支持 or_other"),
        (["begin repeat", "q", "问"], "survey 第 2 行 type：不支持重复的问题组"),
        (["end group"], "survey 第 2 行 type：前面没有与它配对"),
        (["text", "q", "问", "maybe"], "survey 第 2 行 required：只能写 yes 或留空"),
        (["note", "q", "说明", "yes"], "survey 第 2 行 required：说明文字"),
        (["text", "q", "问", "", "pulldata('a')"], "survey 第 2 行 relevant：不认识“pulldata”"),
        (["text", "q", "问", "", ". > 1"], "survey 第 2 行 relevant：“.”指本题"),
        (["text", "q", "问", "", "${later} = 1"], "不是前面的问题"),
        (["text", "q", "问", "", "", "${x} ="], "survey 第 2 行 constraint："),
    ],
)
def test_a_mistake_is_told_by_row_and_column(row: list[str], line: str) -> None:
    (told,) = _refused(_book([row], choices=[["yn", "y", "是"]]))
    assert line in told


def test_every_mistake_is_told() -> None:
    rows = [["text", "q", "问"], ["text", "q", "问"], ["select_one yn", "s", "选"],
            ["text", "t", "问", "", "${s} = 'yes'"]]  # fmt: skip
    told = _refused(_book(rows, choices=[["yn", "y", "是"], ["yn", "n o", "否"]]))
    assert [line.split("：")[0] for line in told] == [
        "choices 第 3 行 name", "survey 第 3 行 name", "survey 第 5 行 relevant",
    ]  # fmt: skip


def test_a_column_that_is_not_understood_is_refused() -> None:
    content = _book([["text", "q", "问", "1 + 1"]], head=["type", "name", "label", "calculation"])
    assert _refused(content) == [
        "survey 第 2 行 calculation：不支持“calculation”这一列，请清空它。"
    ]


def test_a_code_of_another_kind_is_refused() -> None:
    (told,) = _refused(_book([["text", "q", "问"]], form_id="my-form"))
    assert told.startswith("settings 第 2 行 form_id：写的是“my-form”")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no book", b"type,name\ntext,q"])
def test_what_is_no_spreadsheet_is_refused(content: bytes) -> None:
    assert _refused(content) == ["这不是能打开的 Excel 文件。请用表格软件另存为 .xlsx 再传。"]


def test_a_choice_nobody_offers_is_a_mistake() -> None:
    (found,) = checks.mistakes(samples.lamp(relevant="${what} = 'lmap'"))
    assert found.where == ("questions", 1, "relevant")
    assert found.text == "“what”没有代码为“lmap”的选项。"
