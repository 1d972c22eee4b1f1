"""Bring two sides together, and note where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.models import Listing
from lianxin.introductions import policy
from lianxin.introductions.actions import telling
from lianxin.introductions.models import Introduction, Occasion, Side, Source
from lianxin.introductions.states import Stage
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, User

FIRST_ASKED: Final = timedelta(days=30)


@dataclass(frozen=True)
class Party:
    """One side: an organisation, a listing (then of whoever offers or wants it), a person with an
    account, or somebody known by name and address alone."""

    organisation: Organisation | None = None
    listing: Listing | None = None
    user: User | None = None
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Told:
    """`first` has or offers, `second` needs or wants. `on` is today where it is not said."""

    subject: str
    first: Party
    second: Party
    source: str = Source.OTHER
    occasion: Occasion | None = None
    text: str = ""
    on: date | None = None


def introduce(
    district: District, told: Told, *, by: User | None, at: datetime, key: UUID
) -> Introduction:
    """Note that two sides have been brought together, and tell both. The same `key` is one.

    30 days later both are asked what came of it, then every year. Raises `Refusal` naming the
    field that cannot be as it is, and `NotAllowed`.
    """
    on = told.on or timezone.localdate(at)
    sides = [_side(party, number) for number, party in enumerate((told.first, told.second), 1)]
    _check(district, told, sides, at=at)
    policy.require_introducer(by, {side.organisation_id for side in sides}, on=on)
    introduction = Introduction(
        district=district,
        key=key,
        subject=told.subject.strip()[:120],
        text=told.text.strip()[:2000],
        source=told.occasion.kind if told.occasion else Source(told.source),
        occasion=told.occasion,
        introduced_on=on,
        ask_on=on + FIRST_ASKED,
        reached=Stage.INTRODUCED,
    )
    try:
        with transaction.atomic():
            introduction.ref = next_ref(district.pk, f"{district.ref_prefix}I", at=at)
            entry = timeline.begin(introduction, "introduce", by=by, at=at)
            for side in sides:
                side.district_id, side.introduction = district.pk, introduction
            Side.objects.bulk_create(sides)
            telling.tell_sides("introduced", introduction, sides, entry=entry, text=told.text)
    except IntegrityError:  # the key has been used, perhaps
        first = Introduction.objects.filter(district_id=district.pk, key=key).whole().first()
        if first is None:
            raise
        return first
    return introduction


def add_occasion(
    district: District,
    *,
    title: str,
    held_on: date,
    kind: str = Source.MEETING,
    host: Organisation | None = None,
    people: int | None = None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Occasion:
    """A meeting or fair at which people are brought together. The same `key` is one."""
    policy.require_recorder(by, on=timezone.localdate(at))
    if not title.strip():
        raise Refusal(_("请写明活动名称。"), field="title")
    if kind not in (Source.MEETING, Source.FAIR):
        raise Refusal(_("对接活动是对接会，或者展会、招聘会。"), field="kind")
    if host is not None and host.district_id != district.pk:
        raise Refusal(_("这个单位不在本辖区。"), field="host")
    made, _is_new = Occasion.objects.get_or_create(
        district_id=district.pk,
        key=key,
        defaults={
            "kind": kind,
            "title": title.strip()[:120],
            "held_on": held_on,
            "host": host,
            "people": people,
        },
    )
    return made


def _side(party: Party, number: int) -> Side:
    """Where a listing is given, it says who that is."""
    listing = party.listing
    unit = party.organisation or (listing.provider if listing else None)
    user = party.user or (listing.owner if listing and unit is None else None)
    name = party.name.strip() or (unit.name if unit else str(user or ""))
    phone = privacy.normalise_phone(party.phone) if party.phone else ""
    return Side(
        number=number,
        organisation=unit,
        user=user,
        listing=listing,
        name=name[:120],
        email=party.email.strip() or None,
        phone=phone or None,
    )


def _check(district: District, told: Told, sides: list[Side], *, at: datetime) -> None:
    first, second = sides
    if not told.subject.strip():
        raise Refusal(_("请写明为了什么对接。"), field="subject")
    for side, field in ((first, "first"), (second, "second")):
        if not side.name:
            raise Refusal(_("请写明双方是谁。"), field=field)
        for thing in (side.organisation, side.listing, side.user):
            if thing is not None and thing.district_id != district.pk:
                raise Refusal(_("这个单位或条目不在本辖区。"), field=field)
    if first.organisation_id and first.organisation_id == second.organisation_id:
        raise Refusal(_("双方是同一个单位，不用对接。"), field="second")
    if told.on and told.on > timezone.localdate(at):
        raise Refusal(_("介绍日期不能晚于今天。"), field="on")
