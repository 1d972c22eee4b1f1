"""A week of a venue: everybody sees when it is free, those who run it see who comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.exchange import policy
from lianxin.exchange.models import Cell, Claim, Closure, Listing, Space
from lianxin.kernel import calendar
from lianxin.network import hours
from lianxin.web import paging, respond
from lianxin.web.exchange import opening, pages, weekly
from lianxin.web.exchange.weekly import FREE, GAP, HAD, OFF, PAST, Block, Stretch, Week
from lianxin.web.parts import Link, Tab

SEVEN = timedelta(days=7)
FARTHEST = timedelta(days=366)


@login_not_required
@require_safe
def week(request: respond.Request, ref: str) -> HttpResponse:
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref, kind="VENUE")
    is_ours = found.provider_id in policy.units_of(request.user, on=on)
    return respond.page(request, "exchange/week", _page(request, found, is_ours=is_ours))


def _page(request: respond.Request, found: Listing, *, is_ours: bool) -> pages.Week:
    now = timezone.now()
    own = Space.objects.filter(district_id=found.district_id, listing=found)
    spaces = list(own.order_by("code"))
    asked = request.GET.get("space", "")
    space = next((one for one in spaces if one.code == asked), spaces[0] if spaces else None)
    monday = _monday(request.GET.get("from", ""), today=timezone.localdate(now))
    laid = _lay_out(space, monday, at=now, is_ours=is_ours) if space else None
    return pages.Week(
        title=found.title,
        when=_span(monday),
        hours=opening.in_words(space.hours) if space else "",
        is_ours=is_ours,
        tabs=_tabs(found, spaces, space, monday),
        earlier_url=_address(found, space, monday - SEVEN),
        this_url=_address(found, space, None),
        later_url=_address(found, space, monday + SEVEN),
        days=_days(found, space, laid, at=now) if space and laid else [],
        rows=_rows(found, space, laid, at=now) if space and laid else [],
        people_url=reverse("exchange:people", args=[found.ref]) if is_ours else "",
        crumbs=[Link(found.title, reverse("exchange:listing", args=[found.ref]))],
    )


def _monday(asked: str, *, today: date) -> date:
    """Of the week that is asked for; of this one where that is no day, or too far off."""
    try:
        day = parse_date(asked) or today
    except ValueError:
        day = today
    day = day if abs(day - today) <= FARTHEST else today
    return day - timedelta(days=day.weekday())


def _span(monday: date) -> str:
    last = monday + timedelta(days=6)
    return f"{date_format(monday, _('Y年n月j日'))} – {date_format(last, _('n月j日'))}"


def _tabs(
    found: Listing, spaces: Sequence[Space], chosen: Space | None, monday: date
) -> list[Tab]:
    if len(spaces) < 2:  # noqa: PLR2004  nothing to choose
        return []
    return [
        Tab(one.name, _address(found, one, monday), is_current=one == chosen) for one in spaces
    ]


def _address(found: Listing, space: Space | None, monday: date | None) -> str:
    query = {"space": space.code if space else "", "from": monday.isoformat() if monday else ""}
    return paging.address("exchange:week", found.ref, **query)


def _lay_out(space: Space, monday: date, *, at: datetime, is_ours: bool) -> Week:
    is_working = calendar.load(space.district_id).is_working_day
    return weekly.lay_out(
        monday,
        list(_stretches(space, monday, is_ours=is_ours)),
        is_open=lambda moment: hours.is_open(space.hours, moment, is_working=is_working),
        at=at,
    )


def _stretches(space: Space, monday: date, *, is_ours: bool) -> Iterator[Stretch]:
    """Whoever has the space or anything that it is made of; a part is had with its whole too."""
    district = space.district_id
    parts = list(space.parts.filter(district_id=district).values_list("pk", flat=True))
    start = weekly.midnight(monday)
    cells = Cell.objects.filter(
        district_id=district, space__in=parts or [space.pk], at__gte=start, at__lt=start + SEVEN
    )
    claims = Claim.objects.filter(
        district_id=district, pk__in=cells.exclude(claim=None).values("claim")
    )
    for claim in claims.select_related("space", "claimant").order_by("starts_at", "pk"):
        yield from _had(claim, space, is_ours=is_ours)
    closures = Closure.objects.filter(
        district_id=district, pk__in=cells.exclude(closure=None).values("closure")
    )
    for one in closures.order_by("starts_at", "pk"):
        yield Stretch(OFF, one.starts_at, one.ends_at, one.why)


def _had(claim: Claim, shown: Space, *, is_ours: bool) -> Iterator[Stretch]:
    """Who and what for are for those who run the venue; which space, where it is not `shown`."""
    if claim.starts_at is None or claim.ends_at is None or claim.space is None:
        return
    label = _("已约")
    if is_ours:
        purpose = claim.subject.rpartition("：")[2]
        other = "" if claim.space_id == shown.pk else claim.space.name
        told = (claim.claimant.name, other, purpose, _("%d 人") % claim.seats)
        label = " · ".join(part for part in told if part)
    yield Stretch(HAD, claim.starts_at, claim.ends_at, label)
    until = claim.ends_at + timedelta(minutes=claim.space.buffer)
    yield Stretch(GAP, claim.ends_at, until, _("间隔"))


def _days(found: Listing, space: Space, laid: Week, *, at: datetime) -> list[pages.Day]:
    today = timezone.localdate(at)
    return [
        pages.Day(
            date=day,
            name=date_format(day, "D"),
            said=date_format(day, _("n月j日")),
            is_today=day == today,
            blocks=[
                _block(found, space, one, at=at) for one in blocks if one.kind != weekly.CLOSED
            ],
        )
        for day, blocks in zip(laid.days, laid.blocks, strict=True)
    ]


def _rows(found: Listing, space: Space, laid: Week, *, at: datetime) -> list[pages.WeekRow]:
    return [
        pages.WeekRow(
            time=f"{moment:%H:%M}",
            is_hour=moment.minute == 0,
            cells=[
                _block(found, space, starting[0], rows=starting[1], at=at)
                for starting in day
                if starting
            ],
        )
        for moment, day in laid.rows()
    ]


def _block(
    found: Listing, space: Space, block: Block, *, at: datetime, rows: int = 1
) -> pages.WeekBlock:
    is_midnight = block.first + block.quarters == weekly.IN_DAY
    closing = "24:00" if is_midnight else f"{block.ends_at:%H:%M}"
    return pages.WeekBlock(
        kind=block.kind,
        when=f"{block.starts_at:%H:%M}–{closing}",
        label=_label(block),
        url=_booking(found, space, block, at=at) if block.kind == FREE else "",
        rows=rows,
    )


def _label(block: Block) -> str:
    if block.stretch is not None:
        return block.stretch.label or _("停用")
    return {FREE: _("空着"), PAST: _("已过"), OFF: _("停用")}.get(block.kind, _("不开放"))


def _booking(found: Listing, space: Space, block: Block, *, at: datetime) -> str:
    """The form with these hours in it; "" for what cannot be booked: too short or too far off."""
    least, most = timedelta(minutes=space.shortest), timedelta(minutes=space.longest)
    is_too_far = block.starts_at > at + timedelta(days=space.ahead)
    if block.ends_at - block.starts_at < least or is_too_far:
        return ""
    until = min(block.ends_at, block.starts_at + most)
    query = urlencode(
        {
            "space": space.pk, "day": block.day.isoformat(), "start": f"{block.starts_at:%H:%M}",
            "end": f"{until:%H:%M}",
        }
    )  # fmt: skip
    return f"{reverse('exchange:listing', args=[found.ref])}?{query}#take-head"
