"""The rest of what the demo town offers and wants: standard services of each community, courses,
mentors, policies, money, rooms, research results and needs, and 300 jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing, Slot, Space
from lianxin.network.models import District, Organisation, OrganisationKind, Place, PlaceKind
from lianxin.playbooks.demo.jobs import Jobs
from lianxin.playbooks.demo.press import Press
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("2c3a7f1e-9c54-4d5c-8a5b-6f0f2d1c7b90")
SPREAD: Final = 170  # days over which all of it was published
AHEAD: Final = 4  # weeks of sessions
JOBS: Final = 300
OFF: Final = 0.0022  # degrees around the middle of its place
KINDS: Final = {
    "communities": OrganisationKind.COMMUNITY,
    "properties": OrganisationKind.PROPERTY,
    "hospitals": OrganisationKind.HOSPITAL,
    "campuses": OrganisationKind.CAMPUS,
    "departments": OrganisationKind.DEPARTMENT,
    "firms": OrganisationKind.FIRM,
    "utilities": OrganisationKind.UTILITY,
}
DETAILS: Final = (
    "subjects", "amenities", "fields", "benefit", "conditions", "purpose", "rate", "certificate",
    "needed", "valid_months",
)  # fmt: skip
Row = Mapping[str, Any]


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> None:
    """Unless it is there."""
    if not Listing.objects.filter(district_id=district.pk, kind="RESULT").exists():
        _Shelf(district, at, Random(f"shelf{seed}")).fill()


@dataclass
class _Shelf:
    district: District
    at: datetime
    rng: Random

    def fill(self) -> None:
        self.press, self.number = Press(self.district), 0
        units = Organisation.objects.filter(district_id=self.district.pk, is_active=True)
        self.units = list(units.select_related("place").order_by("code"))
        self.by_code = {unit.code: unit for unit in self.units}
        self.root = Place.objects.get(district=self.district, kind=PlaceKind.DISTRICT)
        book: Mapping[str, Sequence[Any]] = load("shelf")
        for name, kind in (
            ("services", "SERVICE"), ("points", "POINT"), ("mentors", "MENTOR"),
            ("policies", "POLICY"), ("finance", "FINANCE"),
        ):  # fmt: skip
            for row in book[name]:
                for unit in self._of(row):
                    self._publish(self._told(kind, row, unit))
        self._courses(book["courses"])
        self._venues(book["venues"])
        for told in (*self._results(book["results"]), *self._needs(book["needs"])):
            self._publish(told)
        self._jobs()
        self.press.flush()

    def _of(self, row: Row) -> list[Organisation]:
        if "each" not in row:
            return [self.by_code[code] for code in row.get("units", [row.get("unit")])]
        if row["each"] == "parks":
            return [unit for unit in self.units if unit.code.startswith("park-")]
        kind = KINDS[row["each"]]
        return [u for u in self.units if u.kind == kind and not u.code.startswith("park-")]

    def _told(self, kind: str, row: Row, unit: Organisation, **more: Any) -> Draft:
        is_far = kind in ("SERVICE", "POLICY", "FINANCE", "MENTOR") and "each" not in row
        price = int(row.get("price", 0)) * 100
        details = {name: row[name] for name in DETAILS if name in row}
        if "up" in row:
            details["up_to"] = row["up"]
        return self._draft(
            kind, f"{unit.place.name}{row['title']}" if "each" in row else row["title"], unit,
            text=row.get("text", ""), details=details | more.pop("details", {}),
            mode=row.get("mode", "ON_SITE"), audience=row.get("for", ()),
            area=self.root if is_far else unit.place,
            hours="" if kind == "COURSE" else row.get("hours", ""),
            price_fen=None if kind in ("POLICY", "FINANCE") else price, **more,
        )  # fmt: skip

    def _draft(self, kind: str, title: str, unit: Organisation, **more: Any) -> Draft:
        told: dict[str, Any] = {"mode": "ON_SITE", "area": unit.place} | more
        lon, lat = unit.place.lon, unit.place.lat
        own = Random(unit.code)
        return Draft(
            kind=kind,
            title=title[:120],
            provider=unit,
            place=unit.place,
            lon=None if lon is None else round(lon + own.uniform(-OFF, OFF), 6),
            lat=None if lat is None else round(lat + own.uniform(-OFF, OFF), 6),
            contact="值班室",
            phone=unit.hotline or f"0532-8868{self.number % 10_000:04}",
            confirm_days=60 if kind == "JOB" else 183,
            **told,
        )

    def _publish(self, told: Draft) -> Listing:
        self.number += 1
        span = 55 if told.kind == "JOB" else SPREAD
        at = self.at - timedelta(days=self.rng.uniform(0.2, span))
        return self.press.publish(told, at=at, key=uuid5(KEYS, f"{self.number} {told.title}"))

    def _courses(self, rows: Sequence[Row]) -> None:
        today = timezone.localdate(self.at)
        for row in rows:
            for unit in self._of(row):
                course = self._publish(self._told("COURSE", row, unit))
                first = today + timedelta(days=(row["day"] - today.weekday()) % 7 + 1)
                for week in range(AHEAD):
                    self._session(course, row, first + timedelta(weeks=week))

    def _session(self, course: Listing, row: Row, day: Any) -> None:
        starts = timezone.make_aware(datetime.combine(day, time(row["start"])))
        ends = starts + timedelta(hours=row["hours"])
        key = uuid5(KEYS, f"{course.key} {day}")
        self.press.add(
            Slot(
                district=self.district,
                listing=course,
                key=key,
                starts_at=starts,
                ends_at=ends,
                capacity=row["seats"],
            )
        )  # fmt: skip

    def _venues(self, rows: Sequence[Row]) -> None:
        for row in rows:
            for unit in self._of(row):
                told = self._told("VENUE", row, unit, details={"rules": row["rules"]})
                venue = self._publish(told)
                for space in row["spaces"]:
                    self._space(venue, row["hours"], *space)

    def _space(self, venue: Listing, hours: str, code: str, name: str, seats: int) -> None:
        space = Space(
            district=self.district, listing=venue, code=code, name=name, seats=seats, hours=hours
        )
        self.press.add(space)

    def _results(self, rows: Sequence[Sequence[Any]]) -> Iterator[Draft]:
        for code, title, fields, readiness, where in rows:
            details = {
                "fields": fields.split(), "readiness": str(readiness), "applications": where,
                "cooperation": self.rng.sample(["LICENCE", "TRANSFER", "JOINT"], 2),
            }  # fmt: skip
            yield self._draft(
                "RESULT", title, self.by_code[code], details=details, mode="ONLINE",
                area=self.root, text=f"可用于{where}。", audience=["FIRMS"],
            )  # fmt: skip

    def _needs(self, rows: Sequence[Sequence[Any]]) -> Iterator[Draft]:
        for code, title, subjects, budget in rows:
            details: dict[str, Any] = {"subjects": subjects.split()}
            if budget:
                details["budget"] = budget
            yield self._draft(
                "NEED", title, self.by_code[code], details=details, area=self.root,
                text="有合适的人或做法，请留下联系办法，我们一周内回话。",
            )  # fmt: skip

    def _jobs(self) -> None:
        """Of the firms, parks, hospitals and campuses that one knows here."""
        hiring = [u for u in self.units if u.kind in ("FIRM", "PROPERTY", "HOSPITAL", "CAMPUS")]
        jobs = Jobs(self.rng)
        for number in range(JOBS):
            title, unit, told = jobs.told(hiring[number % len(hiring)])
            post = self._publish(self._draft("JOB", title, unit, **told))
            if number % 14 == 0:
                asked_at = min(self.at, (post.published_at or self.at) + timedelta(hours=9))
                for _one in range(post.capacity or 0):
                    self.press.hire(post, self.rng.choice(NAMES), asked_at=asked_at, at=self.at)


NAMES: Final = ("小周", "小孙", "小郑", "小冯", "小蒋", "小沈")
