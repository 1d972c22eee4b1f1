from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lianxin.network import importing
from lianxin.network.models import District


class Command(BaseCommand):
    help = (
        "Read a tree of places from a GeoJSON FeatureCollection (properties: code, name, kind,"
        " parent). Checks and lists unless --write; writes all features or none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="The district's slug.")
        parser.add_argument("file", type=Path, help="The GeoJSON file, in WGS-84.")
        parser.add_argument("--write", action="store_true", help="Write the places.")

    def handle(self, *, district: str, file: Path, write: bool, **_: Any) -> None:
        owner = District.objects.filter(slug=district).first()
        if owner is None:
            raise CommandError(f"There is no district {district!r}.")
        rows, wrong = importing.read_places(_read(file), district=owner)
        for one in wrong:
            self.stderr.write(f"feature {one.number} ({one.code or 'no code'}): {one.message}")
        if wrong:
            raise CommandError(f"{len(wrong)} features cannot be read; nothing was written.")
        for row in rows:
            self.stdout.write(f"{row.kind:10} {row.code:20} {row.name}")
        if write:
            importing.write_places(rows, district=owner, by=None, at=timezone.now())
        self.stdout.write(f"{len(rows)} places {'written' if write else 'to write; add --write'}.")


def _read(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} cannot be read as JSON: {error}") from error
