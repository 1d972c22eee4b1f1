"""Reads with joins, counts or several steps: who belongs to a body, and who chairs it."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from lianxin.bodies.models import Body, Member, Office, Point, Term, UnitMember
from lianxin.network.models import Organisation, Place, User

RowT = TypeVar("RowT", bound=models.Model)


def live(rows: models.QuerySet[RowT], *, on: date) -> models.QuerySet[RowT]:
    """Those of `rows` with a first and a last day that hold on the day `on`, both included."""
    return rows.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def units_on(body: Body, *, on: date) -> list[Organisation]:
    """The member units on that day, by name."""
    rows = live(UnitMember.objects.filter(district_id=body.district_id, body=body), on=on)
    return [row.unit for row in rows.select_related("unit").order_by("unit__name")]


def members_on(body: Body, *, on: date) -> list[Member]:
    """The people who belong to it on that day, in the order in which they came."""
    rows = live(Member.objects.filter(district_id=body.district_id, body=body), on=on)
    return list(rows.select_related("home", "user").order_by("starts_on", "pk"))


def member_of(body: Body, user: Any, *, on: date) -> Member | None:
    """`user` as a member of the body on that day."""
    if not isinstance(user, User) or user.district_id != body.district_id:
        return None
    rows = Member.objects.filter(district_id=body.district_id, body=body, user=user)
    return live(rows, on=on).first()


def offices_on(body: Body, *, on: date) -> list[Office]:
    rows = live(Office.objects.filter(district_id=body.district_id, body=body), on=on)
    return list(rows.select_related("member__home").order_by("starts_on", "pk"))


def holds_office(user: Any, body: Body, *, on: date) -> bool:
    """Whether `user` is an officer of the body on that day; as long as she is a member."""
    if not isinstance(user, User) or user.district_id != body.district_id:
        return False
    rows = Office.objects.filter(district_id=body.district_id, body=body, member__user=user)
    in_time = Q(member__ends_on__isnull=True) | Q(member__ends_on__gte=on)
    return live(rows, on=on).filter(in_time).exists()


def terms_of(body: Body) -> list[Term]:
    """All terms of the chair, in order."""
    rows = Term.objects.filter(district_id=body.district_id, body=body)
    return list(rows.whole().order_by("starts_on"))


def chair_on(body: Body, *, on: date) -> Term | None:
    """The term that runs on that day."""
    rows = Term.objects.filter(district_id=body.district_id, body=body)
    found: Term | None = rows.running(on=on).whole().first()
    return found


def points_of_place(place: Place, *, on: date) -> list[Point]:
    """The stewards of a building."""
    rows = live(Point.objects.filter(district_id=place.district_id, place=place), on=on)
    return list(rows.order_by("starts_on", "pk"))


def points_of_unit(unit: Organisation, *, on: date) -> list[Point]:
    """Whom the people of an organisation can turn to."""
    rows = live(Point.objects.filter(district_id=unit.district_id, unit=unit), on=on)
    return list(rows.order_by("starts_on", "pk"))
