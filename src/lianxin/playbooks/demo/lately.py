"""What units and people of the demo town did lately: tours of experts and their stops, what was
done at home each time, certificates of courses, searches that were told of what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lianxin.catalogue.actions import saving
from lianxin.exchange.actions import listings, orders
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ClaimState, Shape
from lianxin.fulfilment.actions import certifying, touring, visits
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, Place, PlaceKind, User
from lianxin.playbooks.demo.takers import Takers
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("c1a0f7d2-6b1c-4c39-8f8e-5d2f4e9b7a10")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEFORE: Final = 45 * DAY  # tours were published so long ago
VISITED: Final = 12  # orders at home beside those that come again
CERTIFIED: Final = 3  # of each session


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
        told = {row["user"] for row in (*self.book["searches"], *self.book["own"])}
        people = User.objects.filter(district_id=self.district.pk, username__in=told)
        self.people = {user.username: user for user in people}
        tours = {row["title"]: self._tour(row) for row in self.book["tours"]}
        for row in self.book["asked"]:
            self._ask(tours[row["tour"]], row)
        orders.lapse_ratings(self.district.pk, at=self.at)
        for row in self.book["tours"]:
            if row.get("then") == "CLOSED":
                listings.close(tours[row["title"]], by=None, at=self.at - DAY)
        Takers(self.district, self.book, self.units, self.people, self.at).fill()
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
        made = listings.draft(self.district, told, by=None, at=begun, key=_key(row["title"]))
        if row.get("then") != "DRAFT":
            listings.publish(made, by=None, at=begun)
        for days, host, topic in row["stops"]:
            self._stop(made, self.units[host], topic, days)
        return made

    def _stop(self, tour: Listing, host: Organisation, topic: str, days: int) -> None:
        """Those of more than a week ago have been rated."""
        afternoon = timezone.localtime(self.at).replace(hour=14, minute=0, second=0, microsecond=0)
        starts = afternoon + days * DAY
        there = Who(name="值班室", phone=f"1340000{abs(days):04}")
        stop = touring.Stop(host, starts, topic=topic, who=there)
        key, chosen_at = _key(tour.title, host.code, days), min(self.at, starts) - 6 * DAY
        claim = touring.choose(tour, stop, by=None, at=chosen_at, key=key).claim
        over = starts + 2 * HOUR
        if over >= self.at:
            return
        orders.deliver(claim, by=None, at=over)
        if days < -7:
            orders.rate(
                claim, stars=5, text="来的老师能听懂我们说的，下次还请。", at=over + 20 * HOUR,
                code=privacy.tracking_code(claim.pk), key=_key("rating", claim.ref),
            )  # fmt: skip

    def _ask(self, tour: Listing, row: Mapping[str, Any]) -> None:
        wish = Wish(
            who=Who(name=row["name"], phone=row["phone"]),
            subject=touring.subject(tour, row["host"]), place=self.units[row["place"]].place,
            details=touring.details(row["host"], row["topic"]),
        )  # fmt: skip
        asked_at = self.at - row["ago"] * HOUR
        key = _key("asked", row["host"])
        claim = orders.order(self.district, wish, listing=tour, key=key, at=asked_at).claim
        if row.get("then") == "decline":
            orders.decline(claim, reason="FULL", by=None, at=asked_at + 20 * HOUR)
        elif row.get("then") == "cancel":
            orders.cancel(claim, by=None, at=asked_at + 20 * HOUR, note="自己找到人了")

    def _visits(self) -> None:
        """Of what comes again, each time; of some other orders at home, too."""
        taken = Claim.objects.filter(
            district_id=self.district.pk, shape=Shape.ORDER, kind="SERVICE",
            state__in=(ClaimState.DELIVERED, ClaimState.DONE),
        ).whole()  # fmt: skip
        again = Q(recurring__isnull=False)
        others = taken.filter(~again, listing__mode="AT_HOME").order_by("-asked_at", "pk")
        for claim in (*taken.filter(again).order_by("pk"), *others[:VISITED]):
            assert claim.delivered_at is not None  # it is over
            done = visits.Done(
                visited_on=timezone.localdate(claim.delivered_at),
                came=self.rng.choice(self.book["came"]), minutes=self.rng.choice((40, 60, 90)),
                note=self.rng.choice(self.book["visits"]),
            )  # fmt: skip
            told_at = claim.ended_at or claim.delivered_at
            visits.log(claim, done, by=None, at=told_at, key=_key("visit", claim.ref))

    def _certificates(self) -> None:
        """To the first who came to each session that leads to one: some hold for years, some end
        soon, some have ended."""
        came = Claim.objects.filter(
            district_id=self.district.pk, kind="COURSE", state=ClaimState.DONE,
            listing__details__has_key="certificate",
        ).whole()  # fmt: skip
        given: Counter[object] = Counter()
        for claim in came.select_related("claimant").order_by("starts_at", "pk"):
            given[claim.slot_id] += 1
            if given[claim.slot_id] <= CERTIFIED or claim.claimant.user_id:
                self._certify(claim)
        certifying.remind_ending(self.district.pk, at=self.at)

    def _certify(self, claim: Claim) -> None:
        assert claim.starts_at is not None  # it is a session's
        try:
            certifying.certify(
                claim, by=None, at=min(claim.starts_at + DAY, self.at),
                key=_key("paper", claim.ref),
            )  # fmt: skip
        except Refusal:  # has not come often enough
            return

    def _searches(self) -> None:
        """Kept for some weeks, told of the last days this morning."""
        for row in self.book["searches"]:
            if user := self.people.get(row["user"]):
                saving.save(
                    self.district, row["asked"], title=row["title"], by=user,
                    at=self.at - 20 * DAY, key=_key("search", row["title"]),
                )  # fmt: skip
        saving.tell(self.district.pk, at=self.at)


def _key(*parts: object) -> UUID:
    return uuid5(KEYS, " ".join(map(str, parts)))
