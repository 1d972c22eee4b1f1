"""A list with one promise, and the people around it, as most tests here need it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lianxin.commitments import actions
from lianxin.commitments.actions import Promised
from lianxin.commitments.actions.evidence import Proof
from lianxin.commitments.models import Commitment, Milestone, Programme, Site
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from tests import make
from tests.make import NOON

PAPER = Proof(title="竣工验收单 2026-07")
DAY = dt.timedelta(days=1)
IN_JUNE = dt.date(2026, 6, 30)


@dataclass
class World:
    programme: Programme
    row: Commitment
    unit: Organisation
    owner: Organisation
    lead: User
    """Leads the unit that answers for the whole list."""
    works: User
    """Works at the owner's."""


def fresh(row: Commitment) -> Commitment:
    found: Commitment = (
        Commitment.objects.filter(district_id=row.district_id).whole().get(pk=row.pk)
    )
    return found


def world(*, public: bool = True, **promised: Any) -> World:
    unit = make.organisation(name="望海新区民生办")
    owner = make.organisation(name="住房建设局")
    lead, works = make.unit_lead(unit), make.handler(owner)
    draft = actions.Draft(
        "YEARLY", "2026 年十件实事", unit, make.root(), dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    )
    programme = actions.draw_up(unit.district, draft, by=lead, at=NOON, key=new_id())
    told: dict[str, Any] = {"title": "老楼加装电梯", "owner": owner, "due_on": IN_JUNE}
    wanted = Promised(**(told | promised))
    row = actions.promise(programme, wanted, by=lead, at=NOON, key=new_id())
    if public:
        actions.publish(programme, by=lead, at=NOON)
    return World(programme, fresh(row), unit, owner, lead, works)


def step(of: World, title: str = "开工", weight: int = 1, due_on: dt.date = IN_JUNE) -> Milestone:
    return actions.add_milestone(
        of.row, title, weight=weight, due_on=due_on, by=of.works, at=NOON, key=new_id()
    )


def site(of: World, name: str = "学苑 3 号楼", count: int = 1) -> Site:
    return actions.add_site(
        of.row, name, place=make.place(), count=count, by=of.works, at=NOON, key=new_id()
    )


def done(of: World) -> None:
    """Its only step is reached, and the owner says so."""
    actions.reach(step(of), proof=PAPER, by=of.works, at=NOON)
    of.row = fresh(of.row)
    actions.finish(of.row, text="电梯都在运行", by=of.works, at=NOON)
