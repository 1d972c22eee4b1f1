"""Reads with joins, counts or several steps: the agenda, the quorum, when the next one falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from lianxin.gatherings import rhythm
from lianxin.gatherings.models import (
    VOTING,
    Action,
    ActionQuerySet,
    Attendee,
    Item,
    Meeting,
    Resolution,
    Series,
)
from lianxin.gatherings.states import COMING, UNDONE
from lianxin.kernel import calendar


@dataclass(frozen=True)
class Quorum:
    """How many of those who vote are there, and how many are needed; none where nobody asks."""

    here: int
    invited: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.here >= self.needed


def coming(series: Series) -> list[Meeting]:
    """Those that have not begun, the next one first."""
    rows = Meeting.objects.filter(district_id=series.district_id, series=series)
    return list(rows.filter(state__in=COMING).whole().order_by("starts_at", "pk"))


def next_day(series: Series, *, since: date) -> date:
    """The first day of its rhythm later than `since`."""
    told = calendar.load(series.district_id)
    days = rhythm.days(
        since + timedelta(days=1), week=series.week, weekday=series.weekday,
        months=series.months, calendar=told,
    )  # fmt: skip
    return next(days)


def next_start(series: Series, *, at: datetime) -> datetime:
    """When the next one to plan begins by its rhythm, after all that are planned and after now."""
    rows = Meeting.objects.filter(district_id=series.district_id, series=series)
    last = rows.filter(state__in=COMING).order_by("-starts_at").values_list("starts_at", flat=True)
    since = max([timezone.localdate(at), *(timezone.localdate(one) for one in last[:1])])
    on = next_day(series, since=since)
    return datetime.combine(on, series.starts, tzinfo=calendar.SHANGHAI)


def agenda_of(meeting: Meeting) -> list[Item]:
    """Its lines in order, with all that is shown of them."""
    rows = Item.objects.filter(district_id=meeting.district_id, meeting=meeting)
    found = rows.select_related("topic__by_unit", "topic__case", "action__owner")
    return list(found.order_by("rank", "pk"))


def resolutions_of(meeting: Meeting) -> list[Resolution]:
    rows = Resolution.objects.filter(district_id=meeting.district_id, meeting=meeting)
    return list(rows.select_related("owner", "topic").order_by("made_at", "pk"))


def actions_of(meeting: Meeting) -> list[Action]:
    """What this meeting asked for."""
    rows = Action.objects.filter(district_id=meeting.district_id, meeting=meeting)
    return list(rows.select_related("owner", "resolution__topic").order_by("due_on", "pk"))


def attendees_of(meeting: Meeting) -> list[Attendee]:
    rows = Attendee.objects.filter(district_id=meeting.district_id, meeting=meeting)
    found = list(rows.select_related("unit", "user"))
    order = {part: n for n, part in enumerate(Attendee._meta.get_field("part").choices or ())}
    ranks = {part[0]: n for part, n in order.items()}
    return sorted(found, key=lambda one: (ranks.get(one.part, 9), who(one)))


def who(one: Attendee) -> str:
    """Whoever is invited, by name."""
    return one.name or str(one.user or one.unit or "")


def quorum_of(meeting: Meeting) -> Quorum:
    rows = Attendee.objects.filter(district_id=meeting.district_id, meeting=meeting)
    told = rows.filter(part__in=VOTING).aggregate(
        here=Count("pk", filter=Q(here_at__isnull=False)), invited=Count("pk")
    )
    return Quorum(told["here"], told["invited"], meeting.quorum)


def undone(series: Series) -> ActionQuerySet:
    rows: ActionQuerySet = Action.objects.filter(
        district_id=series.district_id, series=series, state__in=UNDONE
    )
    return rows


def series_coded(district_id: int, code: str) -> Series | None:
    rows = Series.objects.filter(district_id=district_id, code=code)
    found: Series | None = rows.select_related(*SERIES).defer("convener__place__shape").first()
    return found


SERIES = ("district", "convener__place", "space__listing__district", "clerk", "chair")


def of_case(district_id: int, case_id: UUID) -> Meeting | None:
    """The meeting on whose agenda the case stands."""
    rows = Meeting.objects.filter(district_id=district_id)
    found: Meeting | None = rows.filter(
        pk__in=Item.objects.filter(
            district_id=district_id, topic__case=case_id, topic__state="OPEN"
        ).values("meeting"),
        state__in=(*COMING, "SESSION"),
    ).first()
    return found
