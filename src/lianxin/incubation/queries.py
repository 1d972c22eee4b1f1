"""Reads with joins, counts or several steps: what a group still has to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Q, QuerySet

from lianxin.incubation import needs
from lianxin.incubation.models import Cycle, Group, GroupQuerySet, Proposer, Shown
from lianxin.incubation.needs import Item
from lianxin.incubation.states import CycleState
from lianxin.network.models import Organisation, OrganisationKind, Place

INCUBATORS: Final = (
    OrganisationKind.STREET_OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.NGO,
)  # fmt: skip
ANSWERING: Final = (OrganisationKind.STREET_OFFICE, OrganisationKind.DEPARTMENT)
TOLD: Final = (CycleState.RUNNING, CycleState.REPORTED, CycleState.ACCEPTED)
"""Projects that everybody may read of."""


def shown_of(group: Group) -> dict[str, Shown]:
    rows = Shown.objects.filter(district_id=group.district_id, group=group)
    return {row.code: row for row in rows.order_by("at")}


def cycles_of(group: Group) -> list[Cycle]:
    """The newest first."""
    rows = Cycle.objects.filter(district_id=group.district_id, group=group)
    return list(rows.order_by("-starts_on", "-id"))


def missing(group: Group) -> list[Item]:
    """What is missing to go on from where it stands."""
    return lacking(group, shown_of(group), cycles_of(group))


def lacking(group: Group, shown: Collection[str], cycles: Iterable[Cycle]) -> list[Item]:
    """The same, of what has been read already."""
    accepted = any(cycle.state == CycleState.ACCEPTED for cycle in cycles)
    return needs.missing(group.state, shown, has_accepted_cycle=accepted)


def within(groups: GroupQuerySet, place: Place | None) -> GroupQuerySet:
    """Those of the place, or of one below it; none for a place that there is not."""
    if place is None:
        return groups.none()
    return groups.filter(Q(place=place) | Q(place__path__startswith=f"{place.path}/"))


def incubators(district_id: int) -> QuerySet[Organisation]:
    """The units that may look after groups."""
    units = Organisation.objects.filter(
        district_id=district_id, is_active=True, kind__in=INCUBATORS
    )
    return units.select_related("place").defer("place__shape").order_by("name")


def incubator_of(place: Place) -> Organisation | None:
    """Who answers what is put forward at `place`: the office of its street, else the nearest
    other unit above it that looks after groups."""
    near: dict[str, list[Organisation]] = defaultdict(list)
    for unit in incubators(place.district_id):
        if unit.kind in ANSWERING and f"{place.path}/".startswith(f"{unit.place.path}/"):
            near[unit.place.path].append(unit)
    if not near:
        return None
    nearest = near[max(near, key=len)]
    return min(nearest, key=lambda unit: (ANSWERING.index(unit.kind), unit.code))


def proposer_of(group: Group) -> Proposer | None:
    return Proposer.objects.filter(district_id=group.district_id, group=group).first()
