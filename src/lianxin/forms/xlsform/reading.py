"""Read a form from a spreadsheet, as survey tools and offices write it.

What XLSForm knows and we do not (repeats, sums,
filtered choices) is refused with its row, not left out in silence. A group becomes a note with its
heading, and its condition that of each question in it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from lianxin.forms import checks
from lianxin.forms.checks import BadForm, Mistake, Steps
from lianxin.forms.definition import Definition, Kind

MOST_ROWS = 2000
WORDS = ("label", "hint", "required_message", "constraint_message", "form_title")
ALIASES = {
    "list name": "list_name",
    "value": "name",
    "required message": "required_message",
    "constraint message": "constraint_message",
    "relevance": "relevant",
    "caption": "label",
    "title": "form_title",
    "id_string": "form_id",
}
NOT_SUPPORTED = (
    "calculation",
    "choice_filter",
    "repeat_count",
    "trigger",
    "parameters",
    "default",
    "readonly",
    "read_only",
)
KINDS = {
    "string": "text",
    "int": "integer",
    "datetime": "dateTime",
    "location": "geopoint",
    "select one": "select_one",
    "select_one from": "select_one",
    "select one from": "select_one",
    "select multiple": "select_multiple",
    "select_multiple from": "select_multiple",
    "select multiple from": "select_multiple",
    "select all that apply from": "select_multiple",
}
METADATA = {
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "email",
    "audit",
    "subscriberid",
    "simserial",
    "start-geopoint",
}
SELECT = re.compile(r"(?P<kind>select[\w ]*?)\s+(?P<list>[^\s]+)(?P<other>\s+or[_ ]other)?", re.I)
COLUMNS = {  # what they call our parts
    ("settings", "code"): "form_id",
    ("settings", "title"): "form_title",
    ("choices", "code"): "name",
}
YES = {"yes", "true", "true()", "1", "是"}
NO = {"", "no", "false", "false()", "0", "否"}


@dataclass(frozen=True)
class _Row:
    """Cells by column; words by column and language."""

    sheet: str
    line: int
    cells: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass
class _Found:
    """The document as it grows, and the row that each part of it came from."""

    document: dict[str, Any]
    origins: dict[Steps, _Row] = field(default_factory=dict)
    problems: list[tuple[_Row, str, str]] = field(default_factory=list)  # row, column, why
    groups: list[str] = field(default_factory=list)  # conditions of the groups that are open


def read(content: bytes) -> Definition:
    """The form in an Excel file. Raises `BadForm`, each line with sheet and row."""
    sheets = _sheets(content)
    found = _Found({"questions": [], "lists": {}})
    _settings(found, sheets.get("settings", []))
    for row in sheets.get("choices", []):
        _choice(found, row)
    for row in sheets["survey"]:
        _question(found, row)
    lines = [_line(row, column, why) for row, column, why in found.problems]
    if not lines:
        lines = [_located(found, mistake) for mistake in checks.mistakes(found.document)]
    if lines:
        raise BadForm([Mistake((), line) for line in lines])
    return checks.checked(found.document)


def _sheets(content: bytes) -> dict[str, list[_Row]]:
    import python_calamine  # noqa: PLC0415  1 MB, for who takes in a table

    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            tables = {
                name.strip().lower(): book.get_sheet_by_name(name).to_python(
                    skip_empty_area=False, nrows=MOST_ROWS
                )
                for name in book.sheet_names
            }
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        text = _("这不是能打开的 Excel 文件。请用表格软件另存为 .xlsx 再传。")
        raise BadForm([Mistake((), text)]) from error
    if "survey" not in tables:
        text = _("没有名为 survey 的工作表。XLSForm 的问题写在 survey 里。")
        raise BadForm([Mistake((), text)])
    return {name: list(_rows(name, table)) for name, table in tables.items()}


def _rows(sheet: str, table: list[list[Any]]) -> Iterator[_Row]:
    columns = [_column(_text(cell)) for cell in table[0]] if table else []
    for line, written in enumerate(table[1:], 2):
        cells: dict[str, str] = {}
        words: dict[str, dict[str, str]] = {}
        for (name, language), cell in zip(columns, written, strict=False):
            text = _text(cell)
            if text and name in WORDS and language:
                words.setdefault(name, {}).setdefault(language, text)
            elif text and name and not language:
                cells.setdefault(name, text)
        if cells or words:
            yield _Row(sheet, line, cells, words)


def _column(heading: str) -> tuple[str, str]:
    """The column's name, and for words their language. Other languages than ours are left out."""
    base, sign, language = heading.partition("::")
    if not sign:
        base, sign, language = heading.partition(":")
    name = base.strip().lower()
    name = ALIASES.get(name, name)
    if name not in WORDS:
        return (name, "") if name != "form_title_en" else ("form_title", "en")
    if not sign or re.search(r"\bzh\b|中文|汉语|chinese", language, re.I):
        return name, "zh"
    return (name, "en") if re.search(r"\ben\b|英文|english", language, re.I) else ("", "")


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _settings(found: _Found, rows: list[_Row]) -> None:
    row = rows[0] if rows else _Row("settings", 2, {}, {})
    found.origins[()] = row
    code = row.cell("form_id")
    if not code:
        found.problems.append((row, "form_id", _("要写表单的代码，例如 LAMP。")))
    found.document["code"] = code
    found.document["title"] = _words(row, "form_title") or code


