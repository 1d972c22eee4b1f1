"""Put something into the catalogue, keep it true, and take it out again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.exchange import policy, queries
from lianxin.exchange.actions import became, events, telling
from lianxin.exchange.facts import ListingChanged, ListingConfirmed
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, Mode, TermsRow
from lianxin.exchange.states import LISTING, ListingState
from lianxin.exchange.terms import parse
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.reactions import announce
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network import hours as opening
from lianxin.network.models import District, Organisation, Place, User

COLUMNS: Final = (
    "title", "text", "mode", "place", "address", "lon", "lat", "area", "audience", "price_fen",
    "price_note", "contact", "phone", "hours", "form", "opens_at", "closes_at",
    "capacity", "confirm_days",
)  # fmt: skip
MOST_CONFIRM_DAYS: Final = 366


class Incomplete(Refusal):
    """It cannot be published yet. `missing` are (field, label) pairs, all of them at once."""

    code = "incomplete"

    def __init__(self, missing: Sequence[tuple[str, str]]) -> None:
        names = _("、").join(label for _name, label in missing)
        message = ngettext(
            "还差 %(n)d 项才能上架：%(names)s。",
            "还差 %(n)d 项才能上架：%(names)s。",
            len(missing),
        ) % {"n": len(missing), "names": names}
        super().__init__(message, field=missing[0][0])
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Draft:
    """What somebody writes of a listing. Only kind and title are needed to begin."""

    kind: str
    title: str
    provider: Organisation | None = None
    text: str = ""
    details: Mapping[str, Any] | None = None
    mode: str = ""
    place: Place | None = None
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    area: Place | None = None
    audience: Sequence[str] = ()
    price_fen: int | None = None
    price_note: str = ""
    contact: str = ""
    phone: str = ""
    hours: str = ""
    form: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    capacity: int | None = None
    confirm_days: int | None = None


@transaction.atomic
def put_terms(district: District, document: Mapping[str, Any], *, at: datetime) -> int:
    """Put `document` in force. Returns its version; an unchanged document makes no new one."""
    told = json.loads(json.dumps(document))  # as it will be read again: no tuple equals a list
    rows = TermsRow.objects.filter(district_id=district.pk).order_by("-version")
    newest = rows.first()
    if newest and newest.document == told:
        return newest.version
    version = newest.version + 1 if newest else 1
    parse(told, version=version)
    TermsRow.objects.create(district=district, version=version, document=told, put_at=at)
    return version


def draft(district: District, told: Draft, *, by: User | None, at: datetime, key: UUID) -> Listing:
    """Begin a listing. The same `key` gives the same one, also at once.

    Raises `Refusal` naming the field that cannot be as it is, and `NotAllowed`.
    """
    policy.require_publisher(by, told.provider, told.kind, on=timezone.localdate(at))
    listing = Listing(
        district=district,
        key=key,
        kind=told.kind,
        provider=told.provider,
        owner=None if told.provider else by,
        made_at=at,
        **columns_of(told),
    )
    if told.provider is None and by is None:
        raise Refusal(_("请写明由哪个单位或谁提供。"), field="provider")
    try:
        with transaction.atomic():
            listing.ref = next_ref(district.pk, f"{district.ref_prefix}G", at=at)
            timeline.begin(listing, "draft", by=by, at=at, audience=Audience.STAFF)
    except IntegrityError:  # the key has been used, perhaps
        first = Listing.objects.filter(district=district, key=key).whole().first()
        if first is None:
            raise
        return first
    return listing


@transaction.atomic
def edit(
    listing: Listing, told: Draft, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Say it anew. What is published stays so, and must stay complete."""
    policy.require_edit(by, listing, on=timezone.localdate(at))
    wanted = columns_of(told, kind=listing.kind)
    changes = {name: value for name, value in wanted.items() if getattr(listing, name) != value}
    before = listing.details
    if not changes:
        timeline.refuse_repeated(listing, key)
        return
    entry = timeline.append(
        listing, "edit", by=by, at=at, key=key, audience=Audience.PUBLIC, changes=changes
    )
    events.tell(listing, entry)
    if listing.state == ListingState.PUBLISHED:
        require_complete(listing)
        announce(ListingChanged(listing))
        if "details" in changes:
            became.advanced(listing, before=before, entry=entry)


