"""Who helps in the demo town: teams, shifts around today, who came, and what was said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.exchange.models import Listing, Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.network import actions as network
from lianxin.network.models import (
    District,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    Role,
    User,
)
from lianxin.playbooks.demo.words import load
from lianxin.volunteering.actions import (
    calls,
    certificates,
    corrections,
    helping,
    manual,
    presence,
    signing,
    teams,
)
from lianxin.volunteering.actions.calls import Call
from lianxin.volunteering.actions.helping import Profile
from lianxin.volunteering.choices import How, Spare
from lianxin.volunteering.models import Presence, Team, Volunteer

KEYS: Final = UUID("7d0c1c55-3c0a-4f4e-9a9b-5a0f4f1f8e31")
SHOWN: Final = timedelta(days=25)  # ago, the teams put up their shifts
DAYS: Final = (-12, -3, 0, 3)  # of the shifts, from today
HELPERS: Final = 3  # that a shift has at most
HOUR: Final = timedelta(hours=1)
FIRST: Final = "cui.yong"  # whom the demo shows as a volunteer


def fill(district: District, *, at: datetime, seed: int = 1) -> int:
    """Let them help, unless there are teams. Returns how many teams there are."""
    if not Team.objects.filter(district_id=district.pk).exists():
        with transaction.atomic():
            _Helping(district, at, Random(f"volunteering{seed}"), load("volunteering")).fill()
    return Team.objects.filter(district_id=district.pk).count()


@dataclass
class _Helping:
    district: District
    at: datetime
    rng: Random
    book: Mapping[str, Any]
    places: Sequence[Place] = field(default_factory=list)
    people: list[Volunteer] = field(default_factory=list)

    def fill(self) -> None:
        kinds = Place.objects.filter(district=self.district, kind=PlaceKind.COMMUNITY)
        self.places = list(kinds.defer("shape").order_by("path"))
        self.people = [*self._seated(), *self._helpers()]
        for number, (team, work) in enumerate(self._teams()):
            self._belong(team, number)
            self._help(team, work, number)
        presence.close_over(self.district.pk, at=self.at, most=10_000)
        presence.mark_missed(self.district.pk, at=self.at, most=10_000)
        self._call()
        self._say()

    def _key(self, *parts: object) -> UUID:
        return uuid5(KEYS, " ".join(map(str, parts)))

    def _seated(self) -> Iterator[Volunteer]:
        """Those with an account, whom one can sign in as, first."""
        users = User.objects.filter(district=self.district, seats__role=Role.VOLUNTEER).distinct()
        for user in sorted(users, key=lambda one: (one.username != FIRST, one.username)):
            yield helping.volunteer_for(user, at=self.at - SHOWN)

    def _helpers(self) -> Iterator[Volunteer]:
        for number, name in enumerate(self.book["helpers"]):
            told = Profile(
                name=name,
                phone=f"1360000{number:04}",
                place=self.places[number % len(self.places)],
                skills=self.rng.choice(list(self.book["work"].values()))["skills"],
                spare=self.rng.sample(Spare.values, 2),
                about=self.rng.choice(self.book["about"]),
                is_open=number % 4 != 0,
                wants_calls=number % 3 == 0,
            )
            yield helping.register(
                self.district, told, user=None, at=self.at - SHOWN, key=self._key("helper", name)
            )

    def _teams(self) -> Iterator[tuple[Team, Mapping[str, Any]]]:
        """The three that have people of their own, then the others."""
        work = self.book["work"]
        own = Organisation.objects.filter(district=self.district, code__in=self.book["own"])
        for unit in own.select_related("place", "district").order_by("code"):
            yield self._team(unit, work[self.book["own"][unit.code]])
        for number, row in enumerate(self.book["teams"]):
            unit = network.put_organisation(
                self.district, f"team-{number + 1:02}", name=row["name"],
                kind=OrganisationKind.TEAM, place=self.places[number % len(self.places)],
                hotline=f"0532-8867{number:04}", by=None, at=self.at - SHOWN,
            )  # fmt: skip
            yield self._team(unit, work[row["work"]])

    def _team(self, unit: Organisation, work: Mapping[str, Any]) -> tuple[Team, Mapping[str, Any]]:
        team = teams.put(
            unit, about=work["tasks"], skills=work["skills"], areas=[unit.place],
            is_joinable=True, by=None, at=self.at - SHOWN,
        )  # fmt: skip
        return team, work

    def _belong(self, team: Team, number: int) -> None:
        """Two are in, and one waits for an answer."""
        for n in range(3):
            volunteer = self.people[(number * 3 + n) % len(self.people)]
            asked_at = self.at - SHOWN + n * 24 * HOUR
            key = self._key("member", team.organisation.code, n)
            member = teams.ask(team, volunteer, at=asked_at, key=key)
            if n < 2 or number % 4:
                teams.approve(member, by=None, at=asked_at + 5 * HOUR)

    def _help(self, team: Team, work: Mapping[str, Any], number: int) -> None:
        unit, begun = team.organisation, self.at - SHOWN
        told = Call(
            title=f"{unit.place.name}{work['title']}", tasks=work["tasks"], place=unit.place,
            times=[self._time(work, day + number % 3) for day in DAYS], capacity=work["seats"],
            address=f"{unit.place.name}服务中心门口", contact="值班队员",
            phone=unit.hotline or "0532-88671000",
        )  # fmt: skip
        key = self._key("shift", unit.code)
        listing = calls.publish(unit, told, by=None, at=begun, key=key)
        slots = Slot.objects.filter(district_id=self.district.pk, listing=listing)
        for slot in slots.select_related("listing__district", "listing__provider"):
            most = min(HELPERS if slot.starts_at < self.at else 1, work["seats"])
            for n in range(self.rng.randint(1, most)):
                self._come(slot, self.people[(number * 5 + n * 7) % len(self.people)])

    def _time(self, work: Mapping[str, Any], day: int) -> tuple[datetime, datetime]:
        on = timezone.localdate(self.at) + timedelta(days=day)
        starts = datetime.combine(on, time(work["start"]), timezone.get_current_timezone())
        return starts, starts + work["hours"] * HOUR

    def _come(self, slot: Slot, volunteer: Volunteer) -> None:
        """Sign up, and, where the day has come, be there: most are, and go by themselves."""
        asked_at = min(slot.starts_at, self.at) - self.rng.uniform(3, 100) * HOUR
        key = self._key("claim", slot.pk, volunteer.ref)
        try:
            claim = signing.sign_up(slot, volunteer, at=asked_at, key=key).claim
        except Refusal:  # is elsewhere at that time
            return
        came = slot.starts_at + timedelta(minutes=self.rng.randint(-20, 15))
        if claim.state != ClaimState.HELD or came > self.at or self.rng.random() < 0.08:
            return
        mine = Presence.objects.filter(district_id=self.district.pk, claim=claim)
        found: Presence = mine.whole().get()
        code = privacy.tracking_code(slot.pk)
        presence.check_in(found, How.QR, code=code, by=volunteer.user, at=came)
        went = slot.ends_at + timedelta(minutes=self.rng.randint(-25, 12))
        if went < self.at and self.rng.random() < 0.85:
            presence.check_out(found, How.QR, code=code, by=volunteer.user, at=went)

    def _call(self) -> None:
        """Something urgent, today."""
        row = self.book["surge"]
        desk = Organisation.objects.select_related("place", "district").get(
            district=self.district, kind=OrganisationKind.DISPATCH_CENTRE
        )
        place = next((one for one in self.places if one.name == row["place"]), self.places[0])
        begun = self.at - HOUR
        told = Call(
            title=row["title"], tasks=row["tasks"], place=place,
            times=[(begun, self.at + 20 * HOUR)], capacity=row["seats"],
            address=f"{place.name}服务中心", contact="值班调度员",
            phone=desk.hotline or "0532-88670000", is_surge=True,
        )  # fmt: skip
        listing: Listing = calls.publish(desk, told, by=None, at=begun, key=self._key("surge"))
        slot = Slot.objects.select_related("listing__district", "listing__provider").get(
            district_id=self.district.pk, listing=listing
        )
        for volunteer in self.people[20:26]:
            try:
                key = self._key("surge", volunteer.ref)
                signing.sign_up(slot, volunteer, at=self.at - HOUR / 2, key=key)
            except Refusal:
                continue

    def _say(self) -> None:
        """A certificate; what was said to be wrong, lately and a while ago; time added by hand."""
        self._certify()
        past = Presence.objects.filter(
            district_id=self.district.pk,
            slot__ends_at__lt=self.at - 24 * HOUR,
            in_at__isnull=False,
        )
        found = list(past.whole().order_by("-slot__starts_at", "pk"))
        for one, text, ago in zip(
            (found[0], found[-1]), self.book["correction"], (1, 9), strict=True
        ):
            corrections.ask(
                one, one.volunteer or self.people[0], text=text, at=self.at - ago * 24 * HOUR,
                key=self._key("correction", ago),
            )  # fmt: skip
        corrections.escalate_late(self.district.pk, at=self.at)
        self._add_by_hand(past)

    def _certify(self) -> None:
        """The first who has something to show; in the town that is one with an account."""
        for volunteer in self.people:
            try:
                certificates.issue(
                    volunteer, issuer=None, at=self.at - HOUR, key=self._key("certificate")
                )
            except Refusal:  # nothing yet
                continue
            return

    def _add_by_hand(self, past: Any) -> None:
        lead = User.objects.filter(
            district=self.district, seats__organisation__code="team-tide",
            seats__role=Role.UNIT_LEAD,
        ).first()  # fmt: skip
        mine = past.filter(claim__unit__code="team-tide").whole().order_by("slot__starts_at", "pk")
        if lead and (one := mine.first()):
            manual.add(
                one, minutes=60, why="散场后帮着收拾了一个小时。", by=lead, at=self.at - HOUR
            )
