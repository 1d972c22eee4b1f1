"""Who moderates a hall, who answers, and what everybody may read."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.deliberation.models import Hall, Topic, TopicQuerySet
from lianxin.deliberation.states import PUBLIC
from lianxin.exchange import policy as exchange
from lianxin.exchange.policy import Someone
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Role, User

OVERSEEING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def public(district_id: int) -> TopicQuerySet:
    """What everybody may read: what is shown, and what was, until its answer and after."""
    found: TopicQuerySet = Topic.objects.filter(district_id=district_id, state__in=PUBLIC)
    return found


def visible_to(user: Someone, district_id: int, *, on: date) -> TopicQuerySet:
    """Those of one's halls, those one's unit has to answer, and those of places one oversees."""
    everything: TopicQuerySet = Topic.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    units = exchange.units_of(user, on=on)
    there = network.places_covered(user, *OVERSEEING, on=on)
    return everything.filter(
        Q(hall__unit__in=units) | Q(unit__in=units) | Q(hall__place__in=there.values("pk"))
    )


def moderates(user: Someone, hall: Hall, *, on: date) -> bool:
    """Whether `user` works in the unit of the hall, or coordinates where it is."""
    if not user.is_authenticated or user.district_id != hall.district_id:
        return False
    return hall.unit_id in exchange.units_of(user, on=on) or exchange.coordinates(
        user, hall.place, on=on
    )


def answers(user: Someone, topic: Topic, *, on: date) -> bool:
    """Whether `user` may give the official answer: the unit that has to, or the hall's own."""
    return topic.unit_id in exchange.units_of(user, on=on) or moderates(user, topic.hall, on=on)


def require_moderator(by: User | None, hall: Hall, *, on: date) -> None:
    if by is not None and not moderates(by, hall, on=on):
        raise NotAllowed(_("只有“%s”的主持单位和协调员可以这样做。") % hall.name)


def require_answering(by: User | None, topic: Topic, *, on: date) -> None:
    if by is not None and not answers(by, topic, on=on):
        raise NotAllowed(_("只有“%s”和议事厅的主持单位可以答复。") % topic.unit.name)
