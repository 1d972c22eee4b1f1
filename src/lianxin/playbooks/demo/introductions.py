"""Who was brought together in the demo town and what came of it: through the actions, up to now.

Fifteen meetings and thirteen intents, then agreements, contracts and money; and what was bought
and sold along the chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.introductions import actions
from lianxin.introductions.actions import Party, Told, asking, planning, recording
from lianxin.introductions.actions.asking import Said
from lianxin.introductions.actions.planning import Planned
from lianxin.introductions.models import Introduction, Occasion, Side
from lianxin.kernel import privacy
from lianxin.network.models import District, Organisation
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("c2a85b0e-13f6-4f6b-9b7e-5a4c0d9e7f21")
DAY: Final = timedelta(days=1)
SINCE, UNTIL = 330, 24  # days ago, the first and the last meeting
INTENTS: Final = 13
WAN: Final = 1_000_000  # 10,000 yuan in fen
LINE: Final = ("MET", "INTENT", "AGREED", "CONTRACTED", "RECEIVED")
REACHED: Final = (
    "RECEIVED", "CONTRACTED", "RECEIVED", "AGREED", "INTENT", "RECEIVED", "CONTRACTED", "AGREED",
    "CONTRACTED", "RECEIVED", "INTENT", "AGREED", "INTENT", "MET", "INTRODUCED",
)  # fmt: skip
TOOK: Final = {"MET": 6, "INTENT": 14, "AGREED": 38, "CONTRACTED": 66, "RECEIVED": 92}
SAID: Final = 6  # of the newest, both sides have said something
DISPUTED: Final = 2  # of these differ


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> int:
    """Unless there are some. Returns how many introductions there are."""
    found = Introduction.objects.filter(district_id=district.pk)
    if not found.exists():
        _Ledger(district, load("introductions"), Random(f"introductions{seed}"), at).fill()
    return found.count()


@dataclass
class _Ledger:
    district: District
    book: Mapping[str, Any]
    rng: Random
    at: datetime

    def fill(self) -> None:
        units = Organisation.objects.filter(district_id=self.district.pk)
        self.units = {unit.code: unit for unit in units}
        made = list(self._meetings())
        self._trades()
        self._secondments()
        asking.ask_due(self.district.pk, at=self.at)
        self._say([one for one in made if one.state in LINE[1:]][-SAID:])

    def _key(self, *parts: object) -> UUID:
        return uuid5(KEYS, " ".join(str(part) for part in parts))

    def _meetings(self) -> Any:
        """One intent at each of the first thirteen; beside it somebody else falls through or
        is still talking."""
        rows, projects = self.book["meetings"], self.book["projects"]
        step = (SINCE - UNTIL) / (len(rows) - 1)
        for number, row in enumerate(rows):
            held = self.at - (SINCE - number * step) * DAY
            occasion = self._occasion(row, held)
            main = self._introduce(projects[number], occasion, held)
            reached = REACHED[number]
            assert (reached in LINE[1:]) == (number < INTENTS)  # as the file says
            self._lead(main, reached, held, projects[number]["worth"])
            if reached == "CONTRACTED":
                self._plan(main, self.book["project"], held)
            yield main
            other = self._introduce(projects[number - 4], occasion, held)
            self._lead(other, "MET", held, 0)
            if number % 3 == 0 and other.state != "FELL_THROUGH":
                moment = min(held + 40 * DAY, self.at)
                reason = self.rng.choice(self.book["fallen"])
                recording.fall_through(other, reason=reason, by=None, at=moment)

    def _occasion(self, row: Mapping[str, Any], held: datetime) -> Occasion:
        return actions.add_occasion(
            self.district,
            title=row["title"],
            held_on=timezone.localdate(held),
            host=self.units[row["host"]],
            people=row["people"],
            by=None,
            at=held,
            key=self._key(row["title"]),
        )

    def _introduce(
        self, row: Mapping[str, Any], occasion: Occasion, held: datetime
    ) -> Introduction:
        told = Told(
            subject=row["what"],
            first=Party(organisation=self.units[row["from"]]),
            second=Party(organisation=self.units[row["to"]]),
            occasion=occasion,
        )
        key = self._key(occasion.title, row["what"])
        return actions.introduce(self.district, told, by=None, at=held, key=key)

    def _lead(self, one: Introduction, reached: str, begun: datetime, worth: int) -> None:
        """As far as it has come by now: what lies ahead has not happened."""
        for stage in LINE:
            moment = begun + TOOK[stage] * DAY * self.rng.uniform(0.8, 1.1)
            if reached not in LINE or LINE.index(stage) > LINE.index(reached):
                return
            if stage == "RECEIVED":
                self._pay(one, min(moment, self.at), worth)
                return
            amount = worth * WAN if stage != "MET" else None
            moment = min(moment, self.at)
            recording.record(one, stage, amount_fen=amount, by=None, at=moment)

    def _pay(self, one: Introduction, at: datetime, worth: int) -> None:
        """Half at once, and the rest where there has been time."""
        for part, moment in enumerate((at, at + 45 * DAY)):
            if moment <= self.at:
                recording.receive(
                    one, amount_fen=worth * WAN // 2, note=f"第 {part + 1} 笔", by=None, at=moment,
                    key=self._key(one.pk, part),
                )  # fmt: skip

    def _trades(self) -> None:
        rows = self.book["trades"]
        for number, row in enumerate(rows):
            begun = self.at - (200 - number * 14) * DAY
            told = Told(
                subject=row["goods"],
                first=Party(organisation=self.units[row["sells"]]),
                second=Party(organisation=self.units[row["buys"]]),
                source="TRADE",
            )
            one = actions.introduce(
                self.district, told, by=None, at=begun, key=self._key("trade", number)
            )
            amount = row["worth"] * WAN
            if number % 5 != 4:
                recording.record(one, "CONTRACTED", amount_fen=amount, by=None, at=begun + 3 * DAY)
                self._pay(one, begun + 20 * DAY, row["worth"])

    def _secondments(self) -> None:
        for number, row in enumerate(self.book["secondments"]):
            begun = self.at - row["since"] * DAY
            told = Told(
                subject=row["what"],
                text=row["text"],
                first=Party(name=row["who"], email=row["email"]),
                second=Party(organisation=self.units[row["to"]]),
                source="LISTING",
            )
            key = self._key("secondment", number)
            one = actions.introduce(self.district, told, by=None, at=begun, key=key)
            recording.record(one, "AGREED", by=None, at=begun + 3 * DAY)
            self._plan(one, self.book["secondment"], begun)

    def _plan(self, one: Introduction, rows: Sequence[Mapping[str, Any]], begun: datetime) -> None:
        """What was due is accepted, what is due next has been reported, the rest lies ahead."""
        is_next = True
        for number, row in enumerate(rows):
            due = begun + row["after"] * DAY
            planned = Planned(
                row["title"], timezone.localdate(due), row["text"], row.get("side"),
                is_final=row.get("final", False),
            )  # fmt: skip
            key = self._key(one.pk, "plan", number)
            step = planning.plan(one, planned, by=None, at=begun, key=key)
            if not is_next:
                continue
            is_next = due <= self.at
            if is_next or not planned.is_final:
                planning.report(step, text=row["done"], by=None, at=min(due, self.at))
            if is_next:
                planning.accept(step, by=None, at=due)

    def _say(self, found: list[Introduction]) -> None:
        for number, one in enumerate(found):
            same = Introduction.objects.get(district_id=self.district.pk, pk=one.pk)
            for side in Side.objects.filter(district_id=self.district.pk, introduction=same):
                differs = number < DISPUTED and side.number > 1
                self._say_one(same, side, differs=differs)

    def _say_one(self, one: Introduction, side: Side, *, differs: bool) -> None:
        told = one.contracted_fen or one.agreed_fen or one.intent_fen or 0
        said = Said(
            stage=one.state if one.state != "RECEIVED" else "CONTRACTED",
            amount_fen=told * 9 // 10 if differs else told,
            text="按开票金额算的。" if differs else "",
        )
        code = privacy.tracking_code(side.pk)
        asking.say(one, side, said, code=code, at=self.at - DAY)
