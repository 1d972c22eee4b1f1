"""What the demo town's people and firms say of themselves, whom needs have invited, and who got
which internship: through the actions, up to now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.exchange.models import Listing
from lianxin.matching import queries, stock
from lianxin.matching.actions import allocation, feedback, profiles, waves
from lianxin.matching.actions.profiles import Answers, Told
from lianxin.matching.models import Profile
from lianxin.matching.values import halves
from lianxin.network.models import District, Organisation, User
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("7d9c2f64-2a31-4a43-9c55-1b8f0e6f3a90")
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
AFTER: Final = 5 * HOUR  # an answer comes so long after the one before
WHYS: Final = ("FIELD", "KNOWN", "TERMS", "FAR")


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> None:
    """Unless it is there."""
    if not Profile.objects.filter(district_id=district.pk).exists():
        _Matches(district, load("matching"), Random(f"matching{seed}"), at).fill()
    stock.forget()  # it was filled as of then


@dataclass
class _Matches:
    district: District
    book: Mapping[str, Any]
    rng: Random
    at: datetime

    def fill(self) -> None:
        found = Organisation.objects.filter(district_id=self.district.pk)
        self.units = {unit.code: unit for unit in found.select_related("place")}
        names = [row["user"] for row in self.book["profiles"]] + self.book["wishers"]
        people = User.objects.filter(district_id=self.district.pk, username__in=names)
        self.people = {user.username: user for user in people}
        for row in self.book["firms"]:
            self._firm(row)
        for row in self.book["profiles"]:
            self._profile(row)
        for row in self.book["calls"]:
            self._call(row)
        for row in self.book["rounds"]:
            self._round(row)

    def _firm(self, row: Mapping[str, Any]) -> None:
        told = Answers(
            text=row["text"], fields=row["fields"], founded_in=row.get("founded"),
            staff=row.get("staff"), revenue=row.get("revenue"), certificates=row.get("has"),
        )  # fmt: skip
        profiles.answer(self.units[row["unit"]], told, by=None, at=self.at - 30 * DAY)

    def _profile(self, row: Mapping[str, Any]) -> None:
        user = self.people.get(row["user"])
        if user is None:
            return
        told = Told(
            wanted=row["wanted"], title=row["title"], skills=row["skills"],
            fields=row.get("fields", ()), employment=row["employment"],
            pay_from=row.get("pay"), education=row.get("education", ""),
            experience=row.get("experience"),
            times=halves((day, part) for day in row["days"] for part in row["parts"]),
        )  # fmt: skip
        held = profiles.put(user, told, is_on=True, by=None, at=self.at - 20 * DAY)
        asker = queries.for_profile(held)
        for found in queries.suggestions(asker, asker.families[0], at=self.at, most=2)[1:]:
            feedback.hide(
                asker, found.listing, why=self.rng.choice(WHYS), by=user, at=self.at - DAY,
                key=uuid5(KEYS, f"hide {user.username}"),
            )  # fmt: skip

    def _call(self, row: Mapping[str, Any]) -> None:
        need = self._listings("NEED").filter(title=row["need"]).whole().first()
        if need is None:
            return
        began = self.at - row["ago"] * DAY
        held = waves.call(
            need, deadline_at=self.at + 10 * DAY, by=None, at=began,
            key=uuid5(KEYS, row["need"]), text="可以先来厂里看看。",
        )  # fmt: skip
        for number, (invite, said) in enumerate(
            zip(queries.invites_of(held), row["answers"], strict=False)
        ):
            answer, _space, not_now = said.partition(" ")
            if answer:
                moment = began + (number + 1) * AFTER
                waves.answer(invite, answer, at=moment, not_now=not_now, is_by_link=True)
        while held.next_at <= self.at:
            waves.advance(self.district.pk, at=held.next_at)
            held.refresh_from_db()

    def _round(self, row: Mapping[str, Any]) -> None:
        began, closes_at = self.at - row["ago"] * DAY, self.at + (row["open"] - row["ago"]) * DAY
        posts = list(self._listings("JOB").whole().order_by("ref")[: row["places"]])
        if not posts:
            return
        held = allocation.open_round(
            self.units[row["owner"]], title=row["title"], series=row["series"],
            places=[(post, row["each"]) for post in posts], closes_at=closes_at, by=None,
            at=began, key=uuid5(KEYS, row["title"]),
        )  # fmt: skip
        for user in self.people.values():
            wishes = self.rng.sample(posts, min(3, len(posts)))
            allocation.wish(held, wishes, user=user, by=None, at=began + HOUR)
        if closes_at < self.at:
            allocation.publish(held, by=None, at=closes_at)

    def _listings(self, kind: str) -> Any:
        return Listing.objects.filter(district_id=self.district.pk, kind=kind).orderable(
            at=self.at, on=timezone.localdate(self.at)
        )
