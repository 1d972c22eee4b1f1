"""The manual of the API names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from lianxin.api.deeds import DEEDS
from lianxin.api.shapes import DeedIn, PartIn, SideIn
from lianxin.network.models import Scope

TEXT = (Path(__file__).parents[2] / "docs" / "api" / "rest.md").read_text()


def test_it_lists_every_verb_with_fields_that_exist() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (.+) \|$", TEXT, re.MULTILINE)
    words = re.compile(r"`(\w+)`")

    assert {verb for verbs, _fields in rows for verb in words.findall(verbs)} == DEEDS.keys()
    named = {field for _verbs, fields in rows for field in words.findall(fields)}
    within = PartIn.model_fields.keys() | SideIn.model_fields.keys()
    assert named == DeedIn.model_fields.keys() - {"key"} | within


def test_it_lists_every_scope() -> None:
    assert set(re.findall(r"`([A-Z]+(?:_[A-Z]+)?)` \|$", TEXT, re.MULTILINE)) == set(Scope.values)
