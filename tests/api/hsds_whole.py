"""All that the HSDS feed tells, page after page, and what a schema finds wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from tests.api.hsds_schema import schema

SHAPES = {
    "services": "service",
    "organizations": "organization",
    "locations": "location",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
MOST = 100  # of one page


def everything(client: Client, name: str) -> Iterator[dict[str, Any]]:
    number, is_last = 1, False
    while not is_last:
        told = {"full": "true", "per_page": str(MOST), "page": str(number)}
        answer = client.get(f"/hsds/{name}", told)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        yield from page["contents"]
        number, is_last = number + 1, page["last_page"]


def errors(documents: Iterable[Any], against: dict[str, Any]) -> list[str]:
    """The schema is read once, for all of them."""
    validator = Draft202012Validator(against, format_checker=FormatChecker())
    return [
        f"{document['id']} {error.json_path}: {error.message}"
        for document in documents
        for error in validator.iter_errors(document)
    ]


def faults(told: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """By the schema of ours; nothing where all is well."""
    found = {name: errors(rows, schema(SHAPES[name])) for name, rows in told.items()}
    return {name: wrong for name, wrong in found.items() if wrong}
