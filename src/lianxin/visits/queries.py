"""Reads with joins, counts or several steps: where one calls, how far a campaign has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber, TruncDate

from lianxin.cases.models import Case
from lianxin.kernel.calendar import SHANGHAI
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Seat, User
from lianxin.visits.models import (
    Call,
    CallQuerySet,
    Campaign,
    Hazard,
    HazardPhoto,
    Household,
    Named,
    Officer,
    PhotoState,
    Thanks,
    Visit,
    VisitPhoto,
)
from lianxin.visits.models.photo import Taken
from lianxin.visits.states import LEFT, CallState, CampaignState, HazardState, Outcome


@dataclass(frozen=True)
class Coverage:
    """Of calls: `whole` is what there is to call at, `done` where it was talked about, `declined`
    and `gone` need no visit. Each door counts once however often somebody was there."""

    whole: int
    done: int
    declined: int
    gone: int

    @property
    def left(self) -> int:
        return self.whole - self.done - self.declined - self.gone

    @property
    def reachable(self) -> int:
        return self.whole - self.declined - self.gone

    @property
    def percent(self) -> int | None:
        """Of those that may be visited, rounded down; None where there are none."""
        return self.done * 100 // self.reachable if self.reachable else None


COUNTS = {
    "whole": Count("pk"),
    "done": Count("pk", filter=Q(state=CallState.DONE)),
    "declined": Count("pk", filter=Q(state=CallState.DECLINED)),
    "gone": Count("pk", filter=Q(state=CallState.GONE)),
}


def calls_of(campaign: Campaign) -> CallQuerySet:
    found: CallQuerySet = Call.objects.filter(district_id=campaign.district_id, campaign=campaign)
    return found


def coverage(campaign: Campaign) -> Coverage:
    return Coverage(**calls_of(campaign).aggregate(**COUNTS))


def coverage_by(campaign: Campaign, column: str) -> dict[Any, Coverage]:
    """By the `column` of the call: "officer", "household__building" or
    "household__building__parent"."""
    return _counted(calls_of(campaign), column)


def coverage_of(campaigns: Sequence[Campaign], *, of: User | None = None) -> dict[Any, Coverage]:
    """Of each of several of one district, in one query; only of the doors of `of`, if given."""
    if not campaigns:
        return {}
    rows = Call.objects.filter(
        district_id=campaigns[0].district_id, campaign__in=[one.pk for one in campaigns]
    )
    rows = rows.filter(officer=of) if of else rows
    none = dict.fromkeys((one.pk for one in campaigns), Coverage(0, 0, 0, 0))
    return none | _counted(rows, "campaign")


def _counted(calls: CallQuerySet, column: str) -> dict[Any, Coverage]:
    rows = calls.order_by().values(column).annotate(**COUNTS)
    return {row.pop(column): Coverage(**row) for row in rows}


def done_by_week(campaign: Campaign) -> list[tuple[date, int]]:
    """How many doors were first talked at in the week that begins on the day."""
    rows = calls_of(campaign).filter(done_at__isnull=False).order_by()
    days = rows.annotate(day=TruncDate("done_at", tzinfo=SHANGHAI)).values_list("day")
    weeks: Counter[date] = Counter()
    for day, count in days.annotate(n=Count("pk")):
        weeks[day - timedelta(days=day.weekday())] += count
    return sorted(weeks.items())


@dataclass(frozen=True)
class Week:
    """The week that begins on the Monday `begins_on`: how many doors were first talked at in it,
    how many by its end, and how many should have been."""

    begins_on: date
    done: int
    so_far: int
    wanted: int


def weeks_of(campaign: Campaign, counted: Coverage, *, on: date) -> list[Week]:
    """From the first week in which something was done to the last, those between included."""
    done = dict(done_by_week(campaign))
    if not done:
        return []
    first = min(done)
    mondays = [first + timedelta(weeks=n) for n in range((max(done) - first).days // 7 + 1)]
    by_then = accumulate(done.get(day, 0) for day in mondays)
    return [
        Week(
            day, done.get(day, 0), so_far,
            wanted_by(campaign, counted.reachable, on=min(day + timedelta(days=6), on)),
        )
        for day, so_far in zip(mondays, by_then, strict=True)
    ]  # fmt: skip


def wanted_by(campaign: Campaign, whole: int, *, on: date) -> int:
    """How many should be done by the end of the day `on`, if each day had as many."""
    days = (campaign.ends_on - campaign.starts_on).days + 1
    gone = min(max((on - campaign.starts_on).days + 1, 0), days)
    return whole * gone // days


def to_do(user: User, *, on: date) -> CallQuerySet:
    """Where `user` has to call in the campaigns that run, in walking order; not at those who do
    not want it."""
    rows = to_call_at(user, on=on).left()
    wants = Q(household__isnull=True) | Q(household__declined_until_on__isnull=True)
    found: CallQuerySet = rows.filter(wants | Q(household__declined_until_on__lt=on))
    return found.whole().order_by("campaign", "rank", "pk")


def pace(campaign: Campaign, left: int, *, on: date) -> int:
    """How many each day, from `on`, bring `left` to an end in time."""
    return -(-left // max((campaign.ends_on - on).days + 1, 1))


def for_today(user: User, *, on: date) -> list[Call]:
    """The next doors of each campaign that runs, as many as keep the pace."""
    room = {one.pk: pace(one, counted.left, on=on) for one, counted in rounds_of(user, on=on)}
    if not room:
        return []
    turn = Window(RowNumber(), partition_by="campaign", order_by=["rank", "pk"])
    rows: Any = to_do(user, on=on).annotate(turn=turn).filter(turn__lte=max(room.values()))
    return [call for call in rows if call.turn <= room[call.campaign_id]]


def to_call_at(user: User, *, on: date) -> CallQuerySet:
    """All that is hers in the campaigns that run, also where she has been."""
    found: CallQuerySet = Call.objects.filter(
        district_id=user.district_id or 0, officer=user, campaign__state=CampaignState.RUNNING,
        campaign__starts_on__lte=on, campaign__ends_on__gte=on,
    )  # fmt: skip
    return found


def done_by(user: User, *, since: datetime) -> CallQuerySet:
    """Where `user` has been since then and need not go again."""
    visits = Visit.objects.filter(
        district_id=user.district_id or 0, officer=user, happened_at__gte=since
    )
    rows = Call.objects.filter(district_id=user.district_id or 0, pk__in=visits.values("call"))
    found: CallQuerySet = rows.exclude(state=CallState.OPEN).whole()
    return found.order_by("campaign", "rank", "pk")


def rounds_of(user: User, *, on: date) -> list[tuple[Campaign, Coverage]]:
    """The campaigns that run and in which `user` calls at doors, with how far she has come."""
    mine = Officer.objects.filter(district_id=user.district_id or 0, user=user)
    rows = Campaign.objects.filter(
        district_id=user.district_id or 0, pk__in=mine.values("campaign"),
        state=CampaignState.RUNNING, starts_on__lte=on, ends_on__gte=on,
    )  # fmt: skip
    running = list(rows.whole().order_by("ends_on", "pk"))
    if not running:
        return []
    counted = coverage_of(running, of=user)
    return [(one, counted[one.pk]) for one in running]


def officers_of(campaign: Campaign) -> list[User]:
    rows = Officer.objects.filter(district_id=campaign.district_id, campaign=campaign)
    return [one.user for one in rows.select_related("user").order_by("user__username")]


def is_officer(user: User | None, campaign: Campaign) -> bool:
    rows = Officer.objects.filter(district_id=campaign.district_id, campaign=campaign)
    return user is not None and rows.filter(user=user).exists()


def linked(district_id: int, pk: Any, code: str) -> Household | None:
    """The one whose contact card has this link; None also for a wrong code."""
    rows = Household.objects.filter(district_id=district_id, pk=pk)
    found: Household | None = rows.select_related("district", "building__parent").first()
    return found if found is not None and found.has_code(code) else None


def units_calling_at(doors: Sequence[Household], *, on: date) -> dict[Any, list[Organisation]]:
    """By household of one district, the units of those who call there in campaigns that run; for
    want of one, that of the campaign."""
    if not doors:
        return {}
    rows = Call.objects.filter(
        district_id=doors[0].district_id, household__in=[one.pk for one in doors],
        campaign__state=CampaignState.RUNNING, campaign__starts_on__lte=on,
        campaign__ends_on__gte=on,
    )  # fmt: skip
    found: dict[Any, list[Organisation]] = {}
    for one in rows.select_related("officer", "campaign__unit"):
        seats = network.seats_on(one.officer, on=on) if one.officer else []
        unit = seats[0].organisation if seats else one.campaign.unit
        units = found.setdefault(one.household_id, [])
        if unit not in units:
            units.append(unit)
    return found


def visits_told_to(household: Household) -> Any:
    """Those of the household that lives there now, also those that were forgotten."""
    rows = Visit.objects.filter(district_id=household.district_id, call__household=household)
    since = household.log_begins_at
    return rows if since is None else rows.filter(happened_at__gte=since)


def log_of(household: Household) -> list[Visit]:
    """What stands in the log of a household, the newest first; nothing of what was forgotten."""
    rows = visits_told_to(household).filter(forgotten_at__isnull=True)
    told = rows.select_related("call__campaign__unit", "officer").prefetch_related(
        "photos", "needs__case"
    )
    return list(told.order_by("-happened_at", "-pk"))


def visits_of(calls: Sequence[Call]) -> dict[Any, list[Visit]]:
    """Those of several calls of one district, the newest first, in one query."""
    if not calls:
        return {}
    rows = Visit.objects.filter(
        district_id=calls[0].district_id, call__in=[one.pk for one in calls]
    )
    found: dict[Any, list[Visit]] = {}
    for row in rows.order_by("-happened_at", "-pk"):
        found.setdefault(row.call_id, []).append(row)
    return found


def figures_of(thanks: Thanks) -> dict[str, int]:
    """What the people of the thanked unit did in its days: doors they talked at while they sat
    there, cases it closed, hazards it put right that were found safe."""
    district, to = thanks.district_id, thanks.to_id
    begin = datetime.combine(thanks.starts_on, time(), SHANGHAI)
    end = datetime.combine(thanks.ends_on, time(), SHANGHAI) + timedelta(days=1)
    day = TruncDate("happened_at", tzinfo=SHANGHAI)
    seated = Seat.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")), district_id=district,
        organisation=to, user=OuterRef("officer"), starts_on__lte=OuterRef("day"),
    )  # fmt: skip
    visits = Visit.objects.filter(
        district_id=district, outcome=Outcome.TALKED, happened_at__gte=begin, happened_at__lt=end
    )
    doors = visits.annotate(day=day).filter(Exists(seated))
    cases = Case.objects.filter(
        district_id=district, lead=to, closed_at__gte=begin, closed_at__lt=end
    )
    cleared = Hazard.objects.filter(district_id=district, unit=to, state=HazardState.CLEARED)
    fixed = Entry.objects.filter(
        district_id=district, subject_id__in=cleared.values("pk"), verb="recheck",
        at__gte=begin, at__lt=end,
    )  # fmt: skip
    return {
        "doors": doors.values("call").distinct().count(),
        "cases": cases.count(),
        "hazards": fixed.count(),
    }


def named_in(thanks: Thanks) -> list[Named]:
    rows = Named.objects.filter(district_id=thanks.district_id, thanks=thanks)
    return list(rows.select_related("user").order_by("user__name", "pk"))


def pictures_of(hazard: Hazard) -> list[Taken]:
    """Those that can be shown, the first first: of the visit that found it, and its own."""
    rows = HazardPhoto.objects.filter(district_id=hazard.district_id, hazard=hazard)
    seen = VisitPhoto.objects.filter(district_id=hazard.district_id, visit=hazard.visit_id)
    at_visit = seen.filter(state=PhotoState.READY).order_by("pk") if hazard.visit_id else []
    return [*at_visit, *rows.filter(state=PhotoState.READY).order_by("taken_in_at", "pk")]


def late_hazards(district_id: int, *, on: date) -> Any:
    """Those that should have been put right, the oldest first."""
    rows = Hazard.objects.filter(district_id=district_id, state__in=LEFT, due_on__lt=on)
    return rows.whole().order_by(F("due_on").asc(), "pk")


def forgettable(district_id: int, *, before: datetime) -> Any:
    """Visits of which nothing but the count is kept any longer."""
    return Visit.objects.filter(
        district_id=district_id, happened_at__lt=before, forgotten_at__isnull=True
    )
