"""HSDS 3.0.1 as its documentation describes it, as JSON Schema, for what a district publishes.

Written by hand from the reference of the standard: types, formats, enumerations and needed fields.
Stricter than the standard: a field that it does not know is an error.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
ID = {"type": "string", "format": "uuid"}
NUMBER = {"type": "number"}
DAY = {"type": "string", "format": "date"}
URI = {"type": "string", "format": "uri"}
EMAIL = {"type": "string", "format": "email"}
CLOCK = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?([Z+-].*)?$"}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


FIELDS: dict[str, dict[str, Any]] = {
    "service": {
        "id": ID, "organization_id": ID, "program_id": ID, "name": TEXT, "alternate_name": TEXT,
        "description": TEXT, "url": URI, "email": EMAIL,
        "status": _one_of("active", "inactive", "defunct", "temporarily closed"),
        "interpretation_services": TEXT, "application_process": TEXT, "fees_description": TEXT,
        "wait_time": TEXT, "fees": TEXT, "accreditations": TEXT, "eligibility_description": TEXT,
        "minimum_age": NUMBER, "maximum_age": NUMBER, "assured_date": DAY,
        "assurer_email": EMAIL, "licenses": TEXT, "alert": TEXT,
    },
    "organization": {
        "id": ID, "name": TEXT, "alternate_name": TEXT, "description": TEXT, "email": EMAIL,
        "website": URI, "tax_status": TEXT, "tax_id": TEXT, "year_incorporated": NUMBER,
        "legal_status": TEXT, "logo": URI, "uri": URI, "parent_organization_id": ID,
    },
    "location": {
        "id": ID, "location_type": _one_of("physical", "postal", "virtual"), "url": URI,
        "organization_id": ID, "name": TEXT, "alternate_name": TEXT, "description": TEXT,
        "transportation": TEXT, "latitude": NUMBER, "longitude": NUMBER,
        "external_identifier": TEXT, "external_identifier_type": TEXT,
    },
    "service_at_location": {"id": ID, "service_id": ID, "location_id": ID, "description": TEXT},
    "address": {
        "id": ID, "location_id": ID, "attention": TEXT, "address_1": TEXT, "address_2": TEXT,
        "city": TEXT, "region": TEXT, "state_province": TEXT, "postal_code": TEXT,
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "address_type": _one_of("physical", "postal", "virtual"),
    },
    "phone": {
        "id": ID, "location_id": ID, "service_id": ID, "organization_id": ID, "contact_id": ID,
        "service_at_location_id": ID, "number": TEXT, "extension": NUMBER, "type": TEXT,
        "description": TEXT,
    },
    "contact": {
        "id": ID, "organization_id": ID, "service_id": ID, "service_at_location_id": ID,
        "location_id": ID, "name": TEXT, "title": TEXT, "department": TEXT, "email": EMAIL,
    },
    "schedule": {
        "id": ID, "service_id": ID, "location_id": ID, "service_at_location_id": ID,
        "valid_from": DAY, "valid_to": DAY, "dtstart": DAY, "timezone": NUMBER, "until": DAY,
        "count": NUMBER, "wkst": _one_of("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
        "freq": _one_of("WEEKLY", "MONTHLY"), "interval": NUMBER,
        "byday": {"type": "string", "pattern": "^(-?[1-5]?(MO|TU|WE|TH|FR|SA|SU)(,|$))+"},
        "byweekno": TEXT, "bymonthday": TEXT, "byyearday": TEXT, "description": TEXT,
        "opens_at": CLOCK, "closes_at": CLOCK, "schedule_link": URI, "attending_type": TEXT,
        "notes": TEXT,
    },
    "service_area": {
        "id": ID, "service_id": ID, "service_at_location_id": ID, "name": TEXT,
        "description": TEXT, "extent": TEXT,
        "extent_type": _one_of("geojson", "topojson", "kml", "text"), "uri": URI,
    },
    "cost_option": {
        "id": ID, "service_id": ID, "valid_from": DAY, "valid_to": DAY, "option": TEXT,
        "currency": {"type": "string", "pattern": "^[A-Za-z]{3}$"}, "amount": NUMBER,
        "amount_description": TEXT,
    },
    "accessibility": {
        "id": ID, "location_id": ID, "description": TEXT, "details": TEXT, "url": URI,
    },
    "attribute": {
        "id": ID, "link_id": ID, "taxonomy_term_id": ID, "link_type": TEXT, "link_entity": TEXT,
        "value": TEXT,
    },
    "taxonomy_term": {
        "id": ID, "code": TEXT, "name": TEXT, "description": TEXT, "parent_id": ID,
        "taxonomy": TEXT, "language": TEXT, "taxonomy_id": ID, "term_uri": URI,
    },
    "taxonomy": {"id": ID, "name": TEXT, "description": TEXT, "uri": URI, "version": TEXT},
}  # fmt: skip
NEEDED: dict[str, list[str]] = {
    "service": ["id", "name", "status"],
    "organization": ["id", "name", "description"],
    "location": ["id", "location_type"],
    "address": [
        "id", "address_1", "city", "state_province", "postal_code", "country", "address_type",
    ],
    "phone": ["id", "number"],
    "attribute": ["id"],
    "taxonomy_term": ["id", "name", "description"],
    "taxonomy": ["id", "name", "description"],
}  # fmt: skip
MANY: dict[str, dict[str, str]] = {
    "service": {
        "phones": "phone", "schedules": "schedule", "service_areas": "service_area",
        "service_at_locations": "service_at_location", "cost_options": "cost_option",
        "contacts": "contact", "attributes": "attribute",
    },
    "organization": {
        "phones": "phone", "contacts": "contact", "locations": "location",
        "attributes": "attribute", "services": "service",
    },
    "location": {
        "addresses": "address", "phones": "phone", "contacts": "contact",
        "schedules": "schedule", "accessibility": "accessibility",
    },
    "service_at_location": {
        "phones": "phone", "contacts": "contact", "schedules": "schedule",
        "service_areas": "service_area",
    },
    "contact": {"phones": "phone"},
}  # fmt: skip
ONE: dict[str, dict[str, str]] = {
    "service": {"organization": "organization"},
    "service_at_location": {"location": "location", "service": "service"},
    "attribute": {"taxonomy_term": "taxonomy_term"},
    "taxonomy_term": {"taxonomy_detail": "taxonomy"},
}


def schema(name: str) -> dict[str, Any]:
    """For one thing with all that may be nested in it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/$defs/{name}",
        "$defs": {each: _of(each) for each in FIELDS},
    }


def _of(name: str) -> dict[str, Any]:
    many = {
        field: {"type": "array", "items": {"$ref": f"#/$defs/{each}"}}
        for field, each in MANY.get(name, {}).items()
    }
    one = {field: {"$ref": f"#/$defs/{each}"} for field, each in ONE.get(name, {}).items()}
    return {
        "type": "object",
        "properties": {**FIELDS[name], **many, **one},
        "required": NEEDED.get(name, ["id"]),
        "additionalProperties": False,
    }
