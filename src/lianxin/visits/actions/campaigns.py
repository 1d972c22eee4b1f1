"""Plan a campaign, say who takes part, deal out the doors, hand some over, begin and end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, OrganisationKind, Place, PlaceKind, User
from lianxin.visits import policy, queries, walking
from lianxin.visits.models import Call, Campaign, Household, Officer
from lianxin.visits.states import CAMPAIGN, Aim, CampaignState
from lianxin.visits.walking import Stop

BATCH: Final = 1_000
LONGEST: Final = 3 * 366  # days
VISITED: Final = (PlaceKind.COMMUNITY, PlaceKind.CAMPUS, PlaceKind.PARK)


@dataclass(frozen=True)
class Told:
    """What is said of a campaign."""

    title: str
    aim: str
    unit: Organisation
    place: Place
    starts_on: date
    ends_on: date
    quota: int = 40
    about: str = ""
    form: str = ""


@dataclass(frozen=True)
class Dealt:
    """How many calls there are, and how many of them nobody makes: more than the quotas allow."""

    calls: int
    left_over: int


def plan(district: District, told: Told, *, by: User | None, at: datetime, key: UUID) -> Campaign:
    """Write a campaign down. The same `key` is one."""
    policy.require_runner(by, told.unit, on=timezone.localdate(at))
    _check(district, told)
    made = Campaign(
        district=district, key=key, title=told.title.strip()[:120], aim=told.aim, unit=told.unit,
        place=told.place, starts_on=told.starts_on, ends_on=told.ends_on, quota=told.quota,
        about=told.about.strip()[:2000], form=told.form, made_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.ref = next_ref(district.pk, f"{district.ref_prefix}V", at=at)
            timeline.begin(made, "plan", by=by, at=at)
    except IntegrityError:  # the key has been used, perhaps
        first: Campaign | None = Campaign.objects.filter(district_id=district.pk, key=key).first()
        if first is None:
            raise
        return first
    return made


@transaction.atomic
def engage(
    campaign: Campaign, users: Iterable[User], *, by: User | None, at: datetime,
    key: UUID | None = None,
) -> int:  # fmt: skip
    """These people call at doors. Returns how many are new; named twice is once."""
    policy.require_runner(by, campaign.unit, on=timezone.localdate(at))
    timeline.refuse_repeated(campaign, key)
    _require_open(campaign)
    known = {one.pk for one in queries.officers_of(campaign)}
    new = {one.pk: one for one in users if one.pk not in known}
    if any(one.district_id != campaign.district_id for one in new.values()):
        raise Refusal(_("走访人员要在本辖区有账号。"), field="users")
    Officer.objects.bulk_create(
        Officer(district_id=campaign.district_id, campaign=campaign, user=one)
        for one in new.values()
    )
    if new:
        timeline.append(campaign, "engage", by=by, at=at, key=key, note=str(len(new)))
    return len(new)


@transaction.atomic
def deal(campaign: Campaign, *, by: User | None, at: datetime, key: UUID | None = None) -> Dealt:
    """Deal out the doors within the place: each officer gets a run of the walk, as many as the
    others (one more or less), at most her quota, near where she works. Before it begins all are
    dealt anew; later only those that nobody calls at yet."""
    on = timezone.localdate(at)
    policy.require_runner(by, campaign.unit, on=on)
    timeline.refuse_repeated(campaign, key)
    _require_open(campaign)
    officers = queries.officers_of(campaign)
    if not officers:
        raise Refusal(_("请先写明谁去走访。"), field="users")
    if campaign.state == CampaignState.DRAFT:
        queries.calls_of(campaign).delete()
    dealt = _dealt(campaign, officers, on=on)
    timeline.append(
        campaign, "deal", by=by, at=at, key=key, note=str(dealt.calls - dealt.left_over)
    )
    return dealt


@transaction.atomic
def hand_over(
    campaign: Campaign, calls: Collection[Any], to: User, *, by: User | None, at: datetime,
    key: UUID | None = None,
) -> int:  # fmt: skip
    """Somebody else calls there, where nobody has been. Returns how many moved."""
    policy.require_runner(by, campaign.unit, on=timezone.localdate(at))
    timeline.refuse_repeated(campaign, key)
    _require_open(campaign)
    if not queries.is_officer(to, campaign):
        raise Refusal(_("“%s”不在走访名单里，请先加进名单。") % to.name, field="to")
    rows = queries.calls_of(campaign).left().filter(pk__in=calls).exclude(officer=to)
    moved: int = rows.update(officer=to)
    if moved:
        timeline.append(campaign, "hand_over", by=by, at=at, key=key, note=f"{to.name} {moved}")
    return moved


@transaction.atomic
def start(campaign: Campaign, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """From now on it stands on the phones of those who take part."""
    policy.require_runner(by, campaign.unit, on=timezone.localdate(at))
    if not queries.calls_of(campaign).filter(officer__isnull=False).exists():
        raise Refusal(_("还没有分配走访任务，请先分配。"), code="not_dealt")
    CAMPAIGN.apply(campaign, "start", by=by, at=at, key=key)


@transaction.atomic
def end(campaign: Campaign, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """It is over. What was recorded on a phone without a network still comes in."""
    policy.require_runner(by, campaign.unit, on=timezone.localdate(at))
    CAMPAIGN.apply(campaign, "end", by=by, at=at, key=key)


@transaction.atomic
def reopen(campaign: Campaign, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    policy.require_runner(by, campaign.unit, on=timezone.localdate(at))
    CAMPAIGN.apply(campaign, "reopen", by=by, at=at, key=key)


def _dealt(campaign: Campaign, officers: Sequence[User], *, on: date) -> Dealt:
    """Put down the calls that are not there, in walking order, each with who makes it."""
    known = queries.calls_of(campaign)
    has = set(known.values_list("household", "firm", "place"))
    column, targets = _targets(campaign, on=on)
    kept = Counter(known.exclude(officer=None).values_list("officer", flat=True))
    new = [one for one in targets if _triple(column, one.pk) not in has]
    room = [max(campaign.quota - kept[one.pk], 0) for one in officers]
    counts = _counts(len(new), room)
    begins = known.count()
    turns = _turns(campaign, new, officers, counts, on=on)
    Call.objects.bulk_create(
        (
            Call(
                district_id=campaign.district_id, campaign=campaign, rank=begins + rank,
                officer=turns[rank] if rank < len(turns) else None, **{column: target},
            )
            for rank, target in enumerate(new)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return Dealt(begins + len(new), len(new) - len(turns))


def _counts(count: int, room: Sequence[int]) -> list[int]:
    """How many each gets, as even as its room allows."""
    left, shared = min(count, sum(room)), [0] * len(room)
    while left:
        able = [number for number, free in enumerate(room) if shared[number] < free]
        for number, more in zip(
            able, walking.shares(left, len(able), quota=left), strict=True
        ):  # fmt: skip
            given = min(more, room[number] - shared[number])
            shared[number] += given
            left -= given
    return shared


def _turns(
    campaign: Campaign, targets: Sequence[Any], officers: Sequence[User], counts: Sequence[int],
    *, on: date,
) -> list[User]:  # fmt: skip
    """Who calls at the first, the second, and so on: whoever works nearer to the beginning of the
    walk comes first."""
    at_path: dict[str, int] = {}
    for rank, target in enumerate(targets):
        path = _spot(target).path
        while path:
            at_path.setdefault(path, rank)
            path = path.rpartition("/")[0]
    whole = campaign.place.path

    def nearness(number: int) -> tuple[int, int]:
        seats = network.seats_on(officers[number], on=on)
        paths = [seat.organisation.place.path for seat in seats]
        known = [at_path[path] for path in paths if path in at_path and len(path) > len(whole)]
        return min(known, default=len(targets)), number

    turns: list[User] = []
    for number in sorted(range(len(officers)), key=nearness):
        turns += [officers[number]] * counts[number]
    return turns


def _targets(campaign: Campaign, *, on: date) -> tuple[str, list[Any]]:
    """What is called at, in walking order, and the column of a call that holds it."""
    below = network.places_below(campaign.district_id, [campaign.place.path])
    if campaign.aim == Aim.HOUSEHOLDS:
        rows = Household.objects.filter(
            district_id=campaign.district_id, building__in=below.values("pk")
        ).willing(on=on)
        doors: dict[Any, list[Household]] = {}
        for one in rows.select_related("building__parent").in_order():
            doors.setdefault(one.building_id, []).append(one)
        walk = walking.walk([_stop(found[0].building, key) for key, found in doors.items()])
        return "household", [one for stop in walk for one in doors[stop.key]]
    if campaign.aim == Aim.FIRMS:
        firms = Organisation.objects.filter(
            district_id=campaign.district_id, kind=OrganisationKind.FIRM, is_active=True,
            place__in=below.values("pk"),
        )  # fmt: skip
        known = {one.pk: one for one in firms.select_related("place__parent")}
        walk = walking.walk([_stop(one.place, key, one.name) for key, one in known.items()])
        return "firm", [known[stop.key] for stop in walk]
    places = {one.pk: one for one in below.filter(kind__in=VISITED).select_related("parent")}
    walk = walking.walk([_stop(one, key) for key, one in places.items()])
    return "place", [places[stop.key] for stop in walk]


def _stop(place: Place, key: Any, name: str = "") -> Stop:
    area = place.parent.path if place.parent else place.path
    return Stop(key, area, name or place.name, place.lon, place.lat)


def _spot(target: Any) -> Place:
    if isinstance(target, Household):
        return target.building
    return target.place if isinstance(target, Organisation) else target


def _triple(column: str, pk: Any) -> tuple[Any, Any, Any]:
    return tuple(pk if column == name else None for name in ("household", "firm", "place"))  # type: ignore[return-value]  # three


def _require_open(campaign: Campaign) -> None:
    if campaign.state == CampaignState.ENDED:
        raise IllegalMove(_("走访已经结束，不能再改。"))


def _check(district: District, told: Told) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if not told.title.strip():
        raise Refusal(_("请写一个名称。"), field="title")
    if told.aim not in Aim.values:
        raise Refusal(_("请从列表中选择。"), field="aim")
    for thing, name in ((told.unit, "unit"), (told.place, "place")):
        if thing.district_id != district.pk:
            raise Refusal(_("这个单位或地点不在本辖区。"), field=name)
    if not 0 <= (told.ends_on - told.starts_on).days <= LONGEST:
        raise Refusal(_("结束日期要在开始日期之后，最长三年。"), field="ends_on")
    if not 1 <= told.quota <= 500:  # noqa: PLR2004  as the field says
        raise Refusal(_("每人最多走访 1 到 500 个。"), field="quota")
