"""Reads with joins, counts or several steps: what a group still has to show."""

from __future__ import annotations

from lianxin.incubation import needs
from lianxin.incubation.models import Cycle, Group, Shown
from lianxin.incubation.needs import Item
from lianxin.incubation.states import CycleState


def shown_of(group: Group) -> dict[str, Shown]:
    rows = Shown.objects.filter(district_id=group.district_id, group=group)
    return {row.code: row for row in rows.order_by("at")}


def cycles_of(group: Group) -> list[Cycle]:
    """The newest first."""
    rows = Cycle.objects.filter(district_id=group.district_id, group=group)
    return list(rows.order_by("-starts_on", "-id"))


def missing(group: Group) -> list[Item]:
    """What is missing to go on from where it stands."""
    accepted = any(cycle.state == CycleState.ACCEPTED for cycle in cycles_of(group))
    return needs.missing(group.state, shown_of(group), has_accepted_cycle=accepted)
