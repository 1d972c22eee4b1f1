"""Services as the tables of the standard: one row for each thing, joined by ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """`needed` columns are never empty; `links` name the table that a column points to."""

    name: str
    path: str
    columns: tuple[str, ...]
    needed: tuple[str, ...] = ("id",)
    links: tuple[tuple[str, str], ...] = ()
    numbers: tuple[str, ...] = ()


_SERVICE: Final = ("service_id", "service")
_PLACE: Final = ("location_id", "location")
_AT: Final = ("service_at_location_id", "service_at_location")
_UNIT: Final = ("organization_id", "organization")
_CONTACT: Final = ("contact_id", "contact")

TABLES: Final = (
    Table(
        "organization", "organizations.csv", ("id", "name", "description"),
        ("id", "name", "description"),
    ),
    Table(
        "service",
        "services.csv",
        (
            "id", "organization_id", "name", "description", "url", "status",
            "application_process", "fees_description", "eligibility_description",
            "assured_date", "alert",
        ),
        ("id", "organization_id", "name", "status"),
        (_UNIT,),
    ),
    Table(
        "location",
        "locations.csv",
        (
            "id", "location_type", "organization_id", "name", "description", "latitude",
            "longitude",
        ),
        ("id", "location_type"),
        (_UNIT,),
        ("latitude", "longitude"),
    ),
    Table(
        "service_at_location", "service_at_location.csv",
        ("id", "service_id", "location_id", "description"), ("id", "service_id", "location_id"),
        (_SERVICE, _PLACE),
    ),
    Table(
        "address",
        "addresses.csv",
        (
            "id", "location_id", "address_1", "city", "region", "state_province",
            "postal_code", "country", "address_type",
        ),
        (
            "id", "address_1", "city", "state_province", "postal_code", "country",
            "address_type",
        ),
        (_PLACE,),
    ),
    Table(
        "phone", "phones.csv",
        ("id", "service_id", "organization_id", "contact_id", "number", "type"),
        ("id", "number"), (_SERVICE, _UNIT, _CONTACT),
    ),
    Table("contact", "contacts.csv", ("id", "service_id", "name"), ("id",), (_SERVICE,)),
    Table(
        "schedule",
        "schedules.csv",
        (
            "id", "service_id", "location_id", "service_at_location_id", "valid_from", "valid_to",
            "dtstart", "timezone", "until", "freq", "interval", "byday", "description",
            "opens_at", "closes_at", "notes",
        ),
        ("id",),
        (_SERVICE, _PLACE, _AT),
        ("timezone", "interval"),
    ),
    Table(
        "service_area", "service_areas.csv", ("id", "service_id", "name"), ("id",), (_SERVICE,)
    ),
    Table(
        "cost_option", "cost_options.csv",
        ("id", "service_id", "currency", "amount", "amount_description"), ("id", "service_id"),
        (_SERVICE,), ("amount",),
    ),
    Table(
        "accessibility", "accessibility.csv", ("id", "location_id", "description"), ("id",),
        (_PLACE,),
    ),
    Table(
        "attribute", "attributes.csv",
        ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value"),
        ("id", "link_id", "taxonomy_term_id", "link_entity"),
        (("taxonomy_term_id", "taxonomy_term"),),
    ),
    Table(
        "taxonomy_term", "taxonomy_terms.csv",
        ("id", "code", "name", "description", "taxonomy", "taxonomy_id", "language"),
        ("id", "name", "description"), (("taxonomy_id", "taxonomy"),),
    ),
    Table(
        "taxonomy", "taxonomies.csv", ("id", "name", "description", "version"),
        ("id", "name", "description"),
    ),
)  # fmt: skip

MANY: Final = {
    "phones": "phone",
    "contacts": "contact",
    "schedules": "schedule",
    "service_areas": "service_area",
    "cost_options": "cost_option",
    "service_at_locations": "service_at_location",
    "addresses": "address",
    "accessibility": "accessibility",
    "attributes": "attribute",
}
ONE: Final = {
    "organization": "organization",
    "location": "location",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
}


class Sheets:
    """The rows of each table, each thing once."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, dict[str, Row]] = defaultdict(dict)

    def add(self, document: Mapping[str, Any], table: str = "service", **links: str) -> str:
        """Lay `document`, and all that is nested in it, into the tables. Returns its id."""
        pk = str(document["id"])
        row: Row = dict(links)
        for name, value in document.items():
            if name in MANY:
                for one in value:
                    self.add(one, MANY[name], **_link(table, pk))
            elif name in ONE:
                row[_column(name)] = self.add(value, ONE[name])
            else:
                row[name] = value
        self.rows[table].setdefault(pk, {}).update(row)
        return pk


def _link(table: str, pk: str) -> dict[str, str]:
    return {f"{table}_id": pk, "link_id": pk}


def _column(name: str) -> str:
    return "taxonomy_id" if name == "taxonomy_detail" else f"{name}_id"
