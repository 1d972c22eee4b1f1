from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from lianxin.kernel import timeline
from lianxin.kernel.models import Recorded


class Command(BaseCommand):
    help = "Prove that no history was altered: walk every chain of entries. Lists broken ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", type=int, help="Only this district (its code).")

    def handle(self, *, district: int | None, **_: Any) -> None:
        checked = broken = 0
        districts = apps.get_model("network", "District").objects.order_by("pk")
        for pk in districts.values_list("pk", flat=True):
            for model in apps.get_models():
                if issubclass(model, Recorded) and district in (None, pk):
                    things = model.objects.filter(district_id=pk).order_by("pk")
                    checked += things.count()
                    for thing, wrong in timeline.verify_all(things):
                        broken += 1
                        self.stdout.write(f"{thing._meta.label} {thing}: {wrong}")
        if broken:
            raise CommandError(f"{broken} of {checked} histories are broken.")
        self.stdout.write(f"{checked} histories checked, all whole.")
