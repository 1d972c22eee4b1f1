from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lianxin.network import geo
from lianxin.network.models import District, PlaceKind


class Command(BaseCommand):
    help = "Write a district's places as GeoJSON to standard output; import_places reads it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="The district's slug.")
        parser.add_argument(
            "--kind",
            action="append",
            choices=PlaceKind.values,
            help="Only these; may be repeated.",
        )

    def handle(self, *, district: str, kind: list[str] | None, **_: Any) -> None:
        owner = District.objects.filter(slug=district).first()
        if owner is None:
            raise CommandError(f"There is no district {district!r}.")
        collection = geo.feature_collection(owner, kind or PlaceKind.values)
        self.stdout.write(json.dumps(collection, ensure_ascii=False))
