"""Who in the demo town took up lately what is no order: posts, secondments, policies, money,
results, needs, goods, mentors' hours, rooms; and what was decided on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils import timezone

from lianxin.exchange.actions import applications, bookings, listings, places
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Claim, Listing, Slot, Space
from lianxin.exchange.states import ClaimState
from lianxin.kernel import calendar
from lianxin.network.models import District, Organisation, User
from lianxin.volunteering.actions import teams
from lianxin.volunteering.models import Team

KEYS: Final = UUID("0c6f2b8e-7b0e-4c41-8a5e-2f1d9d3c6b77")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHOWN: Final = 25 * DAY  # ago, what they take up was published
Row = Mapping[str, Any]


@dataclass
class Takers:
    """`people` are those who have an account, by their user name."""

    district: District
    book: Mapping[str, Any]
    units: Mapping[str, Organisation]
    people: Mapping[str, User]
    at: datetime

    def fill(self) -> None:
        self.number = 0
        for row in self.book["listings"]:
            self._publish(row)
        for row in self.book["own"]:
            self._publish_own(row)
        for row in self.book["applied"]:
            self._apply(row)
        for row in self.book["taken_on"]:
            self._take_on(row)
        for row in self.book["mentors"]:
            self._mentor(row)
        for row in self.book["learners"]:
            self._learn(row)
        found = Space.objects.filter(district_id=self.district.pk).select_related("listing")
        self.spaces = {space.code: space for space in found.order_by("-pk")}
        for row in self.book["rooms"]:
            self._book(row)
        self._close(self.book["closed"])

    def _publish(self, row: Row) -> None:
        unit, begun = self.units[row["unit"]], self.at - SHOWN
        told = Draft(
            kind=row["kind"], title=row["title"], text=row["text"], provider=unit,
            details=row["details"], mode="ON_SITE", area=unit.place, place=unit.place,
            price_fen=None, contact="值班室", phone=unit.hotline or "0532-88681300",
            capacity=row.get("capacity"), confirm_days=60,
        )  # fmt: skip
        made = listings.draft(self.district, told, by=None, at=begun, key=_key(row["title"]))
        listings.publish(made, by=None, at=begun)

    def _publish_own(self, row: Row) -> None:
        """In her own name: looked at before the public sees it."""
        owner, begun = self.people[row["user"]], self.at - SHOWN
        told = Draft(
            kind=row["kind"], title=row["title"], text=row["text"], details=row["details"],
            mode="ON_SITE", area=self.units[row["near"]].place, price_fen=None,
            contact=owner.get_full_name(), phone="13500009999", confirm_days=183,
        )  # fmt: skip
        made = listings.draft(self.district, told, by=owner, at=begun, key=_key(row["title"]))
        listings.submit(made, by=owner, at=begun)
        if row.get("then") != "REVIEWING":
            listings.publish(made, by=None, at=begun + HOUR)

    def _who(self, row: Row) -> Who:
        """Somebody with an account, or only a name and a number."""
        self.number += 1
        user = self.people.get(row.get("user", ""))
        name = user.get_full_name() if user else row.get("who", "")
        return Who(name=name, phone=f"1350000{self.number:04}", user=user)

    def _listing(self, kind: str, title: str) -> Listing:
        found = Listing.objects.filter(district_id=self.district.pk, kind=kind).public().whole()
        return found.filter(title__endswith=title).order_by("pk")[0]

    def _apply(self, row: Row) -> None:
        listing = self._listing(*row["to"])
        who = self._who(row)
        wish = Wish(who=who, text=row["says"])
        asked_at = max(self.at - row["ago"] * HOUR, (listing.published_at or self.at) + HOUR)
        key = _key("applied", listing.pk, who.name)
        claim = applications.apply(listing, wish, key=key, at=asked_at, by=who.user).claim
        moves = row["then"]
        step = (self.at - asked_at) / (len(moves) + 1)
        for number, verb in enumerate(moves):
            move = getattr(applications, verb)
            move(claim, by=None, at=asked_at + step * (number + 1), note=row["note"])

    def _take_on(self, row: Row) -> None:
        lead = User.objects.get(district_id=self.district.pk, username=row["by"])
        team = Team.objects.select_related("organisation").get(
            district_id=self.district.pk, organisation__code=row["team"]
        )
        needs = Listing.objects.filter(district_id=self.district.pk, kind="NEED").public().whole()
        for number, need in enumerate(needs.order_by("-published_at", "pk")[: row["needs"]]):
            teams.take_on(
                need, team, by=lead, at=self.at - (number + 1) * HOUR, key=_key("on", need.pk)
            )

    def _mentor(self, row: Row) -> None:
        mentor = self._listing("MENTOR", row["title"])
        for day in row["days"]:
            starts = self._at(day, row["hour"])
            slot = places.add_slot(
                mentor, starts_at=starts, ends_at=starts + HOUR, capacity=row["seats"], by=None,
                at=min(self.at, starts) - 5 * DAY, key=_key("hour", mentor.pk, day),
            )  # fmt: skip
            rows = [{"user": row["user"]}, *({"who": name} for name in row["who"])]
            for number, one in enumerate(rows):
                asked_at = min(self.at, starts) - (3 - number) * HOUR
                who = self._who(one)
                claim = places.take(
                    slot, Wish(who=who), key=_key(slot.pk, number), at=asked_at, by=who.user
                ).claim
                if starts + HOUR < self.at:
                    places.attend(claim, by=None, at=starts)

    def _learn(self, row: Row) -> None:
        """Somebody with an account came to the first and the last session of a course so far."""
        course = self._listing("COURSE", row["title"])
        past = Slot.objects.filter(district_id=self.district.pk, listing=course)
        held = list(
            past.filter(ends_at__lt=self.at).select_related("listing").order_by("starts_at")
        )
        for slot in (held[0], held[-1]):
            who = self._who(row)
            asked_at, key = slot.starts_at - DAY, _key("learns", slot.pk, who.name)
            claim = places.take(slot, Wish(who=who), key=key, at=asked_at, by=who.user).claim
            if claim.state == ClaimState.HELD:
                places.attend(claim, by=None, at=slot.starts_at)

    def _book(self, row: Row) -> None:
        space, who = self.spaces[row["space"]], self._who(row)
        starts = self._at(row["day"], row["hour"], on_workday=row.get("week", False))
        told = Wish(who=who, subject=f"{space.listing.title}：{row['use']}", seats=4)
        key, asked_at = _key("room", space.code, row["day"]), min(self.at, starts) - DAY
        span = Span(starts, starts + HOUR)
        try:
            claim = bookings.book(space, span, told, key=key, at=asked_at, by=who.user).claim
        except bookings.Taken:  # as in life
            return
        self._go_on(claim, row.get("then", ""), starts)

    def _go_on(self, claim: Claim, then: str, starts: datetime) -> None:
        if then == "cancel":
            bookings.cancel(claim, by=None, at=self.at - HOUR, note="人凑不齐")
        elif then and starts + HOUR < self.at:
            {"attend": places.attend, "miss": places.miss}[then](claim, by=None, at=starts + HOUR)

    def _close(self, row: Row) -> None:
        starts = self._at(row["day"], 8)
        bookings.close(
            self.spaces[row["space"]], Span(starts, starts + row["hours"] * HOUR), why=row["why"],
            by=None, at=self.at - DAY, key=_key("closed"),
        )  # fmt: skip

    def _at(self, day: int, hour: int, *, on_workday: bool = False) -> datetime:
        """An hour so many days from today, or of the working day before that."""
        there = timezone.localtime(self.at + day * DAY)
        is_working = calendar.load(self.district.pk).is_working_day
        while on_workday and not is_working(timezone.localdate(there)):
            there -= DAY
        return there.replace(hour=hour, minute=0, second=0, microsecond=0)


def _key(*parts: object) -> UUID:
    return uuid5(KEYS, " ".join(map(str, parts)))
