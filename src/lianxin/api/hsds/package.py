"""All of it as a tabular data package: a zip of CSV tables with their description."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from django.http import FileResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianxin.api.hsds import feed, others
from lianxin.api.hsds.origins import whole_services
from lianxin.api.hsds.tables import TABLES, Sheets, Table
from lianxin.network.models import District
from lianxin.network.request import DistrictRequest

KEPT_IN_MEMORY: Final = 8_000_000
BATCH: Final = 500
DATES: Final = frozenset({"assured_date", "valid_from", "valid_to", "dtstart", "until"})


@require_safe
def package(request: DistrictRequest) -> FileResponse:
    """Written into a file first, so that a slow reader holds no memory."""
    at = timezone.now()
    answer = FileResponse(
        written(request.district, at=at),
        as_attachment=True,
        filename=f"hsds-{request.district.slug}.zip",
        content_type="application/zip",
    )
    answer["Cache-Control"] = "public, max-age=600"
    return answer


def written(district: District, *, at: datetime) -> IO[bytes]:
    sheets = _filled(district, at=at)
    file = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115  the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", json.dumps(described(district), ensure_ascii=False))
        for table in TABLES:
            archive.writestr(table.path, _csv(table, sheets.rows[table.name].values()))
    file.seek(0)
    return file


def described(district: District) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "human_services_data",
        "title": district.name,
        "version": "3.0.1",
        "resources": [_resource(table) for table in TABLES],
    }


def _filled(district: District, *, at: datetime) -> Sheets:
    sheets = Sheets()
    for taxonomy in others.taxonomies():
        sheets.add(taxonomy, "taxonomy")
    for term in others.kind_terms():
        sheets.add(term, "taxonomy_term")
    rows = feed.offers(district.pk, on=timezone.localdate(at)).order_by("pk")
    pks = list(rows.values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        some = list(rows.filter(pk__in=pks[start : start + BATCH]))
        for document in whole_services(district, some, at=at):
            sheets.add(document)
    return sheets


def _csv(table: Table, rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, table.columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(table, column) for column in table.columns],
            "primaryKey": "id",
            "foreignKeys": [
                {"fields": column, "reference": {"resource": other, "fields": "id"}}
                for column, other in table.links
            ],
        },
    }


def _field(table: Table, column: str) -> dict[str, Any]:
    kind = "number" if column in table.numbers else "date" if column in DATES else "string"
    constraints = {"required": column in table.needed} | (
        {"unique": True} if column == "id" else {}
    )
    return {"name": column, "type": kind, "constraints": constraints}
