from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lianxin.catalogue import findable
from lianxin.network.models import District


class Command(BaseCommand):
    help = "Make the search index of every district's listings anew. The site may go on serving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", help="The slug of one district; else all.")

    def handle(self, *, district: str | None, **_rest: Any) -> None:
        districts = District.objects.order_by("pk")
        for one in districts.filter(slug=district) if district else districts:
            done = findable.reindex(one.pk, anew=True)
            self.stdout.write(f"{one.slug}: {done:,} listings can be found")
