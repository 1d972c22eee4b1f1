"""The questions of a survey as a clerk writes them, to and from a form.

A blank line between questions; the question on its first line, its options under it, one a line.
"（多选）" at the end of the question lets one choose several; without options one writes freely.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from lianxin.forms.definition import Definition, Kind, Question, read
from lianxin.kernel.refusals import Refusal

MANY: Final = re.compile(r"\s*[（(](多选|multiple)[)）]\s*$", re.IGNORECASE)
BULLET: Final = re.compile(r"^\s*[-－–·•*]\s*")
MOST_QUESTIONS: Final = 30
OPTIONS: Final = range(2, 31)
LONGEST: Final = 300


def definition(code: str, title: str, text: str) -> Definition:
    """Raises `Refusal` naming the question that cannot be asked like this."""
    blocks = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    if not 0 < len(blocks) <= MOST_QUESTIONS:
        most = {"most": MOST_QUESTIONS, "found": len(blocks)}
        told = _("一份问卷有 1 到 %(most)d 个问题，现在有 %(found)d 个。问题之间空一行。")
        raise Refusal(told % most, field="questions")
    rows = [_row(number, block) for number, block in enumerate(blocks, 1)]
    return read({"code": code.replace("-", "_").upper(), "title": title, "questions": rows})


def written(asked: Definition) -> str:
    """What `definition` reads."""
    return "\n\n".join(_block(one) for one in asked.questions)


def _row(number: int, block: str) -> Mapping[str, Any]:
    lines = [BULLET.sub("", line).strip() for line in block.splitlines() if line.strip()]
    label, options = MANY.sub("", lines[0]), lines[1:]
    if not label or any(len(line) > LONGEST for line in lines):
        told = _("第 %(number)d 题：问题和选项要有文字，每行最多 %(most)d 字。")
        raise Refusal(told % {"number": number, "most": LONGEST}, field="questions")
    row: dict[str, Any] = {"name": f"q{number}", "label": label}
    if not options:
        return row | {"type": Kind.TEXT.value, "appearance": "multiline"}
    if len(options) not in OPTIONS or len(set(options)) < len(options):
        told = _("第 %(number)d 题：写 2 到 30 个不同的选项，一行一个；不要选项就只写问题。")
        raise Refusal(told % {"number": number}, field="questions")
    kind = Kind.SELECT_MULTIPLE if MANY.search(lines[0]) else Kind.SELECT_ONE
    choices = [{"code": f"o{n}", "label": option} for n, option in enumerate(options, 1)]
    return row | {"type": kind.value, "choices": choices}


def _block(one: Question) -> str:
    many = "（多选）" if one.kind == Kind.SELECT_MULTIPLE else ""
    return "\n".join([f"{one.label}{many}", *(f"- {choice.label}" for choice in one.choices)])
