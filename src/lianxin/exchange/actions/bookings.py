"""Rooms: nobody has one twice, and whoever is too late is told what is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import claiming, events, telling
from lianxin.exchange.actions.claiming import Receipt, Wish
from lianxin.exchange.models import Cell, Claim, Closure, Space
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel import calendar, timeline
from lianxin.kernel.refusals import Overtaken, Refusal, Repeated
from lianxin.network import hours as opening
from lianxin.network.models import User

QUARTER: Final = timedelta(minutes=15)
FEWEST_ALTERNATIVES: Final = 3
MOST_SERIES: Final = 60
LOOKED_AHEAD: Final = timedelta(days=14)
LONGEST_CLOSURE: Final = timedelta(days=366)


@dataclass(frozen=True)
class Span:
    starts_at: datetime
    ends_at: datetime

    def moved(self, by: timedelta) -> Span:
        return Span(self.starts_at + by, self.ends_at + by)


class Taken(Overtaken):
    """Somebody has it at that time. `free` are at least three other times, where there are."""

    code = "taken"

    def __init__(self, message: str, *, free: Sequence[tuple[Space, Span]]) -> None:
        super().__init__(message, field="starts_at")
        self.free = tuple(free)


class SeriesTaken(Overtaken):
    """Some dates of a series are taken: `conflicts`."""

    code = "taken"

    def __init__(self, conflicts: Sequence[Span]) -> None:
        days = _("、").join(f"{timezone.localtime(span.starts_at):%m-%d}" for span in conflicts)
        super().__init__(
            _("这些日期已有人预约：%(days)s。换个时间，或者跳过它们。") % {"days": days},
            field="starts_at",
        )
        self.conflicts = tuple(conflicts)


@dataclass(frozen=True)
class Series:
    booked: Sequence[Receipt]
    skipped: Sequence[Span]


def book(
    space: Space, span: Span, wish: Wish, *, key: UUID, at: datetime, by: User | None = None
) -> Receipt:
    """Have `space` for `span`. The same `key` is one booking.

    Raises `Taken` with alternatives when somebody has any of it, and `Refusal` when it is closed
    then, too short, too long or too far off.
    """
    listing = space.listing

    def begin() -> Claim:
        claiming.require_listing(listing, Shape.BOOKING, at=at)
        _check(space, span, wish, at=at)
        claim = claiming.new(
            listing.district, replace(wish, starts_at=span.starts_at, ends_at=span.ends_at),
            shape=Shape.BOOKING, listing=listing, key=key, at=at, by=by, kind=listing.kind,
            space=space, unit=listing.provider, state=ClaimState.HELD,
        )  # fmt: skip
        entry, claimant = claiming.write(claim, "take", wish, by=by, at=at)
        _occupy(space, span, claim=claim)
        telling.tell_claimant("place_held", claim, entry=entry, claimant=claimant)
        return claim

    try:
        return claiming.once(listing.district, key, begin)
    except IntegrityError as error:
        free = alternatives(space, span, at=at)
        raise Taken(_("这个时间已经有人预约了，请换一个。"), free=free) from error


def book_series(
    space: Space,
    spans: Sequence[Span],
    wish: Wish,
    *,
    key: UUID,
    at: datetime,
    by: User | None = None,
    skip_conflicts: bool = False,
) -> Series:
    """Have it on all of `spans`, or on none: `SeriesTaken` names those that are taken. With
    `skip_conflicts` the others are booked, and those are returned. They are had in the order of
    time, whatever the order they were told in: so two series never wait for each other."""
    if not 1 <= len(spans) <= MOST_SERIES:
        raise Refusal(_("一次可以预约 1 到 %d 个日期。") % MOST_SERIES, field="starts_at")
    booked: list[Receipt] = []
    skipped: list[Span] = []
    with transaction.atomic():
        for n, span in enumerate(sorted(spans, key=lambda span: span.starts_at)):
            try:
                booked.append(book(space, span, wish, key=uuid5(key, str(n)), at=at, by=by))
            except Taken:
                skipped.append(span)
        if skipped and not skip_conflicts:
            raise SeriesTaken(skipped)
    return Series(booked, skipped)


@transaction.atomic
def cancel(
    claim: Claim,
    *,
    by: User | None = None,
    code: str = "",
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Give it back: it is free at once."""
    policy.require_claimant(by, claim, code=code, on=timezone.localdate(at))
    claiming.end(claim, "cancel", by=by, at=at, note=note, key=key)
    Cell.objects.filter(district_id=claim.district_id, claim=claim).delete()


