"""Forms to ask with, and ways to make many."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from lianxin.forms.checks import checked
from lianxin.forms.definition import Definition, Kind

LAMP: dict[str, Any] = {
    "code": "LAMP",
    "title": {"zh": "路灯与路面", "en": "Lamps and roads"},
    "questions": [
        {
            "name": "what",
            "type": "select_one",
            "label": {"zh": "是什么坏了？", "en": "What is broken?"},
            "required": True,
            "required_message": {"zh": "请选是什么坏了。", "en": "Please choose."},
            "choices": [
                {"code": "lamp", "label": {"zh": "路灯", "en": "Street lamp"}},
                {"code": "road", "label": {"zh": "路面", "en": "Road surface"}},
            ],
        },
        {
            "name": "lamps_out",
            "type": "integer",
            "label": {"zh": "几盏不亮？", "en": "How many are out?"},
            "relevant": "${what} = 'lamp'",
            "constraint": ". > 0 and . <= 200",
            "constraint_message": {"zh": "请填 1 到 200。", "en": "Between 1 and 200."},
        },
        {
            "name": "since",
            "type": "date",
            "label": {"zh": "哪天开始的？", "en": "Since when?"},
            "constraint": ". <= today()",
        },
        {
            "name": "when",
            "type": "select_multiple",
            "label": "什么时候",
            "choices": [
                {"code": "day", "label": "白天"},
                {"code": "night", "label": "晚上"},
            ],
        },
    ],
}


def lamp(**changes: Any) -> dict[str, Any]:
    """The document, with parts of its second question changed."""
    document = copy.deepcopy(LAMP)
    document["questions"][1] |= changes
    return document


def definition() -> Definition:
    return checked(LAMP)


_plain = st.text("甲乙丙丁abcXYZ ，。=+@-'\"<>&", min_size=1, max_size=12).map(str.strip)
WORDS = st.builds(
    lambda zh, en: {"zh": zh, "en": en} if en else zh, _plain.filter(bool), _plain | st.just("")
)
CONDITIONS = st.sampled_from(
    [
        "${q0} != ''",
        "not(selected(${q0}, 'x9')) or 3 < 2",
        "string-length(${q0}) >= 2 and ${q0} != 'a b'",
        'number(${q0}) div 2 > 1.5 or ${q0} = "it\'s"',
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 6))
    lists = {
        f"list{n}": [
            {"code": f"c{n}.{number}", "label": label}
            for number, label in enumerate(draw(st.lists(WORDS, min_size=1, max_size=4)))
        ]
        for n in range(2)
    }
    rows = [_question(draw, number, lists) for number in range(count)]
    used = {row["list"] for row in rows if "list" in row}
    kept = {name: choices for name, choices in lists.items() if name in used}
    title = draw(WORDS)
    return {"code": "X", "title": title, **({"lists": kept} if kept else {}), "questions": rows}


def _question(draw: st.DrawFn, number: int, lists: dict[str, Any]) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(Kind))).value if number else "text"
    row: dict[str, Any] = {"name": f"q{number}", "type": kind, "label": draw(WORDS)}
    if kind.startswith("select"):
        if draw(st.booleans()):
            row["list"] = draw(st.sampled_from(sorted(lists)))
        else:
            row["choices"] = [{"code": f"a{number}", "label": draw(WORDS)}]
    if kind != "note" and draw(st.booleans()):
        row["required"] = True
    if draw(st.booleans()):
        row["hint"] = draw(WORDS)
    if number and draw(st.booleans()):
        row["relevant"] = draw(CONDITIONS)
    if draw(st.booleans()):
        row |= {"constraint": "string-length(.) < 300", "constraint_message": draw(WORDS)}
    return row
