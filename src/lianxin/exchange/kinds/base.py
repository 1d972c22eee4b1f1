"""What a kind of listing is made of. Values only: a new kind is one module beside this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lianxin.exchange.states import Shape
from lianxin.kernel.refusals import Refusal

MAX_LINE: Final = 200
MAX_TEXT: Final = 4_000
MAX_CHOSEN: Final = 30


class Side(StrEnum):
    OFFER = "OFFER"
    WANT = "WANT"


class As(StrEnum):
    """How a detail is typed."""

    LINE = "LINE"
    TEXT = "TEXT"
    NUMBER = "NUMBER"  # whole
    MONEY = "MONEY"  # yuan, whole
    DAY = "DAY"  # ISO 8601
    YES = "YES"
    ONE = "ONE"  # of `choices`
    SOME = "SOME"  # of `choices`
    WORDS = "WORDS"  # short words that people choose: skills, subjects


@dataclass(frozen=True)
class Detail:
    """One field that a kind has beside those of every listing."""

    name: str
    label: str | Promise
    typed: As = As.LINE
    is_needed: bool = False  # before it may be published
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    is_found: bool = True  # by the full-text search

    def clean(self, value: Any) -> Any:
        """The value as it is stored; None for an empty one. Raises `Refusal` naming the field."""
        if value in (None, "", [], ()):
            return None
        try:
            return _CLEAN[self.typed](self, value)
        except (TypeError, ValueError) as error:
            raise Refusal(
                _("“%(field)s”填的内容不对，请检查。") % {"field": self.label}, field=self.name
            ) from error


@dataclass(frozen=True)
class Kind:
    """`shape` is what taking it up means. `confirm_days`: how often its owner says that it still
    holds. `keep_days`: how long after its end it is known whom a claim was for. In schema.org it
    is a `schema_type`."""

    code: str
    label: str | Promise
    icon: str
    side: Side
    shape: Shape
    details: Sequence[Detail] = ()
    confirm_days: int = 183
    keep_days: int = 365
    has_slots: bool = False  # its capacity is in times; else in the listing itself, or endless
    is_for_people: bool = False  # a person may publish it in her own name
    is_work: bool = False  # one is hired, or helps
    is_somewhere: bool = False  # one goes there; the others serve an area
    becomes: tuple[str, ...] = ()  # the kinds that it may turn into
    schema_type: str = "Service"
    needs: tuple[str, ...] = ()  # columns that every listing has, needed for this kind

    def clean(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The details as they are stored: known ones only, empty ones left out."""
        cleaned = {each.name: each.clean(told.get(each.name)) for each in self.details}
        return {name: value for name, value in cleaned.items() if value is not None}

    def missing(self, details: Mapping[str, Any]) -> list[Detail]:
        return [each for each in self.details if each.is_needed and each.name not in details]

    def shared(self, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> set[str]:
        """The words (subjects, skills, fields) that two listings of the kind have in common."""
        lists = [each.name for each in self.details if each.typed is As.WORDS]
        return {
            word for name in lists for word in ours.get(name, ()) if word in theirs.get(name, ())
        }

    def words(self, details: Mapping[str, Any], *typed: As) -> str:
        """What the details say, to be found by; with `typed` only those that are typed so."""
        found = (
            each
            for each in self.details
            if each.is_found and each.name in details and (not typed or each.typed in typed)
        )
        return "\n".join(_said(each, details[each.name]) for each in found)


def _line(limit: int) -> Any:
    def clean(_each: Detail, value: Any) -> str:
        text = str(value).strip()
        if len(text) > limit:
            raise ValueError(text)
        return text

    return clean


def _number(_each: Detail, value: Any) -> int:
    number = int(str(value).strip())
    if number < 0:
        raise ValueError(number)
    return number


def _one(each: Detail, value: Any) -> str:
    if value not in each.choices:
        raise ValueError(value)
    return str(value)


def _some(each: Detail, value: Any) -> list[str]:
    return list(dict.fromkeys(_one(each, one) for one in value))


def _words(_each: Detail, value: Any) -> list[str]:
    parts = (
        value.replace("，", ",").replace("、", ",").split(",") if isinstance(value, str) else value
    )
    words = list(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))
    if len(words) > MAX_CHOSEN or any(len(word) > MAX_LINE for word in words):
        raise ValueError(value)
    return words


_CLEAN: Final = {
    As.LINE: _line(MAX_LINE),
    As.TEXT: _line(MAX_TEXT),
    As.NUMBER: _number,
    As.MONEY: _number,
    As.DAY: lambda _each, value: date.fromisoformat(str(value)).isoformat(),
    As.YES: lambda _each, value: bool(value) or None,
    As.ONE: _one,
    As.SOME: _some,
    As.WORDS: _words,
}


def _said(each: Detail, value: Any) -> str:
    if each.typed is As.ONE:
        return str(each.choices.get(value, ""))
    if each.typed is As.SOME:
        return " ".join(str(each.choices.get(one, "")) for one in value)
    if each.typed is As.WORDS:
        return " ".join(value)
    return "" if each.typed is As.YES else str(value)
