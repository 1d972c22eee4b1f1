"""What listings, profiles, firms and cases say, as values: the one way from rows to ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final

from django.utils import timezone

from lianxin.cases.models import Case
from lianxin.exchange.kinds import KINDS, As
from lianxin.exchange.models import Claim, Listing
from lianxin.matching.models import Firm, Profile
from lianxin.matching.values import Bounds, Features, Item, Limits, halves
from lianxin.network import hours
from lianxin.network.models import Place, PlaceKind

NOT_SUBJECTS: Final = frozenset({"patents", "languages", "documents", "amenities"})
NOT_TOLD: Final = frozenset({"rules", "documents", "pick_up", "criteria"})
PARTS: Final = ((time(6), time(12)), (time(12), time(18)), (time(18), time.max))
WIDE: Final = frozenset({PlaceKind.DISTRICT, PlaceKind.STREET})  # no place to go to


def item(listing: Listing, *, times: int = 0) -> Item:
    return Item(listing.pk, listing.seq, features(listing, times=times), bounds(listing))


def features(listing: Listing, *, times: int = 0) -> Features:
    lon, lat = _point(listing)
    return Features(
        title=listing.title,
        text="。".join([listing.text, *_texts(listing)]),
        listed=tuple(_listed(listing)),
        lon=lon,
        lat=lat,
        times=times or open_at(listing.hours),
        said_on=timezone.localdate(listing.confirmed_at) if listing.confirmed_at else None,
    )


def bounds(listing: Listing) -> Bounds:
    told: Mapping[str, Any] = listing.details
    return Bounds(
        employment=told.get("employment", ""),
        pay_top=told.get("pay_to") or told.get("pay_from"),
        education=told.get("education", ""),
        experience=told.get("experience"),
        until=_until(listing),
        founded_within=told.get("founded_within"),
        staff_up_to=told.get("staff_up_to"),
        revenue_up_to=told.get("revenue_up_to"),
        certificates=tuple(told.get("certificates", ())),
    )


def of_profile(profile: Profile) -> Features:
    lon, lat = _centre(profile.area)
    return Features(
        title=profile.title,
        text=profile.text,
        listed=(*profile.skills, *profile.fields),
        lon=lon,
        lat=lat,
        times=profile.times,
    )


def limits_of_profile(profile: Profile) -> Limits:
    return Limits(
        employment=tuple(profile.employment),
        pay_from=profile.pay_from,
        education=profile.education,
        experience=profile.experience,
        within_km=profile.within_km,
    )


def of_firm(firm: Firm) -> Features:
    lon, lat = _centre(firm.organisation.place)
    return Features(firm.organisation.name, firm.text, tuple(firm.fields), lon, lat)


def limits_of_firm(firm: Firm, *, on: date) -> Limits:
    return Limits(
        founded_years=on.year - firm.founded_in if firm.founded_in else None,
        staff=firm.staff,
        revenue=firm.revenue,
        certificates=None if firm.certificates is None else tuple(firm.certificates),
    )


def of_case(case: Case) -> Features:
    lon, lat = _centre(case.place)
    return Features(case.subject, case.text, (), lon, lat)


def of_order(claim: Claim) -> Features:
    """Where it is wanted counts, not where what was chosen is. What she wrote to a provider she
    had chosen is about her door and her time."""
    chosen = features(claim.listing) if claim.listing else Features(claim.subject, claim.text)
    lon, lat = _centre(claim.place)
    return replace(chosen, lon=lon, lat=lat, times=0, said_on=None)


def open_at(text: str) -> int:
    """The parts of the week in which these opening hours are open."""
    if not text:
        return 0
    try:
        week = hours.parse(text)
    except hours.BadHours:
        return 0
    return halves(
        (day, part)
        for day, spans in week.items()
        if day < hours.HOLIDAY
        for part, (start, end) in enumerate(PARTS)
        if any(opens < end and closes > start for opens, closes in spans)
    )


def part_of(moment: datetime) -> tuple[int, int]:
    """The weekday and the part of the day of a moment."""
    local = timezone.localtime(moment)
    part = next((n for n, (_start, end) in enumerate(PARTS) if local.time() < end), 2)
    return local.weekday(), part


def _listed(listing: Listing) -> Iterator[str]:
    for detail in KINDS[listing.kind].details:
        if detail.typed is As.WORDS and detail.name not in NOT_SUBJECTS:
            yield from listing.details.get(detail.name, ())


def _texts(listing: Listing) -> Iterator[str]:
    for detail in KINDS[listing.kind].details:
        if detail.typed in (As.TEXT, As.LINE) and detail.name not in NOT_TOLD:
            yield str(listing.details.get(detail.name, ""))


def _until(listing: Listing) -> date | None:
    closes_on = timezone.localdate(listing.closes_at) if listing.closes_at else None
    days = [day for day in (listing.ends_on, closes_on) if day]
    return min(days, default=None)


def _point(listing: Listing) -> tuple[float | None, float | None]:
    if listing.lon is not None:
        return listing.lon, listing.lat
    return _centre(listing.place)


def _centre(place: Place | None) -> tuple[float | None, float | None]:
    if place is None or place.kind in WIDE:
        return None, None
    return place.lon, place.lat