def _choice(found: _Found, row: _Row) -> None:
    name = row.cell("list_name")
    if not name:
        found.problems.append((row, "list_name", _("要写它属于哪个选项表。")))
        return
    rows = found.document["lists"].setdefault(name, [])
    found.origins[("lists", name, len(rows))] = row
    found.origins.setdefault(("lists", name), row)
    rows.append({"code": row.cell("name"), "label": _words(row, "label") or ""})


def _question(found: _Found, row: _Row) -> None:
    kind = " ".join(row.cell("type").split())
    plain = kind.lower().replace("_", " ")
    if plain in METADATA:
        return
    if plain == "end group":
        _close_group(found, row)
    elif plain == "begin group":
        found.groups.append(_condition(found, row))
        if "label" in row.words:
            _add(found, row, {"type": Kind.NOTE.value, "relevant": found.groups[-1]})
    elif plain in ("begin repeat", "end repeat"):
        text = _("不支持重复的问题组。请写成几个单独的问题。")
        found.problems.append((row, "type", text))
    else:
        _asked(found, row, kind)


def _close_group(found: _Found, row: _Row) -> None:
    if found.groups:
        found.groups.pop()
    else:
        found.problems.append((row, "type", _("前面没有与它配对的 begin_group。")))


def _asked(found: _Found, row: _Row, kind: str) -> None:
    for name in NOT_SUPPORTED:
        if row.cell(name):
            text = _("不支持“%s”这一列，请清空它。") % name
            found.problems.append((row, name, text))
    required = row.cell("required").lower()
    if required not in YES | NO:
        text = _("只能写 yes 或留空，写的是“%s”。") % row.cell("required")
        found.problems.append((row, "required", text))
    question: dict[str, Any] = {**_kind(found, row, kind), "required": required in YES}
    question["relevant"] = _condition(found, row)
    for name in ("constraint", "appearance"):
        question[name] = row.cell(name)
    for name in ("hint", "required_message", "constraint_message"):
        if words := _words(row, name):
            question[name] = words
    _add(found, row, question)


def _kind(found: _Found, row: _Row, kind: str) -> dict[str, str]:
    chosen = SELECT.fullmatch(kind)
    if not chosen:
        return {"type": KINDS.get(kind.lower(), kind)}
    if chosen["other"]:
        text = _("不支持 or_other。请加一个“其他”选项，再加一个只在选它时填写的文字题。")
        found.problems.append((row, "type", text))
    plain = chosen["kind"].lower()
    return {"type": KINDS.get(plain, plain), "list": chosen["list"]}


def _condition(found: _Found, row: _Row) -> str:
    """The row's own, and those of the groups that it stands in."""
    own = row.cell("relevant")
    outer = found.groups[-1] if found.groups else ""
    return f"({outer}) and ({own})" if own and outer else own or outer


def _add(found: _Found, row: _Row, question: Mapping[str, Any]) -> None:
    rows = found.document["questions"]
    found.origins[("questions", len(rows))] = row
    said = {"name": row.cell("name"), "label": _words(row, "label") or ""}
    rows.append(
        {name: value for name, value in {**question, **said}.items() if value or name in said}
    )


def _words(row: _Row, name: str) -> dict[str, str]:
    words = row.words.get(name, {})
    return {"zh": words.get("zh", ""), **words} if words else {}


def _located(found: _Found, mistake: Mistake) -> str:
    where = mistake.where
    column = next((step for step in reversed(where) if isinstance(step, str)), "")
    while where not in found.origins:
        where = where[:-1]
    return _line(found.origins[where], str(column), mistake.text)


def _line(row: _Row, column: str, why: str) -> str:
    return _("%(sheet)s 第 %(line)d 行 %(column)s：%(why)s") % {
        "sheet": row.sheet,
        "line": row.line,
        "column": COLUMNS.get((row.sheet, column), column),
        "why": why,
    }
