"""What units of the demo town did lately: tours of experts and their stops, certificates of
courses, what was done at home each time, searches that were told of what is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.catalogue.actions import saving
from lianxin.exchange.actions import certifying, listings, orders, touring
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ClaimState, Shape
from lianxin.fulfilment.actions import visits
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, Place, PlaceKind, User
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("c1a0f7d2-6b1c-4c39-8f8e-5d2f4e9b7a10")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEFORE: Final = 45 * DAY  # tours were published so long ago
VISITED, CERTIFIED = 24, 30


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> None:
    """Unless there is a tour."""
    if not Listing.objects.filter(district_id=district.pk, kind=touring.TOUR).exists():
        _Lately(district, load("lately"), Random(f"lately{seed}"), at).fill()


@dataclass
class _Lately:
    district: District
    book: Mapping[str, Any]
    rng: Random
    at: datetime

    def fill(self) -> None:
        found = Organisation.objects.filter(district_id=self.district.pk)
        self.units = {unit.code: unit for unit in found.select_related("place")}
        self.root = Place.objects.get(district=self.district, kind=PlaceKind.DISTRICT)
        tours = {row["title"]: self._tour(row) for row in self.book["tours"]}
        for row in self.book["asked"]:
            self._ask(tours[row["tour"]], row)
        self._visits()
        self._certificates()
        self._searches()

    def _tour(self, row: Mapping[str, Any]) -> Listing:
        unit, begun = self.units[row["unit"]], self.at - BEFORE
        told = Draft(
            kind=touring.TOUR, title=row["title"], text=row["text"], provider=unit,
            details={name: row[name] for name in ("topics", "experts", "route", "minutes")},
            mode="AT_HOME", area=self.root, price_fen=0, contact="科研处",
            phone=unit.hotline or "0532-88681200", confirm_days=183,
        )  # fmt: skip
        made = listings.draft(self.district, told, by=None, at=begun, key=self._key(row["title"]))
        listings.publish(made, by=None, at=begun)
        for days, host, topic in row["stops"]:
            self._stop(made, self.units[host], topic, days)
        return made

    def _stop(self, tour: Listing, host: Organisation, topic: str, days: int) -> None:
        noon = timezone.localtime(self.at).replace(hour=14, minute=0, second=0, microsecond=0)
        starts = noon + days * DAY
        stop = touring.Stop(host, starts, topic=topic)
        key = self._key(tour.title, host.code, days)
        chosen_at = min(self.at, starts) - 6 * DAY
        claim = touring.choose(tour, stop, by=None, at=chosen_at, key=key).claim
        if starts + 2 * HOUR < self.at:
            orders.deliver(claim, by=None, at=starts + 2 * HOUR)

    def _ask(self, tour: Listing, row: Mapping[str, Any]) -> None:
        wish = Wish(
            who=Who(name=row["name"], phone=row["phone"]),
            subject=touring.subject(tour, row["host"]), place=self.units[row["place"]].place,
            details=touring.details(row["host"], row["topic"]),
        )  # fmt: skip
        key, asked_at = self._key("asked", row["host"]), self.at - 5 * HOUR
        orders.order(self.district, wish, listing=tour, key=key, at=asked_at)

    def _visits(self) -> None:
        """Of orders that were taken: one or two lines each."""
        taken = Claim.objects.filter(
            district_id=self.district.pk, shape=Shape.ORDER, kind="SERVICE",
            state__in=visits.VISITED, listing__mode="AT_HOME",
        )  # fmt: skip
        for claim in taken.whole().order_by("-asked_at", "pk")[:VISITED]:
            latest = claim.delivered_at or self.at
            done = visits.Done(
                visited_on=timezone.localdate(max(claim.asked_at, latest - HOUR)),
                came=self.rng.choice(self.book["came"]), minutes=self.rng.choice((40, 60, 90)),
                note=self.rng.choice(self.book["visits"]),
            )  # fmt: skip
            visits.log(claim, done, by=None, at=self.at, key=self._key("visit", claim.ref))

    def _certificates(self) -> None:
        """To those who came to a course that leads to one; one of them ends within the month."""
        came = Claim.objects.filter(
            district_id=self.district.pk, kind=certifying.COURSE, state=ClaimState.DONE,
            listing__details__has_key="certificate",
        )  # fmt: skip
        for claim in came.whole().order_by("starts_at", "pk")[:CERTIFIED]:
            try:
                certifying.certify(
                    claim, by=None, at=self.at - DAY, key=self._key("paper", claim.ref)
                )
            except Refusal:  # has not come often enough
                continue
        certifying.remind_ending(self.district.pk, at=self.at)

    def _searches(self) -> None:
        """Kept for some weeks, told of the last days this morning."""
        names = [row["user"] for row in self.book["searches"]]
        people = User.objects.filter(district_id=self.district.pk, username__in=names)
        by_name = {user.username: user for user in people}
        for row in self.book["searches"]:
            if user := by_name.get(row["user"]):
                saving.save(
                    self.district, row["asked"], title=row["title"], by=user,
                    at=self.at - 20 * DAY, key=self._key("search", row["title"]),
                )  # fmt: skip
        saving.tell(self.district.pk, at=self.at)

    def _key(self, *parts: object) -> UUID:
        return uuid5(KEYS, " ".join(str(part) for part in parts))
