"""How somebody was reached is forgotten when she does not belong any more."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from lianxin.bodies.models import Member, Point


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Safe to repeat. Returns how many numbers and addresses went."""
    on = timezone.localdate(at)
    return _forget_members(district_id, on=on) + _forget_points(district_id, on=on)


def _forget_members(district_id: int, *, on: date) -> int:
    rows = Member.objects.filter(district_id=district_id, ends_on__lt=on)
    left = rows.exclude(name=None, email=None, phone=None)
    return int(left.update(**Member.GONE, email_index="", user=None))


def _forget_points(district_id: int, *, on: date) -> int:
    rows = Point.objects.filter(district_id=district_id, ends_on__lt=on)
    return int(rows.exclude(phone=None, user=None).update(phone=None, user=None))
