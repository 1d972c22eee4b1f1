from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lianxin.playbooks import holidays


class Command(BaseCommand):
    help = "Load the published holidays and make-up working days. Edited days stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("years", nargs="*", type=int, help="Only these years; default: all.")

    def handle(self, *_: Any, years: list[int], **__: Any) -> None:
        self.stdout.write(f"{holidays.seed_calendar(years or None)} days written.")
