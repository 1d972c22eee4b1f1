"""Reads: whether somebody follows, what she follows, and what has happened."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from lianxin.following import hearers
from lianxin.following.hearers import Hearer
from lianxin.following.models import Follow, FollowQuerySet, News
from lianxin.kernel.models import DistrictOwned
from lianxin.lineage.models import Thing
from lianxin.network import own
from lianxin.network.models import User


def hears(thing: DistrictOwned, hearer: Hearer) -> bool | None:
    """What she has said: that she wants to, that she does not, or nothing."""
    rows = Follow.objects.filter(district_id=thing.district_id, thing_id=thing.pk)
    found = rows.filter(who__in=hearers.indexes(hearer)).order_by("ended_at").first()
    return None if found is None else found.ended_at is None


def follows(thing: DistrictOwned, user: User) -> bool:
    rows = Follow.objects.filter(district_id=thing.district_id, thing_id=thing.pk, user=user.pk)
    return bool(rows.live().exists())


def of_user(user: User) -> FollowQuerySet:
    """What she follows, the latest first."""
    mine: FollowQuerySet = Follow.objects.filter(district_id=own.district_of(user), user=user.pk)
    return mine.live().order_by("-since_at", "-id")


def news(district_id: int, things: Iterable[Thing]) -> QuerySet[News]:
    """What happened to any of `things`, the latest first."""
    ids = [thing.id for thing in things]
    found: QuerySet[News] = News.objects.filter(district_id=district_id, thing_id__in=ids)
    return found.order_by("-at", "-id")