@transaction.atomic
def submit(listing: Listing, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Publish it where that needs nobody else; otherwise ask the coordinating desk to.

    Raises `Incomplete` with everything that is missing.
    """
    on = timezone.localdate(at)
    policy.require_edit(by, listing, on=on)
    timeline.refuse_repeated(listing, key)
    require_complete(listing)
    if not policy.needs_review(by, listing, on=on):
        _publish(listing, by=by, at=at, key=key)
        return
    entry = LISTING.apply(listing, "submit", by=by, at=at, key=key)
    events.tell(listing, entry)
    telling.tell_desk(listing.area, "listing_submitted", listing=listing, entry=entry)


@transaction.atomic
def publish(listing: Listing, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Raises `Incomplete` with everything that is missing."""
    policy.require_coordinator(by, listing.area, on=timezone.localdate(at))
    timeline.refuse_repeated(listing, key)
    require_complete(listing)
    _publish(listing, by=by, at=at, key=key)


@transaction.atomic
def send_back(
    listing: Listing, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    policy.require_coordinator(by, listing.area, on=timezone.localdate(at))
    if not note.strip():
        raise Refusal(_("请写明要改什么。"), field="note")
    entry = LISTING.apply(listing, "return", by=by, at=at, note=note.strip(), key=key)
    events.tell(listing, entry)
    telling.tell_owner("listing_returned", listing=listing, entry=entry, text=note.strip())


@transaction.atomic
def withdraw(
    listing: Listing, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Take it out of the catalogue. What has been ordered goes on."""
    policy.require_edit(by, listing, on=timezone.localdate(at))
    entry = LISTING.apply(listing, "withdraw", by=by, at=at, note=note, key=key)
    events.tell(listing, entry)
    announce(ListingChanged(listing))


@transaction.atomic
def close(
    listing: Listing, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """It is over for good."""
    policy.require_edit(by, listing, on=timezone.localdate(at))
    entry = LISTING.apply(listing, "close", by=by, at=at, note=note, key=key)
    events.tell(listing, entry)
    announce(ListingChanged(listing))


@transaction.atomic
def confirm(
    listing: Listing,
    *,
    by: User | None,
    at: datetime,
    is_by_link: bool = False,
    key: UUID | None = None,
) -> None:
    """It still holds: from today on for another interval, also when it had gone stale."""
    if not is_by_link:
        policy.require_edit(by, listing, on=timezone.localdate(at))
    entry = timeline.append(
        listing,
        "confirm",
        by=by,
        at=at,
        key=key,
        audience=Audience.PUBLIC,
        changes=confirmed(listing, at=at),
        expect={"state": listing.state},
    )
    events.tell(listing, entry)
    announce(ListingConfirmed(listing, by, at))


def missing(listing: Listing) -> list[tuple[str, str]]:
    """What it still lacks to be published: (field, label) pairs in the order of the form."""
    kind = KINDS[listing.kind]
    lacking = [
        (name, _label(name))
        for name, is_there in (
            ("provider", listing.provider_id or listing.owner_id),
            ("contact", listing.contact.strip()),
            ("phone", listing.phone.strip()),
            ("area", listing.area_id),
            ("mode", listing.mode),
            ("confirm_days", listing.confirm_days),
        )
        if not is_there
    ]
    lacking += [(name, _label(name)) for name in kind.needs if not getattr(listing, name)]
    lacking += [(each.name, str(each.label)) for each in kind.missing(listing.details)]
    return lacking


def require_complete(listing: Listing) -> None:
    """Raises `Incomplete` with everything that is missing."""
    if lacking := missing(listing):
        raise Incomplete(lacking)


def _publish(listing: Listing, *, by: User | None, at: datetime, key: UUID | None) -> None:
    changes = confirmed(listing, at=at)
    if listing.published_at is None:
        changes["published_at"] = at
    entry = LISTING.apply(listing, "publish", by=by, at=at, key=key, **changes)
    events.tell(listing, entry)
    announce(ListingChanged(listing))
    became.published(listing, entry=entry)


def confirmed(listing: Listing, *, at: datetime) -> dict[str, Any]:
    """The columns that say until when it holds."""
    days = listing.confirm_days or KINDS[listing.kind].confirm_days
    until = timezone.localdate(at) + timedelta(days=days)
    grace = queries.terms_of(listing.district_id).grace_days
    return {
        "confirmed_at": at,
        "confirm_on": until,
        "ends_on": until + timedelta(days=grace),
        "asked_on": None,
    }


def as_told(listing: Listing) -> Draft:
    """What was written of it, to be written anew with a change."""
    told = {name: getattr(listing, name) for name in COLUMNS}
    told |= {"provider": listing.provider, "details": listing.details}
    return Draft(kind=listing.kind, **told)


def columns_of(told: Draft, *, kind: str = "") -> dict[str, Any]:
    """What was told, as it is stored. Raises `Refusal` naming the first field that is wrong."""
    if (kind or told.kind) not in KINDS:
        raise Refusal(_("没有这个种类，请从列表中选择。"), field="kind")
    columns: dict[str, Any] = {name: getattr(told, name) for name in COLUMNS}
    columns["title"] = told.title.strip()
    columns["text"] = told.text.strip()
    columns["audience"] = list(told.audience)
    columns["hours"] = opening.read(told.hours)
    columns["details"] = KINDS[kind or told.kind].clean(told.details or {})
    _check(told, columns)
    return columns


def _check(told: Draft, columns: Mapping[str, Any]) -> None:
    for name in ("title", "text", "address", "contact", "phone", "price_note"):
        limit = _column(name).max_length or 0
        if len(columns[name]) > limit:
            raise Refusal(
                _("“%(field)s”最多 %(most)d 字，请缩短。")
                % {"field": _label(name), "most": limit},
                field=name,
            )
    _check_times(told, columns["hours"])
    if not columns["title"]:
        raise Refusal(_("请写一个名称。"), field="title")
    if told.mode and told.mode not in Mode.values:
        raise Refusal(_("请从列表中选择方式。"), field="mode")
    if told.confirm_days is not None and not 1 <= told.confirm_days <= MOST_CONFIRM_DAYS:
        raise Refusal(_("确认周期要在 1 到 366 天之间。"), field="confirm_days")


def _check_times(told: Draft, hours: str) -> None:
    if hours:
        try:
            opening.parse(hours)
        except opening.BadHours as error:
            raise Refusal(
                _("时间“%s”看不懂，请写成“周一至周五 9:00-17:00”。") % told.hours.strip(),
                field="hours",
            ) from error
    if told.opens_at and told.closes_at and told.closes_at <= told.opens_at:
        raise Refusal(_("截止要晚于开始。"), field="closes_at")


def _label(name: str) -> str:
    return str(_column(name).verbose_name)


def _column(name: str) -> models.Field[Any, Any]:
    column = Listing._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column
