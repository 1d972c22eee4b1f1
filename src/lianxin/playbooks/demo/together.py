"""What happens to many at once in the demo town, played through the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.cases import likeness
from lianxin.cases.actions import bulletins, dispatch, handling, intake, joining, kin
from lianxin.cases.actions.intake import Contact, Report
from lianxin.cases.models import Bulletin, Case, Source
from lianxin.cases.queries import suggested_units
from lianxin.network.models import District, Organisation, Place, PlaceKind
from lianxin.playbooks.demo.people import Roster
from lianxin.playbooks.demo.words import load

KEYS = UUID("5d2f8d0e-3d33-4d57-8d0c-9f3b6b6f2a01")
CALLS = 40  # about the power cut
LEAST = 60  # a smaller town has nobody to call
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SPREAD = 0.001  # degrees, about a hundred meters


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1) -> None:
    """A power cut with forty calls that nobody has merged, a burst pipe that was merged and told
    of, and one event of life in work; unless that has been done."""
    if not Bulletin.objects.filter(district_id=district.pk).exists():
        Together(district, at=at, seed=seed).tell()


class Together:
    def __init__(self, district: District, *, at: datetime, seed: int) -> None:
        self.district, self.at = district, at
        self.told: Mapping[str, Any] = load("together")
        self.roster, self.rng = Roster(district), Random(f"together{seed}")
        grids = Place.objects.filter(
            district_id=district.pk, kind=PlaceKind.GRID, lon__isnull=False, is_active=True
        )
        self.grids: Sequence[Place] = self.rng.sample(list(grids.order_by("path")), 3)
        self._number = 0

    def tell(self) -> None:
        self._bundle(self.grids[2], self.told["bundle"], at=self.at - 40 * HOUR)
        self._burst(self.grids[1], self.told["burst"], at=self.at - 5 * HOUR)
        self._outage(self.grids[0], self.told["outage"], at=self.at - 2 * HOUR)

    def _outage(self, here: Place, told: Mapping[str, Any], *, at: datetime) -> None:
        texts = told["texts"]
        for n in range(CALLS):
            moment = at + (2 * HOUR - 5 * MINUTE) * n / CALLS
            case = self._call(here, texts[n % len(texts)], told["class"], at=moment)
            joining.propose(case, likeness.likes(case, at=moment), at=moment)

    def _burst(self, here: Place, told: Mapping[str, Any], *, at: datetime) -> None:
        calls = [
            self._call(here, text, told["class"], at=at + n * 10 * MINUTE)
            for n, text in enumerate(told["texts"])
        ]
        main, now = calls[0], at + 70 * MINUTE
        desk = self.roster.desk(timezone.localdate(now), 0)
        for case in calls[1:]:
            joining.join(case, into=main, by=desk, at=now)
        unit = self._assign(main, at=now + MINUTE)
        officer = self.roster.officer(unit, timezone.localdate(now), 0)
        dispatch.accept(main, by=officer, at=now + 5 * MINUTE)
        cases = Case.objects.filter(pk=main.pk)
        bulletin = bulletins.publish(
            cases,
            district_id=self.district.pk,
            text=told["bulletin"],
            by=desk,
            at=now + 10 * MINUTE,
            key=uuid5(KEYS, "bulletin"),
        )
        bulletins.carry(bulletin, {}, at=now + 11 * MINUTE)
        main = Case.objects.whole().get(district_id=self.district.pk, pk=main.pk)
        handling.feedback(main, note=told["note"], by=officer, at=now + 60 * MINUTE)

    def _bundle(self, here: Place, told: Mapping[str, str], *, at: datetime) -> None:
        case = self._call(here, told["text"], "", at=at, bundle=told["code"])
        self._assign(case, at=at + 10 * MINUTE, to=self._unit_of("civil"))
        for n, part in enumerate(kin.parts(case).whole()):
            if part.state != "ASSIGNED":
                continue
            officer = self.roster.officer(part.lead, timezone.localdate(at), n)
            dispatch.accept(part, by=officer, at=at + (n + 1) * HOUR)
            if n == 0:
                handling.answer(
                    part, outcome="SOLVED", note=told["answer"], by=officer, at=at + 20 * HOUR
                )

    def _assign(self, case: Case, *, at: datetime, to: Organisation | None = None) -> Organisation:
        unit = to or suggested_units(case)[0]
        dispatch.assign(case, to=unit, by=self.roster.desk(timezone.localdate(at), 0), at=at)
        officer = self.roster.officer(unit, timezone.localdate(at), 0)
        if to:
            dispatch.accept(case, by=officer, at=at + HOUR)
        return unit

    def _unit_of(self, code: str) -> Organisation:
        return Organisation.objects.get(district_id=self.district.pk, code=code)

    def _call(
        self, here: Place, text: str, class_code: str, *, at: datetime, bundle: str = ""
    ) -> Case:
        self._number += 1
        phone = f"139{self._number:08}"
        assert here.lon is not None  # chosen for it
        assert here.lat is not None
        report = Report(
            text=text,
            place=here,
            address=f"{self.rng.randint(1, 12)} 号楼",
            lon=here.lon + self.rng.uniform(-SPREAD, SPREAD) / 2,
            lat=here.lat + self.rng.uniform(-SPREAD, SPREAD) / 2,
            class_code=class_code,
            contact=Contact(name=f"居民{self._number}", phone=phone),
            bundle=bundle,
        )
        source = self.rng.choice([Source.WEB, Source.CARD, Source.WEB])
        key = uuid5(KEYS, str(self._number))
        return intake.open_case(self.district, report, key=key, source=source, at=at).case
