"""The terms of an agreement as values: who gives what, how much, how often, until when.

They are stored with the agreement itself, so that its history holds every wording and what was
signed can be proved. Amounts are in hundredths of the unit: 12.5 hours are 1250, money is in fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianxin.kernel.refusals import Refusal
from lianxin.partnering.states import Frequency, Kind, Party, What

MOST: Final = 12
LONGEST: Final = 120
LONGEST_UNIT: Final = 12
LARGEST: Final = 100_000_000_00
HUNDRED: Final = 100
UNITS: Final = {
    What.SPACE: gettext_noop("平方米"),
    What.HOURS: gettext_noop("小时"),
    What.GOODS: gettext_noop("份"),
    What.MONEY: gettext_noop("元"),
}


@dataclass(frozen=True)
class Term:
    """`giver` gives `amount` hundredths of `unit` of `text` in every period, or once, up to
    `until_on`, by default as long as the agreement runs."""

    giver: str
    what: str
    text: str
    amount: int
    every: str = Frequency.ONCE
    unit: str = ""
    until_on: date | None = None

    def dump(self) -> dict[str, Any]:
        return {
            "giver": str(self.giver),
            "what": str(self.what),
            "text": self.text.strip(),
            "amount": self.amount,
            "every": str(self.every),
            "unit": self.unit.strip() or UNITS[What(self.what)],
            "until_on": self.until_on.isoformat() if self.until_on else "",
        }


def load(rows: Sequence[Mapping[str, Any]]) -> list[Term]:
    return [
        Term(
            giver=row["giver"],
            what=row["what"],
            text=row["text"],
            amount=row["amount"],
            every=row["every"],
            unit=row["unit"],
            until_on=date.fromisoformat(row["until_on"]) if row["until_on"] else None,
        )
        for row in rows
    ]


def require(terms: Sequence[Term], *, starts_on: date, ends_on: date) -> None:
    """Raises `Refusal` naming the first that cannot be as it is (`term_2`)."""
    if not terms:
        raise Refusal(_("请至少写一条：谁提供什么、多少。"), field="terms")
    if len(terms) > MOST:
        raise Refusal(_("最多写 %d 条，请合并。") % MOST, field="terms")
    for number, term in enumerate(terms, 1):
        _check(term, f"term_{number}", starts_on=starts_on, ends_on=ends_on)


def require_both(terms: Sequence[Term], *, kind: str) -> None:
    """Before it is signed, both partners of a community give something."""
    if kind == Kind.PARTNERSHIP and len({term.giver for term in terms}) < len(Party):
        raise Refusal(_("双方都要有提供的内容，才能签署。"), code="one_sided", field="terms")


def _check(term: Term, field: str, *, starts_on: date, ends_on: date) -> None:
    known = (
        (term.giver, Party.values), (term.what, What.values), (term.every, Frequency.values),
    )  # fmt: skip
    if any(value not in values for value, values in known):
        raise Refusal(_("请从列表中选择。"), field=field)
    if not term.text.strip() or len(term.text) > LONGEST:
        raise Refusal(_("请写明提供什么，最多 %d 字。") % LONGEST, field=field)
    if len(term.unit.strip()) > LONGEST_UNIT:
        raise Refusal(_("计量单位最多 %d 字。") % LONGEST_UNIT, field=field)
    if not 0 < term.amount <= LARGEST:
        raise Refusal(_("数量要大于零，不超过一亿。"), field=field)
    if term.until_on and not starts_on <= term.until_on <= ends_on:
        raise Refusal(_("“到何时为止”要在协议期限以内。"), field=field)


def said(amount: int) -> str:
    """ "1,200.50", whole numbers without a point."""
    return f"{amount / HUNDRED:,.2f}".rstrip("0").rstrip(".")
