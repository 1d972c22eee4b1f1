"""Put many listings into the catalogue at once: each by the rules of `listings`, all of them in a
few statements."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import events, listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.facts import ListingChanged
from lianxin.exchange.models import Listing
from lianxin.exchange.states import LISTING, ListingState
from lianxin.kernel import timeline
from lianxin.kernel.database import rows
from lianxin.kernel.models import Audience, Entry, Recorded
from lianxin.kernel.reactions import announce
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, User

Asked: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Wanted:
    """`publishes`: also, where it is complete and needs nobody else."""

    key: UUID
    told: Draft
    publishes: bool = False


@dataclass
class _Made:
    listing: Listing
    entries: list[Entry] = field(default_factory=list)


@transaction.atomic
def stock(
    district: District, wanted: Sequence[Wanted], *, by: User | None, at: datetime
) -> list[Listing | Refusal]:
    """What became of each: begun, and published where that is wanted, as `listings.draft` and
    `submit` do. What cannot be as it is, is answered by why not, and is not there.

    Raises `IntegrityError`, and writes nothing, where a key has been used.
    """
    may = _Permissions(by, at)
    made = [_tried(district, one, may=may) for one in wanted]
    new = [one for one in made if isinstance(one, _Made)]
    rows.insert(*(one.listing for one in new))
    rows.insert(*(entry for one in new for entry in one.entries))
    for one in new:
        for entry in one.entries[1:]:
            events.tell(one.listing, entry)
            announce(ListingChanged(one.listing))
    for each, asked in zip(made, wanted, strict=True):
        if asked.publishes and isinstance(each, _Made) and may.needs_review(each.listing):
            listings.submit(each.listing, by=by, at=at)
    return [one.listing if isinstance(one, _Made) else one for one in made]


def chained(
    thing: Recorded,
    verb: str,
    *,
    by: User | None = None,
    at: datetime,
    audience: str = Audience.PUBLIC,
) -> Entry:
    """The next entry of the chain of a thing that is not written yet, with what has changed since
    the last."""
    now = timeline.snapshot(thing)
    known: dict[str, object] = getattr(thing, "told_so_far", {})
    entry = Entry(
        district_id=thing.district_id,
        subject_label=thing._meta.label_lower,
        subject_id=thing.pk,
        seq=thing.seq + 1,
        verb=verb,
        audience=audience,
        facts={name: value for name, value in now.items() if known.get(name) != value},
        by_id=by.pk if by else None,
        at=at,
        salt=secrets.token_hex(8),
    )
    timeline.seal(entry, after=thing.head)
    thing.seq, thing.head = entry.seq, entry.hash
    thing.__dict__["told_so_far"] = now
    return entry


@dataclass
class _Permissions:
    """Whether `by` may, asked once for each unit, kind and area."""

    by: User | None
    at: datetime
    _why_not: dict[Asked, Refusal | None] = field(default_factory=dict)
    _reviewed: dict[Asked, bool] = field(default_factory=dict)

    def begin(self, told: Draft) -> None:
        """Raises `NotAllowed`."""
        if told.provider is None and self.by is None:
            raise Refusal(_("请写明由哪个单位或谁提供。"), field="provider")
        self._require(
            ("begin", told.kind, told.provider),
            lambda on: policy.require_publisher(self.by, told.provider, told.kind, on=on),
        )

    def publish(self, listing: Listing) -> None:
        """Raises `NotAllowed`."""
        self._require(
            ("publish", listing.provider_id, listing.area_id),
            lambda on: policy.require_edit(self.by, listing, on=on),
        )

    def needs_review(self, listing: Listing) -> bool:
        asked = (listing.provider_id, listing.area_id)
        if asked not in self._reviewed:
            on = timezone.localdate(self.at)
            self._reviewed[asked] = policy.needs_review(self.by, listing, on=on)
        return self._reviewed[asked]

    def _require(self, asked: Asked, require: Callable[[date], None]) -> None:
        if asked not in self._why_not:
            self._why_not[asked] = None
            try:
                require(timezone.localdate(self.at))
            except Refusal as refusal:
                self._why_not[asked] = refusal
        if why_not := self._why_not[asked]:
            raise why_not


def _tried(district: District, one: Wanted, *, may: _Permissions) -> _Made | Refusal:
    try:
        return _made(district, one, may=may)
    except Refusal as refusal:
        return refusal


def _made(district: District, one: Wanted, *, may: _Permissions) -> _Made:
    by, at, told = may.by, may.at, one.told
    may.begin(told)
    listing = Listing(
        district=district,
        key=one.key,
        kind=told.kind,
        provider=told.provider,
        owner=None if told.provider else by,
        made_at=at,
        **listings.columns_of(told),
    )
    if one.publishes:
        may.publish(listing)
        listings.require_complete(listing)
    listing.ref = next_ref(district.pk, f"{district.ref_prefix}G", at=at)
    made = _Made(listing, [chained(listing, "draft", by=by, at=at, audience=Audience.STAFF)])
    if one.publishes and not may.needs_review(listing):
        made.entries.append(publish(listing, by=by, at=at))
    return made


def publish(listing: Listing, *, by: User | None = None, at: datetime) -> Entry:
    """Say of one that is not written yet that it is public."""
    move = LISTING.require(listing, "publish")
    listing.state, listing.published_at = ListingState(move.target), at
    for name, value in listings.confirmed(listing, at=at).items():
        setattr(listing, name, value)
    return chained(listing, move.name, by=by, at=at, audience=move.audience)
