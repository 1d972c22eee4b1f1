"""What is nobody's business: words that do not belong into a log of visits, and not into what is
said of places and things. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML

from lianxin.language.personal import find_personal


class Matter(StrEnum):
    OPINION = "OPINION"
    BELIEF = "BELIEF"
    HEALTH = "HEALTH"
    INCOME = "INCOME"
    VISITORS = "VISITORS"
    PERSON = "PERSON"
    NUMBER = "NUMBER"


LABELS: Mapping[Matter, str | Promise] = {
    Matter.OPINION: _("看法和立场"),
    Matter.BELIEF: _("信念和出身"),
    Matter.HEALTH: _("健康"),
    Matter.INCOME: _("收入"),
    Matter.VISITORS: _("来往的人和家事"),
    Matter.PERSON: _("具体的人"),
    Matter.NUMBER: _("证件、卡号和电话"),
}
NUMBERS = frozenset({"ID_NUMBER", "BANK_CARD", "PHONE", "PLATE"})
NAMED = frozenset({"NAME", "CALLED"})


class Noticed(NamedTuple):
    """`word` is of a matter that is nobody's business."""

    word: str
    matter: Matter


def in_log(text: str) -> list[Noticed]:
    """What had better not stand in what one writes of a visit, each word once."""
    found = [one for one in _listed(text) if one.matter != Matter.PERSON]
    return found + _spans(text, NUMBERS, Matter.NUMBER)


def of_places(text: str) -> list[Noticed]:
    """The same where one speaks of a place or a thing and names nobody. A bare name that no word
    announces is not noticed: whoever checks it reads it."""
    names = _spans(text, NAMED, Matter.PERSON)
    return [*_listed(text), *_spans(text, NUMBERS, Matter.NUMBER), *names]


def listed() -> Mapping[str, Sequence[str]]:
    """The words by matter, and those that are `harmless`; a phone without a network has them."""
    return _words()


def _spans(text: str, kinds: frozenset[str], matter: Matter) -> list[Noticed]:
    spans = find_personal(text, weak=True)
    return [Noticed(text[one.start : one.end], matter) for one in spans if one.kind in kinds]


def _listed(text: str) -> list[Noticed]:
    words = _words()
    for word in words["harmless"]:
        text = text.replace(word, "　" * len(word))
    return [
        Noticed(word, matter)
        for matter in Matter
        for word in words.get(matter.value, ())
        if word in text
    ]


@cache
def _words() -> Mapping[str, Sequence[str]]:
    text = files("lianxin.language").joinpath("private.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = YAML(typ="safe", pure=True).load(text)
    return found
