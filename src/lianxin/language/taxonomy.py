"""What ships: 16 classes of residents' matters and 5 of firms', in the words people use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

from lianxin.language.values import ClassWords

PATH: Final = Path(__file__).parent / "data" / "taxonomy.yaml"


@cache
def shipped() -> tuple[ClassWords, ...]:
    told = YAML(typ="safe").load(PATH)
    return tuple(
        ClassWords(code, tuple(each["names"]), tuple(each["phrases"].strip().splitlines()))
        for code, each in told.items()
    )


def words_of(code: str, *, label: str, examples: Iterable[str] = ()) -> ClassWords:
    """A playbook's class, with what ships for its code, if anything does."""
    ours = {entry.code: entry for entry in shipped()}.get(code, ClassWords(code, ()))
    names = dict.fromkeys((label, *examples, *ours.names))
    return ClassWords(code, tuple(names), ours.phrases)
