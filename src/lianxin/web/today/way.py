"""Where one goes today: doors to call at, cases to look at and shifts, by time and way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.network.models import Place, User
from lianxin.visits import queries, walking
from lianxin.volunteering.models import Presence
from lianxin.web.listing import Row
from lianxin.web.today.pages import Stop
from lianxin.web.volunteering import words

AT_A_DOOR, AT_A_CASE = timedelta(minutes=10), timedelta(minutes=20)
FEWEST: Final = 2  # stops that need an order


def stops(
    user: User, rows: Sequence[Row], shifts: Sequence[Presence], *, at: datetime
) -> list[Stop]:
    """What has an hour stands at it; the rest lies between in walking order, as much as there is
    time for. Empty without doors where there is nothing to put in order."""
    doors = _doors(user, at=at)
    walked = [*doors, *((row.case.place, _case(row), AT_A_CASE) for row in rows)]
    today = timezone.localdate(at)
    timed = [one for one in shifts if timezone.localdate(one.slot.starts_at) == today]
    if not doors and len(walked) + len(timed) < FEWEST:
        return []
    return list(_merged(_walk(walked), timed, at=at))


Piece = tuple[Place, Stop, timedelta]


def _doors(user: User, *, at: datetime) -> list[Piece]:
    """As many as keep the pace, by building."""
    found: dict[Any, tuple[Place, int]] = {}
    for call in queries.for_today(user, on=timezone.localdate(at)):
        found[call.spot.pk] = (call.spot, found.get(call.spot.pk, (call.spot, 0))[1] + 1)
    said = {n: ngettext("走访 %d 户", "走访 %d 户", n) % n for _place, n in found.values()}
    url = reverse("visits:round")
    return [
        (place, Stop(said[n], url, place.name, "", None), n * AT_A_DOOR)
        for place, n in found.values()
    ]


def _case(row: Row) -> Stop:
    return Stop(row.case.subject, row.url, row.case.place.name, "", row.due_at)


def _walk(pieces: Sequence[Piece]) -> list[Piece]:
    """Those of one place stay together."""
    by_place: dict[Any, list[Piece]] = {}
    for one in pieces:
        by_place.setdefault(one[0].pk, []).append(one)
    route = walking.walk([_point(found[0][0]) for found in by_place.values()])
    return [one for point in route for one in by_place[point.key]]


def _point(place: Place) -> walking.Stop:
    return walking.Stop(place.pk, place.path.rpartition("/")[0], place.name, place.lon, place.lat)


def _merged(walked: Sequence[Piece], timed: Sequence[Presence], *, at: datetime) -> Iterator[Stop]:
    clock, waiting = at, list(timed)
    for _place, stop, takes in walked:
        while waiting and waiting[0].slot.starts_at < clock + takes:
            one = waiting.pop(0)
            clock = max(clock, one.slot.ends_at)
            yield _shift(one)
        clock += takes
        yield stop
    yield from map(_shift, waiting)


def _shift(one: Presence) -> Stop:
    where = one.claim.place.name if one.claim.place else ""
    when = words.span(one.slot.starts_at, one.slot.ends_at)
    url = reverse("volunteering:service", args=[one.pk])
    return Stop(_("志愿服务：%s") % one.claim.subject, url, where, when, None)