@transaction.atomic
def close(
    space: Space, span: Span, *, why: str, by: User | None, at: datetime, key: UUID
) -> Closure:
    """It cannot be booked for a while. Raises `Taken` while somebody has any of it, and `Repeated`
    when what this `key` closed is open again."""
    policy.require_edit(by, space.listing, on=timezone.localdate(at))
    if not why.strip():
        raise Refusal(_("请写明停用原因。"), field="why")
    _require_quarters(span)
    if not timedelta(0) < span.ends_at - span.starts_at <= LONGEST_CLOSURE:
        raise Refusal(_("结束要晚于开始，最长一年。"), field="ends_at")
    try:
        entry = timeline.append(
            space.listing, "close_space", by=by, at=at, note=why.strip(), key=key
        )
    except Repeated:
        known = Closure.objects.filter(district_id=space.district_id, key=key).first()
        if known is None:
            raise
        return known
    closure = Closure(
        district_id=space.district_id, key=key, space=space, why=why.strip(),
        starts_at=span.starts_at, ends_at=span.ends_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            closure.save(force_insert=True)
            _occupy(space, span, closure=closure)
    except IntegrityError as error:
        raise Taken(_("这段时间已有预约，请先联系预约的人。"), free=()) from error
    events.tell(space.listing, entry)
    return closure


def alternatives(space: Space, span: Span, *, at: datetime) -> list[tuple[Space, Span]]:
    """Other times for as long, nearest first: the same time in other spaces of the venue, later
    and earlier that day, the same time on the days after and before, and at last other times in
    other spaces. Fewer than three only where there are no three."""
    others = Space.objects.filter(district_id=space.district_id, listing=space.listing)
    spaces = [space, *others.exclude(pk=space.pk).select_related("listing").order_by("code")]
    parts = {one.pk: _parts(one) for one in spaces}
    all_parts = [part for some in parts.values() for part in some]
    since, until = span.starts_at - LOOKED_AHEAD, span.ends_at + LOOKED_AHEAD
    taken = _taken(all_parts, since=since, until=until)
    found: list[tuple[Space, Span]] = []
    for where, when in _tried(spaces, span):
        wanted = ((part.pk, cell) for part in parts[where.pk] for cell in _cells(where, when))
        is_free = taken.isdisjoint(wanted)
        if is_free and _fits(where, when, at=at):
            found.append((where, when))
        if len(found) == 2 * FEWEST_ALTERNATIVES:
            break
    return found


def _tried(spaces: Sequence[Space], span: Span) -> Iterable[tuple[Space, Span]]:
    space, *others = spaces
    large = [other for other in others if other.seats >= space.seats]
    yield from ((other, span) for other in large)
    yield from ((space, when) for when in _that_day(span))
    for day in range(1, LOOKED_AHEAD.days):
        yield space, span.moved(timedelta(days=day))
        yield space, span.moved(-timedelta(days=day))
    yield from ((other, when) for other in large for when in _that_day(span))
    for day in range(1, LOOKED_AHEAD.days):
        yield from ((space, when) for when in _that_day(span.moved(timedelta(days=day))))


def _that_day(span: Span) -> Iterable[Span]:
    """Later and earlier by half an hour and more."""
    for n in range(1, 25):
        yield span.moved(n * 2 * QUARTER)
        yield span.moved(-n * 2 * QUARTER)


def _check(space: Space, span: Span, wish: Wish, *, at: datetime) -> None:
    _require_quarters(span)
    minutes = (span.ends_at - span.starts_at) // timedelta(minutes=1)
    if not space.shortest <= minutes <= space.longest:
        raise Refusal(
            _("一次可以预约 %(least)d 到 %(most)d 分钟。")
            % {"least": space.shortest, "most": space.longest},
            field="ends_at",
        )
    if span.starts_at < at:
        raise Refusal(_("开始时间已经过去，请另选。"), field="starts_at")
    if span.starts_at > at + timedelta(days=space.ahead):
        raise Refusal(_("最多提前 %d 天预约。") % space.ahead, field="starts_at")
    if wish.seats > space.seats:
        raise Refusal(
            _("“%(name)s”最多容纳 %(n)d 人。") % {"name": space.name, "n": space.seats},
            field="seats",
        )
    if not _fits(space, span, at=at):
        raise Refusal(
            _("这个时间不开放，开放时间：%s。") % opening.in_words(space.hours), field="starts_at"
        )


def _require_quarters(span: Span) -> None:
    """What is had by the quarter of an hour begins and ends with one."""
    if span.starts_at.minute % 15 or span.ends_at.minute % 15 or span.starts_at.second:
        raise Refusal(_("时间请按整刻钟选，例如 14:15。"), field="starts_at")


def _fits(space: Space, span: Span, *, at: datetime) -> bool:
    if span.starts_at < at or span.starts_at > at + timedelta(days=space.ahead):
        return False
    is_working = calendar.load(space.district_id).is_working_day
    last = span.ends_at - timedelta(seconds=1)
    return all(
        opening.is_open(space.hours, moment, is_working=is_working)
        for moment in (*_steps(span.starts_at, span.ends_at), last)
    )


def _occupy(
    space: Space, span: Span, *, claim: Claim | None = None, closure: Closure | None = None
) -> None:
    """Raises `IntegrityError` when anybody has any of it. In one order everywhere, so that two
    who want the same wait for each other and never both lose."""
    rows = [
        Cell(district_id=space.district_id, space=part, at=moment, claim=claim, closure=closure)
        for part in _parts(space)
        for moment in _cells(space, span)
    ]
    rows.sort(key=lambda cell: (cell.at, cell.space_id))
    Cell.objects.bulk_create(rows)


def _parts(space: Space) -> Sequence[Space]:
    """What is had when `space` is: itself, or all that it is made of."""
    parts = list(space.parts.filter(district_id=space.district_id).order_by("code"))
    return parts or [space]


def _cells(space: Space, span: Span) -> list[datetime]:
    return list(_steps(span.starts_at, span.ends_at + timedelta(minutes=space.buffer)))


def _steps(start: datetime, end: datetime) -> Iterable[datetime]:
    while start < end:
        yield start
        start += QUARTER


def _taken(
    spaces: Sequence[Space], *, since: datetime, until: datetime
) -> set[tuple[object, datetime]]:
    cells = Cell.objects.filter(
        district_id=spaces[0].district_id, space__in=spaces, at__gte=since, at__lt=until
    )
    return set(cells.values_list("space_id", "at"))
