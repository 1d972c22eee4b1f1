"""Organisations, locations, and taxonomies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from lianxin.api.hsds import ids, provinces, schedules
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, Mode
from lianxin.network.models import District, Organisation, OrganisationKind

Document = dict[str, Any]
VERSION: Final = "1"
NO_POSTCODE: Final = "000000"  # as forms here have it; the standard wants one, and nobody told us


def organization(unit: Organisation) -> Document:
    """Its place is loaded."""
    label = OrganisationKind(unit.kind).label
    told: Document = {
        "id": str(unit.pk),
        "name": unit.name,
        "description": f"{label} · {unit.place.name}",
    }
    if unit.hotline:
        told["phones"] = [phone(unit.hotline, unit.pk)]
    return told


def plain(document: Mapping[str, Any]) -> Document:
    """Without what there may be several of."""
    return {name: value for name, value in document.items() if not isinstance(value, list)}


def phone(number: str, *about: object) -> Document:
    return {"id": str(ids.of(*about, "phone", number)), "number": number, "type": "voice"}


def has_location(listing: Listing) -> bool:
    is_told = listing.place_id is not None or bool(listing.address) or listing.lat is not None
    return is_told and listing.mode not in (Mode.AT_HOME, Mode.ONLINE)


def location(listing: Listing, district: District) -> Document:
    """Where one goes for it."""
    place, unit = listing.place, listing.provider
    lat, lon = (listing.lat, listing.lon) if listing.lat is not None else (None, None)
    if lat is None and place is not None:
        lat, lon = place.lat, place.lon
    told: Document = {
        "id": str(ids.part(listing.pk, "location")),
        "location_type": "physical",
        "name": place.name if place else listing.title,
        "description": listing.address or (place.name if place else listing.title),
        "addresses": [address(listing, district)],
        "schedules": schedules.of_hours(listing.hours, ids.part(listing.pk, "location")),
    }
    if unit is not None:
        told["organization_id"] = str(unit.pk)
    if lat is not None and lon is not None:
        told |= {"latitude": lat, "longitude": lon}
    if listing.details.get("step_free"):
        access = {"id": str(ids.of(listing.pk, "access")), "description": _("无台阶可进")}
        told["accessibility"] = [access]
    return told


def address(listing: Listing, district: District) -> Document:
    place = listing.place
    told: Document = {
        "id": str(ids.of(listing.pk, "address")),
        "address_1": listing.address or (place.name if place else listing.title),
        "city": district.name,
        "state_province": provinces.of(district.pk) or district.name,
        "postal_code": NO_POSTCODE,
        "country": "CN",
        "address_type": "physical",
    }
    if place is not None:
        told["region"] = place.name
    return told


def taxonomies() -> list[Document]:
    return [
        {
            "id": str(ids.of("taxonomy", code)),
            "name": name,
            "description": description,
            "version": VERSION,
        }
        for code, (name, description) in _taxonomies().items()
    ]


def kind_terms() -> list[Document]:
    return [term("kind", code, str(kind.label)) for code, kind in KINDS.items()]


def term(taxonomy: str, code: str, name: str) -> Document:
    title, description = _taxonomies()[taxonomy]
    return {
        "id": str(ids.of(taxonomy, code)),
        "code": code,
        "name": name,
        "description": name,
        "taxonomy": title,
        "taxonomy_detail": {
            "id": str(ids.of("taxonomy", taxonomy)),
            "name": title,
            "description": description,
            "version": VERSION,
        },
        "language": "zho",
    }


def attribute(listing: Listing, taxonomy: str, code: str, name: str) -> Document:
    return {
        "id": str(ids.of(listing.pk, taxonomy, code)),
        "link_type": taxonomy,
        "link_entity": "service",
        "value": name,
        "taxonomy_term": term(taxonomy, code, name),
    }


def _taxonomies() -> dict[str, tuple[str, str]]:
    return {
        "kind": (_("供需种类"), _("服务清单里的种类")),
        "subject": (_("服务内容"), _("提供单位自己写的关键词")),
    }
