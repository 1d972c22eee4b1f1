"""Who runs campaigns, who calls at doors, and who reads what was said there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import (
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    Role,
    User,
)
from lianxin.visits import queries
from lianxin.visits.models import (
    Call,
    Campaign,
    CampaignQuerySet,
    Hazard,
    HazardQuerySet,
    Household,
    HouseholdQuerySet,
    Named,
    Officer,
    PlainCard,
    PlainCardQuerySet,
    Thanks,
    ThanksQuerySet,
)
from lianxin.visits.states import ThanksState

Someone = User | AnonymousUser
KEEPING = (Role.UNIT_LEAD, Role.WORKER, Role.DISPATCHER, Role.MANAGER, Role.OPERATOR)
PRIVATE = (OrganisationKind.FIRM, OrganisationKind.TEAM)
OVERSEEING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def visible_to(user: Someone, district_id: int, *, on: date) -> CampaignQuerySet:
    """Those of one's own units, those in which one calls at doors, and those one oversees."""
    everything: CampaignQuerySet = Campaign.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    there = network.places_covered(user, *OVERSEEING, on=on)
    mine = Officer.objects.filter(district_id=district_id, user=user.pk)
    return everything.filter(
        Q(unit__in=exchange.units_of(user, on=on))
        | Q(place__in=there.values("pk"))
        | Q(pk__in=mine.values("campaign"))
    )


def runs(user: Someone, unit: Organisation, *, on: date) -> bool:
    """Whether `user` works in the unit, or coordinates where it is."""
    return unit.pk in exchange.units_of(user, on=on) or exchange.coordinates(
        user, unit.place, on=on
    )


def units_to_run(user: Someone, district_id: int, *, on: date) -> QuerySet[Organisation]:
    """Those in whose name `user` may plan campaigns: her own, and public ones where she
    coordinates."""
    rows = Organisation.objects.filter(district_id=district_id, is_active=True)
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    public = Q(place__in=there.values("pk")) & ~Q(kind__in=PRIVATE)
    return rows.filter(Q(pk__in=exchange.units_of(user, on=on)) | public).order_by("name")


def require_runner(by: User | None, unit: Organisation, *, on: date) -> None:
    if by is not None and not runs(by, unit, on=on):
        raise NotAllowed(_("只有“%s”的人员和调度中心可以这样做。") % unit.name)


def require_officer(by: User | None, call: Call) -> None:
    """Whoever takes part in the campaign may have been there, also where it is no longer hers."""
    if by is not None and not queries.is_officer(by, call.campaign):
        raise NotAllowed(_("您不在“%s”的走访名单里。") % call.campaign.title)


def keeps(user: Someone, building: Place, *, on: date) -> bool:
    """Whether `user` looks after the list of doors of a building."""
    return any(
        seat.role in KEEPING and network.covers(seat, building)
        for seat in network.seats_on(user, on=on)
    )


def buildings_kept(user: Someone, *, on: date) -> list[Place]:
    """Those whose lists of doors `user` looks after, without their shapes."""
    there = network.places_covered(user, *KEEPING, on=on)
    rows = there.filter(kind=PlaceKind.BUILDING, is_active=True)
    return list(rows.select_related("district").defer("shape").order_by("path"))


def cards_units(user: Someone, *, on: date) -> set[UUID]:
    """The units in whose name `user` writes plain words: her own, also that of a desk."""
    return exchange.units_of(user, on=on) | {
        seat.organisation_id
        for seat in network.seats_on(user, on=on)
        if seat.role in (Role.DISPATCHER, Role.MANAGER)
    }


def cards_written_by(user: Someone, district_id: int, *, on: date) -> PlainCardQuerySet:
    """Those of one's own units, and of units where one coordinates."""
    everything: PlainCardQuerySet = PlainCard.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    return everything.filter(
        Q(unit__in=cards_units(user, on=on)) | Q(unit__place__in=there.values("pk"))
    )


def doors_with_cards(user: Someone, building: Place, *, on: date) -> HouseholdQuerySet:
    """Whose contact cards `user` may print or show, for the link on them opens the log: whoever
    keeps the doors of the building, all; whoever calls at some, those."""
    rows: HouseholdQuerySet = Household.objects.filter(
        district_id=building.district_id, building=building, is_active=True
    )
    if not user.is_authenticated or user.district_id != building.district_id:
        return rows.none()
    if keeps(user, building, on=on):
        return rows
    return rows.filter(pk__in=queries.to_call_at(user, on=on).values("household"))


def thanks_visible_to(user: Someone, district_id: int, *, on: date) -> ThanksQuerySet:
    """Those of one's own units, those sent to them, those one oversees, and those that would name
    one."""
    everything: ThanksQuerySet = Thanks.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    units = exchange.units_of(user, on=on)
    there = network.places_covered(user, *OVERSEEING, on=on)
    named = Named.objects.filter(district_id=district_id, user=user.pk)
    return everything.filter(
        Q(unit__in=units) | Q(to__in=units, state=ThanksState.SENT)
        | Q(unit__place__in=there.values("pk")) | Q(pk__in=named.values("thanks"))
    )  # fmt: skip


def hazards_visible_to(user: Someone, district_id: int, *, on: date) -> HazardQuerySet:
    """Those one's unit puts right, those one reported, and those of places one oversees or works
    for."""
    everything: HazardQuerySet = Hazard.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    there = network.places_covered(user, *OVERSEEING, Role.WORKER, Role.UNIT_LEAD, on=on)
    units = exchange.units_of(user, on=on)
    return everything.filter(
        Q(unit__in=units) | Q(reported_by=user.pk) | Q(place__in=there.values("pk"))
    )


def checks(user: Someone, hazard: Hazard, *, on: date) -> bool:
    """Whether `user` says if it is one, by whom and when it is put right, and whether it was."""
    return exchange.coordinates(user, hazard.place, on=on) or any(
        seat.role in (Role.UNIT_LEAD, Role.WORKER) and network.covers(seat, hazard.place)
        for seat in network.seats_on(user, on=on)
    )


def require_checker(by: User | None, hazard: Hazard, *, on: date) -> None:
    if by is not None and not checks(by, hazard, on=on):
        raise NotAllowed(_("只有负责“%s”的人员可以核实和复查。") % hazard.place.name)


def require_fixer(by: User | None, hazard: Hazard, *, on: date) -> None:
    if by is not None and hazard.unit_id not in exchange.units_of(by, on=on):
        raise NotAllowed(_("只有整改单位的人员可以这样做。"))
