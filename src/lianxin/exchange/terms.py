"""What a district's playbook decides about the exchange. Values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lianxin.forms.words import Words
from lianxin.kernel.clock import Term

MOST_REASONS: Final = 12
ACCEPT: Final = Term.parse("48h")
RATE: Final = Term.parse("14d")

REASONS: Final[tuple[tuple[str, str, str], ...]] = (
    ("FULL", "约满了", "Fully booked"),
    ("NO_STAFF", "人手不够", "Not enough staff"),
    ("TOO_FAR", "不在服务范围", "Outside our area"),
    ("WRONG_TIME", "时间不合适", "Not possible at that time"),
    ("NOT_OURS", "不是我们做的", "Not what we do"),
    ("UNCLEAR", "需求说不清，联系不上", "Unclear, and nobody could be reached"),
    ("OTHER", "其他", "Other"),
)


@dataclass(frozen=True)
class Reason:
    code: str
    label: Words


@dataclass(frozen=True)
class ShiftPlan:
    """A shift that is called again and again: what its form begins with."""

    code: str
    title: Words
    tasks: Words
    capacity: int = 6
    skills: tuple[str, ...] = ()
    is_surge: bool = False


@dataclass(frozen=True)
class ExchangeTerms:
    """`accept`: how long a provider has to take an order. After `losses` providers an order goes
    to the coordinating desk. `is_brokered`: every order goes there first (点单-派单-接单-评单)."""

    version: int = 0
    accept: Term = ACCEPT
    rate: Term = RATE
    losses: int = 3
    is_brokered: bool = False
    grace_days: int = 30  # that an unconfirmed listing may still be ordered
    ask_days: int = 8  # that a link to confirm by one tap is valid
    presence_percent: int = 60  # of a shift, below which no time is recorded
    reasons: Mapping[str, Reason] = field(
        default_factory=lambda: {code: Reason(code, Words(zh, en)) for code, zh, en in REASONS}
    )
    words: Mapping[str, Words] = field(default_factory=dict)  # local names: of shelves, of steps
    shifts: Mapping[str, ShiftPlan] = field(default_factory=dict)


def parse(document: Mapping[str, Any], *, version: int) -> ExchangeTerms:
    """Raises `KeyError` or `ValueError` on a document that the playbook's schema would refuse."""
    told: dict[str, Any] = {"version": version}
    for name in ("accept", "rate"):
        if name in document:
            told[name] = Term.parse(document[name])
    for name in ("losses", "is_brokered", "grace_days", "ask_days", "presence_percent"):
        if name in document:
            told[name] = document[name]
    if "reasons" in document:
        rows = document["reasons"]
        if not 1 <= len(rows) <= MOST_REASONS:
            raise ValueError(f"{len(rows)} reasons; 1 to {MOST_REASONS} can be read and chosen")
        told["reasons"] = {
            row["code"]: Reason(row["code"], Words.of(row["label"])) for row in rows
        }
    told["shifts"] = {row["code"]: _plan(row) for row in document.get("shifts", ())}
    if "words" in document:
        told["words"] = {name: Words.of(word) for name, word in document["words"].items()}
    return ExchangeTerms(**told)


def _plan(row: Mapping[str, Any]) -> ShiftPlan:
    plain = {name: row[name] for name in ("capacity", "is_surge") if name in row}
    return ShiftPlan(
        code=row["code"],
        title=Words.of(row["title"]),
        tasks=Words.of(row["tasks"]),
        skills=tuple(row.get("skills", ())),
        **plain,
    )
