"""What a listing is in the words of schema.org (JSON-LD), for search engines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from lianxin.exchange import queries
from lianxin.exchange.kinds import KINDS, As
from lianxin.exchange.models import Listing, Mode, Slot
from lianxin.network import hours
from lianxin.outbox import letters

Thing = dict[str, Any]
VOCABULARY: Final = "https://schema.org"
WEEK: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
MOST_SESSIONS: Final = 20
ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def of(listing: Listing, slots: Sequence[Slot] = (), *, at: datetime) -> SafeString:
    """Empty for what is not public."""
    if listing.state != "PUBLISHED":
        return SafeString("")
    return script(thing(listing, slots, at=at))


def script(told: Mapping[str, Any]) -> SafeString:
    """As it may stand in a script element of its own type, which no browser runs."""
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  nothing in it can end the element


def thing(listing: Listing, slots: Sequence[Slot] = (), *, at: datetime) -> Thing:
    kind = KINDS[listing.kind]
    url = (
        f"{letters.site_of(listing.district_id)}{reverse('exchange:listing', args=[listing.ref])}"
    )
    told = {
        "@context": VOCABULARY,
        "@type": kind.schema_type,
        "@id": url,
        "url": url,
        "identifier": listing.ref,
        "name": listing.title,
        "description": listing.text or listing.title,
    }
    more = TYPES.get(kind.schema_type, _service)(listing, slots[:MOST_SESSIONS], at=at)
    return _filled({**told, **more})


def _job(listing: Listing, _slots: Sequence[Slot], *, at: datetime) -> Thing:
    details = listing.details
    ends = listing.closes_at or listing.ends_on
    return {
        "title": listing.title,
        "datePosted": timezone.localdate(listing.published_at or at).isoformat(),
        "validThrough": ends.isoformat() if ends else None,
        "employmentType": details.get("employment") or "OTHER",
        "hiringOrganization": _unit(listing),
        "jobLocation": {"@type": "Place", "address": _address(listing)},
        "jobLocationType": "TELECOMMUTE" if listing.mode == Mode.ONLINE else None,
        "applicantLocationRequirements": _area(listing) if listing.mode == Mode.ONLINE else None,
        "baseSalary": _salary(details),
        "skills": details.get("skills"),
        "qualifications": details.get("criteria"),
        "totalJobOpenings": listing.capacity,
        "directApply": True,
    }


def _course(listing: Listing, slots: Sequence[Slot], *, at: datetime) -> Thing:
    online = listing.mode == Mode.ONLINE
    sessions = [
        {
            **_session(listing, slot),
            "@type": "CourseInstance",
            "courseMode": "Online" if online else "Onsite",
        }
        for slot in slots
    ]
    return {
        "provider": _unit(listing),
        "about": listing.details.get("subjects"),
        "offers": _offer(listing, at=at),
        "hasCourseInstance": sessions,
    }


def _event(listing: Listing, slots: Sequence[Slot], *, at: datetime) -> Thing:
    """The next session, and those after it."""
    sessions = [{**_session(listing, slot), "@type": "Event"} for slot in slots]
    first = sessions[0] if sessions else {"@type": "Event", "location": _where(listing)}
    return {
        **first,
        "name": listing.title,
        "organizer": _unit(listing),
        "offers": _offer(listing, at=at),
        "subEvent": sessions[1:],
    }


def _place(listing: Listing, _slots: Sequence[Slot], *, at: datetime) -> Thing:  # noqa: ARG001  as the others
    words = [each.name for each in KINDS[listing.kind].details if each.typed is As.WORDS]
    features = [word for name in words for word in listing.details.get(name, ())]
    return {
        **_where(listing),
        "telephone": listing.phone,
        "publicAccess": True,
        "isAccessibleForFree": listing.price_fen == 0 if listing.price_fen is not None else None,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": True}
            for name in features
        ],
        "openingHoursSpecification": _hours(listing.hours),
    }


def _demand(listing: Listing, _slots: Sequence[Slot], *, at: datetime) -> Thing:
    budget = listing.details.get("budget")
    return {
        "itemOffered": {"@type": "Service", "name": listing.title},
        "validFrom": timezone.localdate(listing.published_at or at).isoformat(),
        "validThrough": listing.closes_at or listing.details.get("wanted_by") or listing.ends_on,
        "areaServed": _area(listing),
        "priceSpecification": _price(budget) if budget else None,
    }


def _service(listing: Listing, _slots: Sequence[Slot], *, at: datetime) -> Thing:
    words = [each.name for each in KINDS[listing.kind].details if each.typed is As.WORDS]
    stars = queries.stars(listing)
    return {
        "provider": _unit(listing),
        "areaServed": _area(listing),
        "serviceType": [word for name in words for word in listing.details.get(name, ())],
        "offers": _offer(listing, at=at),
        "hoursAvailable": _hours(listing.hours),
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": round(stars.average, 1),
            "ratingCount": stars.count,
        }
        if stars.average is not None
        else None,
    }


def _product(listing: Listing, _slots: Sequence[Slot], *, at: datetime) -> Thing:
    return {"brand": _unit(listing), "offers": _offer(listing, at=at)}


def _goods(listing: Listing, _slots: Sequence[Slot], *, at: datetime) -> Thing:
    offer = _offer(listing, at=at) | {"@type": "Offer"}
    return {
        **offer,
        "itemOffered": {"@type": "Product", "name": listing.title},
        "offeredBy": _unit(listing),
        "areaServed": _area(listing),
    }


def _project(listing: Listing, _slots: Sequence[Slot], *, at: datetime) -> Thing:  # noqa: ARG001  as the others
    return {"location": _where(listing), "sponsor": _unit(listing), "areaServed": _area(listing)}


TYPES: Final[Mapping[str, Callable[..., Thing]]] = {
    "JobPosting": _job,
    "Course": _course,
    "Event": _event,
    "Place": _place,
    "Demand": _demand,
    "Product": _product,
    "Offer": _goods,
    "Project": _project,
}


def _session(listing: Listing, slot: Slot) -> Thing:
    moved = "EventCancelled" if slot.cancelled_at else "EventScheduled"
    return {
        "name": slot.title or listing.title,
        "startDate": timezone.localtime(slot.starts_at).isoformat(),
        "endDate": timezone.localtime(slot.ends_at).isoformat(),
        "eventStatus": f"{VOCABULARY}/{moved}",
        "location": _where(listing),
        "maximumAttendeeCapacity": slot.capacity,
        "remainingAttendeeCapacity": slot.free,
    }


def _unit(listing: Listing) -> Thing | None:
    """None for what a person offers: her name is no data."""
    unit = listing.provider
    return {"@type": "Organization", "name": unit.name} if unit else None


def _area(listing: Listing) -> Thing | None:
    area = listing.area
    return {"@type": "AdministrativeArea", "name": area.name} if area else None


def _where(listing: Listing) -> Thing:
    """A place; online, none on Earth."""
    if listing.mode == Mode.ONLINE:
        return {"@type": "VirtualLocation"}
    place, geo = listing.place, None
    lat, lon = listing.lat, listing.lon
    if lat is None and place is not None:
        lat, lon = place.lat, place.lon
    if lat is not None and lon is not None:
        geo = {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}
    name = place.name if place else listing.title
    told = {"@type": "Place", "name": name, "address": _address(listing), "geo": geo}
    return _filled(told)


def _address(listing: Listing) -> Thing:
    place = listing.place or listing.area
    return _filled(
        {
            "@type": "PostalAddress",
            "streetAddress": listing.address,
            "addressLocality": place.name if place else None,
            "addressCountry": "CN",
        }
    )


def _offer(listing: Listing, *, at: datetime) -> Thing:
    is_over = listing.is_over(at=at, on=timezone.localdate(at))
    available = "SoldOut" if listing.is_full else "Discontinued" if is_over else "InStock"
    told: Thing = {"@type": "Offer", "availability": f"{VOCABULARY}/{available}"}
    if listing.price_fen is not None:
        told |= {"price": f"{listing.price_fen / 100:.2f}", "priceCurrency": "CNY"}
    if listing.price_note:
        told["description"] = listing.price_note
    return told


def _price(yuan: int) -> Thing:
    return {"@type": "PriceSpecification", "maxPrice": yuan, "priceCurrency": "CNY"}


def _salary(details: Mapping[str, Any]) -> Thing | None:
    least, most = details.get("pay_from"), details.get("pay_to")
    if least is None and most is None:
        return None
    value = {
        "@type": "QuantitativeValue",
        "minValue": least,
        "maxValue": most,
        "unitText": "MONTH",
    }
    return {"@type": "MonetaryAmount", "currency": "CNY", "value": _filled(value)}


def _hours(text: str) -> list[Thing]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"{VOCABULARY}/{WEEK[day]}" for day in days],
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for days, opens, closes in hours.weekly(text)
    ]


def _filled(told: Mapping[str, Any]) -> Thing:
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}
