"""Services of other directories: taken in as drafts, and given back with all that they said.

What has been changed here since is told as it is now; what has not, as it came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.hsds import feed, ids, reading, services
from lianxin.api.hsds.others import Document
from lianxin.api.models import Origin
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, Organisation, User

LARGEST_ID: Final = 100
TOLD_BY: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("title",): ("name",),
    ("text",): ("description",),
    ("phone", "contact"): ("phones", "contacts"),
    ("hours",): ("schedules",),
    ("address", "lat", "lon", "mode"): ("service_at_locations",),
    ("price_fen", "price_note"): ("cost_options", "fees_description"),
    ("details",): ("attributes",),
}
"""Which of our columns are behind which of their fields."""


@transaction.atomic
def take_in(
    district: District,
    document: Mapping[str, Any],
    *,
    provider: Organisation,
    by: User | None,
    at: datetime,
) -> Listing:
    """A draft made of `document`. The same service once more brings its listing up to date.

    Raises `Refusal` naming what cannot be, and `NotAllowed`.
    """
    foreign_id = str(document.get("id") or "")
    if not foreign_id or len(foreign_id) > LARGEST_ID:
        raise Refusal(_("服务要有 id，最长 %d 个字符。") % LARGEST_ID, field="id")
    _require_plain(document)
    told = reading.draft(document, provider)
    known = _known(district, foreign_id)
    if known is None:
        key = uuid5(ids.SPACE, f"{district.pk} {foreign_id}")
        listing = listings.draft(district, told, by=by, at=at, key=key)
        Origin.objects.create(
            district=district, listing=listing, foreign_id=foreign_id, document=dict(document)
        )
        return listing
    listing = known.listing
    listings.edit(listing, _kept(listing, told), by=by, at=at)
    Origin.objects.filter(district_id=district.pk, pk=known.pk).update(document=dict(document))
    return listing


def given_back(listing: Listing, ours: Document, origin: Origin | None) -> Document:
    """`ours`, what we would say of the listing, on what its origin said; `ours` alone where it
    has none."""
    if origin is None:
        return ours
    told: Document = deepcopy(origin.document)
    as_it_came = listings.columns_of(reading.draft(told, listing.provider))
    for columns, fields in TOLD_BY.items():
        if any(getattr(listing, name) != as_it_came[name] for name in columns):
            for field in fields:
                told.pop(field, None)
                told |= {field: ours[field]} if field in ours else {}
    if listing.confirmed_at is not None:
        told |= {"assured_date": timezone.localdate(listing.confirmed_at).isoformat()}
        told |= {"status": ours["status"]}
    return told


def whole(listing: Listing, district: District, *, at: datetime) -> Document:
    """Of any listing of a unit, also a draft."""
    ours = services.full(listing, district, at=at)
    return given_back(listing, ours, of(district.pk, [listing]).get(listing.pk))


def whole_services(district: District, some: Sequence[Listing], *, at: datetime) -> list[Document]:
    """Of published ones, with their sessions. Two queries, however many."""
    slots, known = feed.slots_of(some, district.pk, at=at), of(district.pk, some)
    return [
        given_back(
            listing,
            services.full(listing, district, slots.get(listing.pk, ()), at=at),
            known.get(listing.pk),
        )
        for listing in some
    ]


def of(district_id: int, some: Sequence[Listing]) -> dict[UUID, Origin]:
    rows = Origin.objects.filter(district_id=district_id, listing__in=some)
    return {row.listing_id: row for row in rows}


def named(district: District, service_id: UUID) -> UUID:
    """The id of the listing that came with this id; of the other listings it is their own."""
    found = _known(district, str(service_id))
    return found.listing_id if found else service_id


def _require_plain(document: Mapping[str, Any]) -> None:
    """Refuse what a database does not take: NUL, half a character, no number."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        is_plain = "\\u0000" not in text and bool(text.encode())
    except ValueError:
        is_plain = False
    if not is_plain:
        raise Refusal(_("文件里有不能保存的字符或数字，请检查。"), field="service")


def _known(district: District, foreign_id: str) -> Origin | None:
    rows = Origin.objects.filter(district_id=district.pk, foreign_id=foreign_id)
    return rows.select_related("listing__provider", "listing__area", "listing__place").first()


def _kept(listing: Listing, told: Draft) -> Draft:
    """What their document does not say stays as we have it."""
    return replace(
        told,
        area=listing.area,
        place=listing.place,
        confirm_days=listing.confirm_days,
        capacity=listing.capacity,
        audience=listing.audience,
    )
