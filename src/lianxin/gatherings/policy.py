"""Who runs a meeting, who comes to it, and who does what it asks for."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.gatherings.models import (
    Action,
    ActionQuerySet,
    Attendee,
    Meeting,
    MeetingQuerySet,
    Member,
    Series,
)
from lianxin.gatherings.states import TOLD, MeetingState
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User

Someone = User | AnonymousUser
OVERSEEING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def public(district_id: int) -> MeetingQuerySet:
    """Meetings of public series that have been called."""
    found: MeetingQuerySet = Meeting.objects.filter(district_id=district_id)
    return found.filter(series__is_public=True, state__in=TOLD)


def decided(district_id: int) -> MeetingQuerySet:
    """Those whose minutes everybody may read."""
    return public(district_id).filter(state=MeetingState.CLOSED)


def attended(user: User, district_id: int, *, on: date) -> MeetingQuerySet:
    """Those to which she, or a unit of hers, is invited."""
    called = Attendee.objects.filter(district_id=district_id)
    called = called.filter(Q(user=user.pk) | Q(unit__in=exchange.units_of(user, on=on)))
    found: MeetingQuerySet = Meeting.objects.filter(district_id=district_id)
    return found.filter(pk__in=called.values("meeting"))


def visible_to(user: Someone, district_id: int, *, on: date) -> MeetingQuerySet:
    """Those one's unit convenes or is invited to, one's own, and those where one oversees."""
    found: MeetingQuerySet = Meeting.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return found.none()
    units = exchange.units_of(user, on=on)
    called = Attendee.objects.filter(district_id=district_id)
    called = called.filter(Q(user=user.pk) | Q(unit__in=units))
    there = network.places_covered(user, *OVERSEEING, on=on).values("pk")
    mine = Q(clerk=user.pk) | Q(chair=user.pk) | Q(series__convener__in=units)
    mine |= Q(pk__in=called.values("meeting")) | Q(series__convener__place__in=there)
    return found.filter(mine)


def series_visible_to(user: Someone, district_id: int, *, on: date) -> QuerySet[Series]:
    found: QuerySet[Series] = Series.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return found.none()
    units = exchange.units_of(user, on=on)
    members = Member.objects.filter(district_id=district_id)
    members = members.filter(Q(user=user.pk) | Q(unit__in=units))
    there = network.places_covered(user, *OVERSEEING, on=on).values("pk")
    mine = Q(clerk=user.pk) | Q(chair=user.pk) | Q(convener__in=units)
    return found.filter(mine | Q(pk__in=members.values("series")) | Q(convener__place__in=there))


def actions_visible_to(user: Someone, district_id: int, *, on: date) -> ActionQuerySet:
    """Those of one's unit, and of the meetings that it convenes or that one oversees."""
    found: ActionQuerySet = Action.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return found.none()
    units = exchange.units_of(user, on=on)
    there = network.places_covered(user, *OVERSEEING, on=on).values("pk")
    mine = Q(owner__in=units) | Q(series__convener__in=units) | Q(series__clerk=user.pk)
    mine |= Q(series__chair=user.pk) | Q(series__convener__place__in=there)
    return found.filter(mine)


def convenes(user: Someone, unit: Organisation, *, on: date) -> bool:
    return unit.pk in exchange.units_of(user, on=on) or exchange.coordinates(
        user, unit.place, on=on
    )


def runs(user: Someone, series: Series, *, on: date) -> bool:
    """The clerk, the people of the unit that convenes, and who coordinates where it is."""
    if not user.is_authenticated or user.district_id != series.district_id:
        return False
    return user.pk in (series.clerk_id, series.chair_id) or convenes(user, series.convener, on=on)


def takes_topics(user: Someone | None, series: Series, *, on: date) -> bool:
    """From everybody where the series is public, else from those who take part in it."""
    if series.is_public:
        return True
    if user is None:
        return False
    return series_visible_to(user, series.district_id, on=on).filter(pk=series.pk).exists()


def does(user: Someone, action: Action, *, on: date) -> bool:
    return action.owner_id in exchange.units_of(user, on=on)


def chairs(user: Someone, meeting: Meeting, *, on: date) -> bool:
    """Who approves the minutes: the chair; where nobody is named, who runs the series."""
    if meeting.chair_id is not None:
        return user.pk == meeting.chair_id
    return runs(user, meeting.series, on=on)


def require_convener(by: User | None, unit: Organisation, *, on: date) -> None:
    if by is not None and not convenes(by, unit, on=on):
        raise NotAllowed(_("只有“%s”的人员和供需协调员可以这样做。") % unit.name)


def require_clerk(by: User | None, series: Series, *, on: date) -> None:
    if by is not None and not runs(by, series, on=on):
        raise NotAllowed(_("只有会务、主持人和“%s”的人员可以这样做。") % series.convener.name)


def require_chair(by: User | None, meeting: Meeting, *, on: date) -> None:
    if by is not None and not chairs(by, meeting, on=on):
        who = meeting.chair.get_full_name() if meeting.chair else meeting.series.convener.name
        raise NotAllowed(_("纪要由主持人“%s”审定。") % who)


def require_doer(by: User | None, action: Action, *, on: date) -> None:
    if by is None or does(by, action, on=on) or runs(by, action.series, on=on):
        return
    raise NotAllowed(_("这件事交给了“%s”，只有它的人员和会务可以这样做。") % action.owner.name)
