"""Posts as firms word them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from lianxin.network.models import Organisation
from lianxin.playbooks.demo.words import load

EMPLOYMENT: Final = {"FULL_TIME": 78, "PART_TIME": 9, "INTERN": 9, "TEMPORARY": 4}
ASKED: Final = (60, 25, 10)  # how often the usual education is asked for, and the others
HUNDRED: Final = 100
Trade = Mapping[str, Any]


@dataclass
class Jobs:
    """`told` gives one post after the other: what a draft says of it."""

    rng: Random
    book: Mapping[str, Any] = field(default_factory=lambda: load("jobs"))

    @property
    def trades(self) -> Sequence[Trade]:
        found: Sequence[Trade] = self.book["trades"]
        return found

    def name(self, trade: Trade, number: int) -> str:
        """Of a firm: no two numbers below some hundred have the same."""
        book = self.book
        first = book["names"][number % len(book["names"])]
        second = book["seconds"][number // len(book["names"]) % len(book["seconds"])]
        return f"{first}{second}{trade['word']}{self.rng.choice(book['ends'])}"

    def told(
        self, unit: Organisation, trade: Trade | None = None
    ) -> tuple[str, Organisation, dict[str, Any]]:
        """Title, firm, and the rest."""
        rng, trade = self.rng, trade or self._trade_of(unit)
        title, employment = rng.choice(trade["titles"]), self._employment()
        low, high = self._pay(trade, employment)
        skills = rng.sample(trade["skills"], rng.randint(1, min(3, len(trade["skills"]))))
        details = {
            "employment": employment, "pay_from": low, "pay_to": high, "skills": skills,
            "education": rng.choices(trade["asks"], ASKED[: len(trade["asks"])])[0],
            "experience": rng.choice((0, 0, 0, 1, 1, 2, 3, 5)),
        }  # fmt: skip
        does = "；".join(rng.sample(trade["does"], rng.randint(1, 2)))
        text = f"{does}。会{'、'.join(skills)}更好。{rng.choice(self.book['perks'])}。"
        return title, unit, {
            "text": text + f"{rng.choice(self.book['schools'])}。",
            "details": details,
            "capacity": rng.choices((1, 2, 3, 5, 10, 20), (35, 25, 15, 12, 9, 4))[0],
        }  # fmt: skip

    def _trade_of(self, unit: Organisation) -> Trade:
        """The same one each time: a firm does one thing."""
        return Random(unit.code).choice(self.trades)

    def _employment(self) -> str:
        return self.rng.choices([*EMPLOYMENT], [*EMPLOYMENT.values()])[0]

    def _pay(self, trade: Trade, employment: str) -> tuple[int, int]:
        least, most = trade["pay"]
        low = int(self.rng.triangular(least, most, least) // HUNDRED * HUNDRED)
        if employment in ("PART_TIME", "INTERN"):
            low = max(1_500, low // 2 // HUNDRED * HUNDRED)
        return low, int(low * self.rng.uniform(1.1, 1.6) // HUNDRED * HUNDRED)
