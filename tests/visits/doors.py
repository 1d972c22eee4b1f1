"""Doors and campaigns for tests, through the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Place, PlaceKind, User
from lianxin.visits.actions import campaigns, households, visiting
from lianxin.visits.actions.visiting import Received
from lianxin.visits.models import Call, Campaign
from tests import make
from tests.make import NOON

DAY = dt.timedelta(days=1)
TODAY = NOON.date()


@dataclass(frozen=True)
class Round:
    """A campaign that runs, with who calls at doors and who runs it."""

    campaign: Campaign
    lead: User
    officers: Sequence[User]

    def calls(self, of: User | None = None) -> list[Call]:
        rows = Call.objects.filter(district_id=self.campaign.district_id, campaign=self.campaign)
        return list((rows.filter(officer=of) if of else rows).whole().order_by("rank"))


def building(
    under: Place | None = None, *, floors: int = 3, doors: int = 2, **fields: Any
) -> Place:
    made = make.place(kind=PlaceKind.BUILDING, under=under or make.grid(), **fields)
    drawn = households.Drawn(floors, doors).listed()
    households.put(made, drawn, by=None, at=NOON, key=new_id())
    return made


def told(unit: Organisation, **fields: Any) -> campaigns.Told:
    defaults: dict[str, Any] = {
        "title": "百名干部进万家", "aim": "HOUSEHOLDS", "unit": unit, "place": make.root(),
        "starts_on": TODAY, "ends_on": TODAY + 99 * DAY, "quota": 40,
    }  # fmt: skip
    return campaigns.Told(**(defaults | fields))


def planned(*, officers: int = 2, **fields: Any) -> Round:
    """With so many officers, and not dealt out yet."""
    unit = make.organisation(name="望潮街道办事处", kind="STREET_OFFICE")
    lead = make.unit_lead(unit)
    made = campaigns.plan(unit.district, told(unit, **fields), by=lead, at=NOON, key=new_id())
    people = [make.worker(make.root()) for _number in range(officers)]
    campaigns.engage(made, people, by=lead, at=NOON)
    return Round(made, lead, people)


def running(*, officers: int = 2, **fields: Any) -> Round:
    of = planned(officers=officers, **fields)
    campaigns.deal(of.campaign, by=of.lead, at=NOON)
    campaigns.start(of.campaign, by=of.lead, at=NOON)
    return of


def visit(
    call: Call, by: User | None = None, *, at: dt.datetime = NOON, outcome: str = "TALKED",
    key: Any = None, **fields: Any,
) -> Received:  # fmt: skip
    said = visiting.Told(outcome, fields.pop("happened_at", at), **fields)
    return visiting.record(call, said, by=by or call.officer, at=at, key=key or new_id())


def fresh(call: Call) -> Call:
    found: Call = Call.objects.whole().get(pk=call.pk)
    return found
