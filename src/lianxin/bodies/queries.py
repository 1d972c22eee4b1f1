"""Reads with joins, counts or several steps: who belongs to a body, and who chairs it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from lianxin.bodies.models import (
    Badge,
    BadgeQuerySet,
    Body,
    Member,
    Office,
    Point,
    Term,
    UnitMember,
)
from lianxin.bodies.states import REPORT_WITHIN, TermState
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


def is_missing(term: Term, *, on: date) -> bool:
    """Whether its report should have been there on the day `on`."""
    return term.state == TermState.OPEN and term.ends_on + REPORT_WITHIN < on


def badges(district_id: int, *, on: date) -> BadgeQuerySet:
    """Those that hold on the day."""
    rows: BadgeQuerySet = Badge.objects.filter(district_id=district_id, given_on__lte=on)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def points_of_place(place: Place, *, on: date) -> list[Point]:
    """The stewards of a building."""
    rows = live(Point.objects.filter(district_id=place.district_id, place=place), on=on)
    return list(rows.order_by("starts_on", "pk"))


def chairs_on(bodies: Iterable[Body], *, on: date) -> dict[UUID, str]:
    """By body, the name of the unit that chairs it on that day. One question for all."""
    listed = list(bodies)
    if not listed:
        return {}
    rows = Term.objects.filter(
        district_id=listed[0].district_id, body__in=[body.pk for body in listed]
    )
    return dict(rows.running(on=on).values_list("body_id", "unit__name"))


def again_in(group: Body, member: Member) -> Member | None:
    """The same person in another body, if she belongs to it now."""
    rows = Member.objects.filter(district_id=group.district_id, body=group, ends_on__isnull=True)
    found: Member | None = rows.filter(same_person(member)).first()
    return found


def same_person(member: Member) -> Q:
    """By account, or by the address she gave."""
    same = Q(user=member.user_id) if member.user_id else Q(pk__in=[])
    for field in ("email_index", "phone_index"):
        if value := getattr(member, field):
            same |= Q(**{field: value})
    return same
