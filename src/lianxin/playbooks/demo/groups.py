"""Groups of the demo town on their way to an association, one at least at each stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.incubation import actions, queries
from lianxin.incubation.models import Group
from lianxin.incubation.needs import CYCLE
from lianxin.incubation.states import LINE, GroupStage
from lianxin.network.models import District, Organisation, Place
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("0d6b1f52-93a7-4d0e-8c25-7e4a1b9f3c68")
DAY: Final = timedelta(days=1)
STEP: Final = 40 * DAY  # from stage to stage


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many groups there are."""
    found = Group.objects.filter(district_id=district.pk)
    if not found.exists():
        for row in load("groups")["groups"]:
            if row["stage"] == GroupStage.PROPOSED:
                _put_forward(district, row, at=at)
            else:
                _lead(district, row, at=at)
    return found.count()


def _put_forward(district: District, row: dict[str, Any], *, at: datetime) -> None:
    idea = actions.Idea(
        name=row["name"], about=row["about"], people=row["people"], contact=row["contact"],
        phone=row["phone"], place=Place.objects.get(district=district, code=row["place"]),
    )  # fmt: skip
    put_at = at - row["since"] * DAY
    actions.propose(district, idea, at=put_at, key=uuid5(KEYS, row["name"]))


def _lead(district: District, row: dict[str, Any], *, at: datetime) -> None:
    units = Organisation.objects.filter(district_id=district.pk)
    begun = at - row["since"] * DAY
    told = actions.Told(
        name=row["name"], about=row["about"], people=row["people"],
        place=Place.objects.get(district=district, code=row["place"]),
        incubator=units.select_related("place").get(code=row["incubator"]),
    )  # fmt: skip
    group = actions.take_in(district, told, by=None, at=begun, key=uuid5(KEYS, row["name"]))
    for number in range(LINE.index(row["stage"])):
        moment = begun + (number + 1) * STEP
        _show(group, at=moment)
        if group.state == "TRIAL":
            code = f"ngo-{row['code']}"
            actions.register(group, code=code, registration=row["number"], by=None, at=moment)
        else:
            actions.go_on(group, by=None, at=moment)
    if row["stage"] == "TRIAL":
        actions.show(group, "ACTIVITIES", note="三次都有签到", by=None, at=at - 5 * DAY)
    for title in row.get("running", ()):
        _project(group, title, at=at - 20 * DAY)
    if row.get("closed"):
        actions.close(group, reason=row["closed"], by=None, at=at - 10 * DAY)


def _show(group: Group, *, at: datetime) -> None:
    for item in queries.missing(group):
        if item.code == CYCLE:
            cycle = _project(group, f"{group.name}头一个项目", at=at - 30 * DAY)
            told = "按计划办完了，签到和票据都在。"
            actions.report(cycle, text=told, spent_fen=470_000, by=None, at=at - 2 * DAY)
            actions.accept(cycle, by=None, at=at - DAY)
        else:
            actions.show(group, item.code, by=None, at=at - 3 * DAY)


def _project(group: Group, title: str, *, at: datetime) -> Any:
    on = timezone.localdate(at)
    cycle = actions.plan(
        group, title=title, text="每周一次，在社区活动室，做什么、谁来做写在表里。",
        starts_on=on, ends_on=on + 90 * DAY, by=None, at=at, key=uuid5(KEYS, title),
    )  # fmt: skip
    actions.begin(cycle, promised_fen=500_000, by=None, at=at + DAY)
    return cycle
