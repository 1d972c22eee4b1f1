"""Mistakes in a playbook are told with file, line, what is there and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from lianxin.network.models import District
from lianxin.playbooks.document import FOLDER, BadPlaybook
from lianxin.playbooks.loader import read

GOOD = (FOLDER / "dachang.yaml").read_text(encoding="utf-8")

Mistake = tuple[str, str, list[str]]
# what is written, what is written instead, what the message says beside file and line
OF_FORM: list[Mistake] = [
    ("RESPOND: 24h,", "RESPOND: 24 hours,", ["“24 hours”", "24h（小时）", "cases → clocks"]),
    ("code: 990101 ", "code: 大场 ", ["“大场”", "行政区划代码"]),
    ("  extensions: 1", "  extensionz: 1", ["extensionz", "不认识", "extensions"]),
    ("  extensions: 1", "  extensions: one", ["“one”", "整数"]),
    ("  extensions: 1", "  extensions: 12", ["“12”", "不能大于 9"]),
    ("- {class: ROADS, unit: cityman}", "- {class: ROADS}", ["缺少“unit”", "duties → 第 1 项"]),
    ("    move: ask\n", "    move: dance\n", ["“dance”", "answer、ask"]),
    ("label: {zh: 小事, en: Minor}", "label: {en: Minor}", ["缺少“zh”", "grades → 第 1 项"]),
    ("  - code: MINOR", "  - code: minor", ["“minor”", "大写"]),
    ("icon: house}", "icon: House!}", ["“House!”", "Lucide"]),
    ("  OPERATOR: {zh", "  BOSS: {zh", ["“BOSS”", "DISPATCHER"]),
    ("name: 大场镇}", "name: 大场镇, lon: 119.5}", ["缺少“lat”"]),
    ("    hours: 22:00-06:00", "    hours: at night", ["“at night”", "18:00-08:30"]),
    ("    days: 'OFF'", "    days: SUNDAY", ["“SUNDAY”", "WORKING、OFF"]),
    ("  starts: '09:00'", "  starts: 9 点", ["“9 点”", "14:30"]),
    ("  kind: COUNCIL", "  kind: CLUB", ["“CLUB”", "ALLIANCE"]),
]  # fmt: skip
OF_SENSE: list[Mistake] = [
    ("name: 大场镇}", "name: 大场镇, shape: {type: Point, coordinates: [1, 2]}}", ["Polygon"]),
    ("name: 供电所, hours: 24/7", "name: 供电所, hours: 9-5", ["“9-5”", "Mo-Fr 08:30-12:00"]),
    ("  default_grade: NORMAL", "  default_grade: NORMALE", ["NORMALE", "NORMAL、COMPLEX"]),
    ("grade: URGENT\n", "grade: VERY\n", ["VERY", "URGENT"]),
    ("- {class: ROADS, unit: cityman}", "- {class: ROADZ, unit: cityman}", ["ROADZ", "ROADS"]),
    ("- {class: ROADS, unit: cityman}", "- {class: ROADS, unit: citymen}", ["citymen"]),
    ("  - code: MINOR", "  - code: NORMAL", ["NORMAL", "不止一次"]),
    ("  body: 平安大场联席会议", "  body: 联席会", ["联席会", "平安大场联席会议"]),
    ("  units: [civil,", "  units: [civill,", ["civill"]),
    ("kind: DISPATCH_CENTRE", "kind: DEPARTMENT", ["调度中心", "DISPATCH_CENTRE"]),
    ("- {code: dachang, kind: DISTRICT, name: 大场镇}", "- {code: x, kind: GRID, name: 甲}",
     ["DISTRICT", "0 个"]),
    ("    to: police", "    to: polis", ["polis", "DUTY", "routing → 第 3 项"]),
    ("    class: NOISE", "    class: NOIZE", ["NOIZE", "NOISE"]),
    ("  - code: NIGHT_NOISE", "  - code: NEXT_DOOR", ["NEXT_DOOR", "不止一次"]),
    ("duties:\n", "pairings: [{place: dachang, unit: nobody, starts_on: 2026-01-01}]\nduties:\n",
     ["nobody", "pairings → 第 1 项"]),
]  # fmt: skip
OF_WRITING: list[Mistake] = [
    ("playbook: dachang", "playbook: dachang\nplaybook: twice", ["YAML", "playbook"]),
    ("    icon: droplets", "     icon: droplets", ["YAML", "缩进"]),
]


def _meet(first: str, second: str) -> bool:
    return first in second or second in first


def together(mistakes: list[Mistake]) -> list[list[Mistake]]:
    """As many in one file as do not stand in each other's way: to read one takes half a second."""
    files: list[list[Mistake]] = []
    for one in mistakes:
        free = (file for file in files if not any(_meet(one[0], other[0]) for other in file))
        file = next(free, None)
        if file is None:
            files.append([one])
        else:
            file.append(one)
    return files


@pytest.mark.parametrize(
    "file", [*together(OF_FORM), *together(OF_SENSE), *([one] for one in OF_WRITING)]
)
def test_each_mistake_is_told_where_it_is(file: list[Mistake], tmp_path: Path) -> None:
    text = GOOD
    for written, instead, _said in file:
        assert written in text
        text = text.replace(written, instead, 1)
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadPlaybook) as told:
        read(path)

    assert str(told.value).startswith("mine.yaml:")
    for _written, instead, said in file:
        begin = text.index(instead) + len(instead) - len(instead.lstrip(" "))
        line = text[:begin].count("\n") + 1
        near = [str(found) for found in told.value.problems if abs(found.line - line) <= 1]
        assert any(all(words in found for words in said) for found in near), (line, instead, near)


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    text = GOOD.replace("RESPOND: 24h", "RESPOND: soon").replace("week: 4 ", "week: 9 ")
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadPlaybook) as told:
        read(file)

    lines = [problem.line for problem in told.value.problems]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(GOOD.encode("gb18030"))

    with pytest.raises(BadPlaybook, match="UTF-8"):
        read(file)


def test_a_broken_playbook_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.replace("unit: cityman}", "unit: nobody}", 1), encoding="utf-8")

    with pytest.raises(CommandError, match=r"mine\.yaml:\d+"):
        call_command("load_playbook", str(file))

    assert not District.objects.exists()


def test_words_that_look_like_switches_stay_words(tmp_path: Path) -> None:
    """YAML 1.2: a place may be called no, on or off."""
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.replace("name: 供水公司", "name: on"), encoding="utf-8")

    units = {unit["code"]: unit["name"] for unit in read(file)["units"]}

    assert units["water-co"] == "on"


def test_the_messages_are_sentences_in_any_language(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.replace("RESPOND: 24h", "RESPOND: soon"), encoding="utf-8")

    with translation.override("en"), pytest.raises(BadPlaybook, match="soon"):
        read(file)
