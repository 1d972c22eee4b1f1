"""A published offer as a service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.hsds import feed, ids, others, schedules
from lianxin.api.hsds.others import Document
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, Slot, Whom
from lianxin.exchange.states import ListingState, Shape
from lianxin.network.models import District
from lianxin.outbox import letters


def basic(listing: Listing, *, at: datetime) -> Document:
    """Only what there is one of."""
    assert listing.provider is not None  # an offer of a person is not in the feed
    is_over = listing.is_over(at=at, on=timezone.localdate(at))
    is_active = listing.state == ListingState.PUBLISHED and not is_over
    confirmed_at = listing.confirmed_at
    site = letters.site_of(listing.district_id)
    told = {
        "id": str(listing.pk),
        "organization_id": str(listing.provider_id),
        "name": listing.title,
        "description": listing.text or listing.title,
        "url": f"{site}/exchange/{listing.ref}/",
        "status": "active" if is_active else "inactive",
        "application_process": _how(listing),
        "fees_description": _fees(listing),
        "eligibility_description": _("、").join(_whom(one) for one in listing.audience),
        "assured_date": timezone.localdate(confirmed_at).isoformat() if confirmed_at else "",
        "alert": _alert(listing, at=at),
        "organization": others.plain(others.organization(listing.provider)),
    }
    return {name: value for name, value in told.items() if value}


def full(
    listing: Listing, district: District, slots: Sequence[Slot] = (), *, at: datetime
) -> Document:
    """With all that belongs to it."""
    assert listing.provider is not None  # as above
    told = basic(listing, at=at)
    told["organization"] = others.organization(listing.provider)
    told["schedules"] = schedules.of_hours(listing.hours, listing.pk) + schedules.of_slots(slots)
    told["attributes"] = _attributes(listing)
    told |= _contact(listing)
    if listing.area is not None:
        area = {"id": str(ids.of(listing.pk, "area")), "name": listing.area.name}
        told["service_areas"] = [area]
    if listing.price_fen is not None:
        told["cost_options"] = [_cost(listing)]
    if others.has_location(listing):
        told["service_at_locations"] = [at_location(listing, district)]
    return told


def at_location(listing: Listing, district: District) -> Document:
    """The one place where it is given, with the place."""
    return {
        "id": str(ids.part(listing.pk, "at")),
        "description": listing.title,
        "schedules": schedules.of_hours(listing.hours, ids.part(listing.pk, "at")),
        "location": others.location(listing, district),
    }


def at_location_whole(listing: Listing, district: District, *, at: datetime) -> Document:
    return {**at_location(listing, district), "service": basic(listing, at=at)}


def _contact(listing: Listing) -> Document:
    if not (listing.contact or listing.phone):
        return {}
    phones = [others.phone(listing.phone, listing.pk)] if listing.phone else []
    contact: Document = {"id": str(ids.of(listing.pk, "contact")), "name": listing.contact}
    if phones:
        contact["phones"] = [others.phone(listing.phone, listing.pk, "contact")]
    return {"phones": phones, "contacts": [contact]}


def _attributes(listing: Listing) -> list[Document]:
    kind = KINDS[listing.kind]
    words = dict.fromkeys(feed.words(listing.kind, listing.details))
    return [
        others.attribute(listing, "kind", listing.kind, str(kind.label)),
        *(others.attribute(listing, "subject", word, word) for word in words),
    ]


def _cost(listing: Listing) -> Document:
    assert listing.price_fen is not None  # asked for above
    told: Document = {
        "id": str(ids.of(listing.pk, "cost")),
        "currency": "CNY",
        "amount": listing.price_fen / 100,
    }
    return told | ({"amount_description": listing.price_note} if listing.price_note else {})


def _fees(listing: Listing) -> str:
    if listing.price_note or listing.price_fen is None:
        return listing.price_note
    return _("免费") if listing.price_fen == 0 else _("%s 元") % f"{listing.price_fen / 100:g}"


def _alert(listing: Listing, *, at: datetime) -> str:
    if listing.is_unconfirmed(on=timezone.localdate(at)):
        return _("发布的单位很久没有确认这一条还有没有，下单前最好先打电话问问。")
    return ""


def _whom(code: str) -> str:
    return str(Whom(code).label) if code in Whom.values else code


def _how(listing: Listing) -> str:
    return {
        Shape.ORDER: _("在网页上点单，或者打电话。"),
        Shape.PLACE: _("在网页上报名，或者打电话。"),
        Shape.BOOKING: _("在网页上预约，或者打电话。"),
        Shape.APPLICATION: _("在网页上申请，或者打电话。"),
        Shape.INTEREST: _("在网页上对接，或者打电话。"),
    }.get(KINDS[listing.kind].shape, _("直接去就可以。"))
