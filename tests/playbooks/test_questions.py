"""A playbook carries the questions of its classes, written in it or as spreadsheets beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lianxin.cases import answered
from lianxin.forms import queries
from lianxin.forms.answers import validate
from lianxin.forms.checks import checked
from lianxin.forms.xlsform import reading, writing
from lianxin.playbooks import loader
from lianxin.playbooks.demo import answered as demo
from lianxin.playbooks.demo import words
from lianxin.playbooks.document import FOLDER, BadPlaybook

GOOD = (FOLDER / "dachang.yaml").read_text(encoding="utf-8")

BROKEN = [
    ("    form: LAMP\n", "    form: LAMPS\n", ["LAMPS", "LAMP、"]),
    ("- code: LAMP\n", "- code: HEAT\n", ["HEAT", "不止一次"]),
    ("    type: integer\n", "    type: number\n", ["“number”", "integer、decimal"]),
    ("    relevant: ${what} = 'lamp'\n", "    relevant: ${what} = 'lmap'\n", ["lmap", "选项"]),
    ("    relevant: ${what} = 'lamp'\n", "    relevant: sum(${what})\n", ["不认识“sum”"]),
    ("    relevant: ${what} = 'lamp'\n", "    relevant: ${reach} = 'x'\n", ["reach", "之前"]),
    ("    constraint: . > 0 and . <= 500\n", "    constraint: . > 0 and\n", ["constraint"]),
    ("forms:\n", "forms:\n- street.xlsx\n", ["street.xlsx", "没有这个文件"]),
]


def _read(folder: Path, text: str) -> dict[str, Any]:
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return loader.read(file)


@pytest.mark.parametrize(("written", "instead", "said"), BROKEN)
def test_a_mistake_is_told_where_it_is(
    written: str, instead: str, said: list[str], tmp_path: Path
) -> None:
    assert written in GOOD
    with pytest.raises(BadPlaybook) as told:
        _read(tmp_path, GOOD.replace(written, instead, 1))
    line = GOOD[: GOOD.index(written)].count("\n") + 1
    assert any(abs(found.line - line) <= 1 for found in told.value.problems), str(told.value)
    assert all(part in str(told.value) for part in said), str(told.value)


def test_a_spreadsheet_beside_the_book_is_the_same(tmp_path: Path, noon: dt.datetime) -> None:
    own = loader.read("dachang")
    lamp = next(form for form in own["forms"] if form["code"] == "LAMP")
    (tmp_path / "lamp.xlsx").write_bytes(writing.write(checked(lamp), version=1))
    begin = GOOD.index("- code: LAMP\n")
    end = GOOD.index("- code: WATER\n", begin)

    book = _read(tmp_path, GOOD[:begin] + "- lamp.xlsx\n\n" + GOOD[end:])

    assert book == own
    loader.put(own, at=noon)
    assert loader.put(book, at=noon).changes == []


def test_mistakes_in_the_spreadsheet_are_told_by_its_rows(tmp_path: Path) -> None:
    (tmp_path / "lamp.xlsx").write_bytes(b"no spreadsheet")
    with pytest.raises(BadPlaybook, match=r"lamp\.xlsx：这不是能打开的 Excel 文件"):
        _read(tmp_path, GOOD.replace("forms:\n", "forms:\n- lamp.xlsx\n", 1))


def test_a_changed_question_is_a_new_version(noon: dt.datetime) -> None:
    book = loader.read("dachang")
    district = loader.put(book, at=noon).district
    book["forms"][0]["questions"][0]["label"] = "换了一句话"
    changed = book["forms"][0]["code"]

    (told,) = loader.put(book, at=noon).changes

    assert told.startswith(f"表单 {changed} ")
    assert told.endswith("第 2 版生效")
    found = queries.latest(district.pk, changed)
    assert found is not None
    assert found.version == 2


@pytest.mark.parametrize("name", ["dachang", "hongshan"])
def test_the_shipped_forms_can_be_answered_and_go_out(name: str, noon: dt.datetime) -> None:
    book = loader.read(name)
    district = loader.put(book, at=noon).district
    named = [row["code"] for row in book["cases"]["classes"] if row.get("form")]

    assert len(named) >= 6
    for class_code in named:
        form = answered.form_of(district.pk, class_code)
        assert form is not None
        definition = form.read()
        assert validate(definition, {}, at=noon) == {}  # nobody is kept from filing by them
        assert reading.read(writing.write(definition, version=form.version)) == definition
        assert all(one.label.en for one in definition.questions)


def test_the_town_answers_what_it_is_asked(noon: dt.datetime) -> None:
    """Each answer that the demo town may give is one that the form takes."""
    book = loader.read("dachang")
    forms = {form["code"]: checked(form) for form in book["forms"]}
    asked = {row["code"]: row.get("form") for row in book["cases"]["classes"]}
    class_of = {scenario.id: scenario.class_code for scenario in words.scenarios()}
    for scenario, said in words.load("answers").items():
        form = forms[asked[class_of[scenario]]]
        for n in range(max(map(len, said.values()))):
            given = {
                name: demo._said(form.by_name[name], values[n % len(values)], noon)
                for name, values in said.items()
            }
            assert validate(form, given, at=noon), scenario
