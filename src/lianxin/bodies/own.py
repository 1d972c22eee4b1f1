"""Which bodies somebody belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from lianxin.bodies import queries
from lianxin.bodies.actions import joining
from lianxin.bodies.models import Member, Office, Point
from lianxin.network import own
from lianxin.network.models import User


def told(user: User) -> Sequence[own.Row]:
    mine = {"district_id": own.district_of(user), "user": user}
    members = Member.objects.filter(**mine).select_related("body").order_by("starts_on", "pk")
    offices = Office.objects.filter(district_id=mine["district_id"], member__user=user)
    points = Point.objects.filter(**mine).order_by("starts_on", "pk")
    return [
        *(_row(one.body.name, one, shown_as=one.shown_as) for one in members),
        *(
            _row(one.body.name, one, office=one.title)
            for one in offices.select_related("body").order_by("starts_on", "pk")
        ),
        *(_row(one.name, one, phone=one.phone) for one in points),
    ]


def erase(user: User, at: datetime) -> str:
    """She leaves everywhere, and her offices end."""
    on = timezone.localdate(at)
    mine = {"district_id": own.district_of(user), "user": user}
    for member in queries.live(Member.objects.filter(**mine).select_related("body"), on=on):
        joining.leave(member, by=user, at=at)
    Member.objects.filter(**mine).update(user=None, shown_as="", **Member.GONE)
    Point.objects.filter(**mine).delete()
    return ""


def _row(name: str, one: Member | Office | Point, **more: object) -> own.Row:
    return {"name": name, "starts_on": one.starts_on, "ends_on": one.ends_on, **more}


own.register(own.Part("bodies", gettext_lazy("机构和协会"), told, erase))
