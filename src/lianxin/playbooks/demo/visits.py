"""Doors and campaigns of the demo town: one half done, one that is over, one in the making; what
was said at doors, what became of it, and hazards at every stage."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.cases.actions.intake import Contact
from lianxin.forms import actions as forms
from lianxin.forms import checks
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Place, PlaceKind, Role, Seat, User
from lianxin.papers.pictures import Upload
from lianxin.playbooks.demo import pictures
from lianxin.playbooks.demo.words import load
from lianxin.visits import queries
from lianxin.visits.actions import campaigns, hazards, households, keeping, thanks, visiting
from lianxin.visits.actions.households import Drawn
from lianxin.visits.actions.thanks import Letter
from lianxin.visits.actions.visiting import Told, Wanted
from lianxin.visits.models import Call, Campaign, Hazard, HazardPhoto, PhotoState
from lianxin.visits.states import Aim, Outcome

KEYS: Final = UUID("3e7b0d6c-58a1-4a0c-b1e2-90cf6d2a7f48")
DAY: Final = timedelta(days=1)
OFFICERS, PLENTY, QUOTA = 200, 100_000, 40  # at most, of a whole district
DOORS: Final = 4  # for each case of the town
MADE: Final = 4_500  # visits at most; a district shows as many as a town
LEADS: Final = 8
WANTS: Final = 12  # every so many doors, as long as there is something
HOUSES: Final = (Drawn(6, 3, 3), Drawn(11, 3, 2), Drawn(18, 4), Drawn(7, 2, 5), Drawn(5, 2, 6))
TOWERS: Final = (Drawn(33, 6, 4), Drawn(28, 6, 5), Drawn(26, 8, 4))
OUTCOMES: Final = (Outcome.TALKED, Outcome.DECLINED, Outcome.GONE)
CHANCES: Final = (0.955, 0.03, 0.015)
NOBODY: Final = 0.15  # of the doors are found closed once before
WRITES: Final = 0.7  # something into the log
SCENES: Final = {
    "WIRING": "POWER", "GAS": "GAS_HEAT", "FIRE_EXIT": "SAFETY", "STAIRS": "SAFETY",
    "WATER": "WATER", "ROAD": "ROADS",
}  # fmt: skip
STEPS: Final = {"confirmed": 1, "late": 1, "fixed": 2, "cleared": 3}


@transaction.atomic
def fill(district: District, *, at: datetime, seed: int = 1, cases: int = 2_000) -> int:
    """Unless there are some; as many doors as suit a town of so many `cases`. Returns how many
    campaigns there are."""
    found = Campaign.objects.filter(district_id=district.pk)
    if not found.exists():
        told, rng = load("visits"), Random(f"visits{seed}")
        rows = Organisation.objects.filter(district_id=district.pk)
        units = {unit.code: unit for unit in rows.select_related("district", "place")}
        houses, doors = _buildings(district), min(cases * DOORS, PLENTY)
        _draw(houses, doors, TOWERS if doors == PLENTY else HOUSES, at=at)
        forms.put_form(district.pk, checks.checked(told["form"]), by=None, at=at - 70 * DAY)
        for row in told["campaigns"]:
            _campaign(district, units, row, told, doors, at=at, rng=rng)
        for row, house in zip(
            told["unsafe"], rng.sample(houses, len(told["unsafe"])), strict=True
        ):
            _hazard(district, units, row, house, at=at)
        for row in told["thanks"]:
            _thank(units, row, at=at)
    for photo in HazardPhoto.objects.filter(district_id=district.pk, state=PhotoState.PENDING):
        keeping.make_hazard_photo_ready.func(str(photo.pk))
    return found.count()


def _thank(units: Mapping[str, Organisation], row: Mapping[str, Any], *, at: datetime) -> None:
    """The first whom a letter would name agrees; one that is sent names them all. In a small town
    there may be nothing to count yet."""
    unit, to, on = units[row["unit"]], units[row["to"]], timezone.localdate(at)
    people = network.people_in(to, Role.HANDLER, Role.UNIT_LEAD, on=on)[: row["named"]]
    letter = Letter(to, on - row["days"] * DAY, on - 4 * DAY, row["text"], people)
    written = at - 3 * DAY
    made = thanks.write(unit, letter, by=None, at=written, key=uuid5(KEYS, row["text"]))
    for one in people if "sent" in row else people[:1]:
        thanks.answer(made, agrees=True, by=one, at=written + timedelta(hours=5))
    if "sent" in row and any(queries.figures_of(made).values()):
        thanks.send(made, by=None, at=at - row["sent"] * DAY)


def _buildings(district: District) -> list[Place]:
    rows = Place.objects.filter(district_id=district.pk, kind=PlaceKind.BUILDING)
    return list(rows.select_related("district", "parent").order_by("code"))


def _draw(houses: Sequence[Place], count: int, kinds: Sequence[Drawn], *, at: datetime) -> None:
    """So many doors in all; the last house is not full."""
    for house, kind in zip(houses, cycle(kinds)):
        doors = kind.listed()[:count]
        count -= len(doors)
        if doors:
            households.put(house, doors, by=None, at=at - 65 * DAY, key=uuid5(KEYS, house.code))


def _campaign(
    district: District, units: Mapping[str, Organisation], row: Mapping[str, Any],
    told: Mapping[str, Any], doors: int, *, at: datetime, rng: Random,
) -> None:  # fmt: skip
    on = timezone.localdate(at)
    doors = doors if row["aim"] == Aim.HOUSEHOLDS else 0
    people = _officers(district, doors)
    begins, ends = on + row["began"] * DAY, on + row["ends"] * DAY
    asked = campaigns.Told(
        row["title"], row["aim"], units[row["unit"]], _root(district), begins, ends,
        quota=max(QUOTA, -(-doors // len(people))), about=row["about"],
        form=row.get("form", ""),
    )  # fmt: skip
    before = at + min(row["began"] - 3, -1) * DAY
    one = campaigns.plan(district, asked, by=None, at=before, key=uuid5(KEYS, row["title"]))
    campaigns.engage(one, people, by=None, at=before)
    campaigns.deal(one, by=None, at=before)
    if row["began"] > 0:
        return
    campaigns.start(one, by=None, at=at + row["began"] * DAY)
    _call(one, row["share"], told, at=at, rng=rng)
    if ends < on:
        one.refresh_from_db()
        campaigns.end(one, by=None, at=at + row["ends"] * DAY)


def _root(district: District) -> Place:
    found: Place = Place.objects.get(district_id=district.pk, parent=None)
    return found


def _officers(district: District, doors: int) -> list[User]:
    """Who goes to so many doors: whoever works in a unit; to firms and places, leads of units."""
    roles = {*Role} - {Role.OPERATOR} if doors else {Role.UNIT_LEAD}
    seats = Seat.objects.filter(district_id=district.pk, role__in=roles)
    rows = User.objects.filter(district_id=district.pk, pk__in=seats.values("user"))
    return list(rows.order_by("username")[: min(-(-doors // QUOTA), OFFICERS) or LEADS])


def _call(
    campaign: Campaign, share: float, told: Mapping[str, Any], *, at: datetime, rng: Random
) -> None:
    """Everybody has done her share, some more and some less, in walking order."""
    calls: dict[Any, list[Call]] = {}
    rows = Call.objects.filter(district_id=campaign.district_id, campaign=campaign)
    for call in rows.exclude(officer=None).whole().select_related("district").order_by("rank"):
        calls.setdefault(call.officer_id, []).append(call)
    said = cycle(told["said" if campaign.aim == Aim.HOUSEHOLDS else "said_firms"])
    wanted = iter(told["wanted"] if campaign.form else ())
    left, made = MADE, 0
    for own in calls.values():
        near = min(1.0, share * rng.uniform(0.6, 1.4)) if share < 1 else 1.0
        doors = own[: min(round(len(own) * near), left)]
        left -= len(doors)
        for call, when in zip(doors, _moments(campaign, len(doors), at=at, rng=rng), strict=True):
            made += 1
            needs = [_wanted(one) for one in islice(wanted, made % WANTS == 0)]
            _visit(call, next(said), needs, at=when, rng=rng)


def _moments(campaign: Campaign, count: int, *, at: datetime, rng: Random) -> list[datetime]:
    """When doors were called at: after work and at weekends, the earlier ones first."""
    last = min(campaign.ends_on, timezone.localdate(at) - DAY)
    days = (last - campaign.starts_on).days
    found = [
        _moment(campaign.starts_on + rng.randint(0, days) * DAY, rng) for _number in range(count)
    ]
    return sorted(found)


def _moment(day: date, rng: Random) -> datetime:
    at = time(rng.choice((9, 10, 15, 16, 18, 19)), rng.randrange(60))
    return timezone.make_aware(datetime.combine(day, at))


def _visit(call: Call, said: str, needs: Sequence[Wanted], *, at: datetime, rng: Random) -> None:
    key = uuid5(KEYS, f"{call.pk}")
    if rng.random() < NOBODY:
        nobody = Told(Outcome.NOBODY, at - DAY)
        visiting.record(call, nobody, by=call.officer, at=at - DAY, key=uuid5(key, "nobody"))
    outcome = rng.choices(OUTCOMES, CHANCES)[0] if call.household else Outcome.TALKED
    told = Told(outcome, at)
    if outcome == Outcome.TALKED:
        told = Told(
            outcome, at, note=said if needs or rng.random() < WRITES else "",
            answers=_answers(call, rng), form_version=1 if call.campaign.form else None,
            needs=needs,
        )  # fmt: skip
    visiting.record(call, told, by=call.officer, at=at, key=key)


def _answers(call: Call, rng: Random) -> dict[str, Any] | None:
    if not call.campaign.form:
        return None
    return {
        "card": rng.choices(("had", "left", "none"), (3, 6, 1))[0],
        "first": rng.choices(("light", "parking", "charging", "lift", "green"), (3, 5, 4, 4, 2))[
            0
        ],
    }


def _wanted(row: Mapping[str, str]) -> Wanted:
    return Wanted(row["text"], Contact(name=row.get("name", ""), phone=row.get("phone", "")))


def _pictures(row: Mapping[str, Any], verb: str) -> list[Upload]:
    content = pictures.draw(SCENES.get(row["thing"], "HOUSING"), int(verb == "fix"))
    return [Upload(f"{row['thing']}-{verb}.jpg", len(content), io.BytesIO(content))]


def _hazard(
    district: District, units: Mapping[str, Organisation], row: Mapping[str, Any], house: Place,
    *, at: datetime,
) -> None:  # fmt: skip
    found = _pictures(row, "report") if row.get("pictured") else []
    seen = hazards.Seen(house, row["thing"], row["text"], row["spot"], found)
    begun = at - row["days"] * DAY
    key = uuid5(KEYS, row["text"])
    one: Hazard = hazards.report(district, seen, by=None, at=begun, key=key)
    if row["to"] == "dismissed":
        hazards.dismiss(one, reason=row["reason"], by=None, at=begun + DAY)
    steps = STEPS.get(row["to"], 0)
    if not steps:
        return
    due = begun + (20 if row["to"] == "late" else row["days"] + 9) * DAY
    hazards.check(
        one, unit=units[row["unit"]], due_on=timezone.localdate(due), by=None, at=begun + DAY
    )
    if steps > 1:
        done = _pictures(row, "fix") if row.get("pictured") else []
        hazards.fix(one, result=row["result"], photos=done, by=None, at=at - 4 * DAY)
    if steps > 2:
        hazards.recheck(one, is_safe=True, by=None, at=at - 2 * DAY)
