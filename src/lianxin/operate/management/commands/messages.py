from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Collect the texts to translate into the catalogues; with --check, only look."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", default="en")
        parser.add_argument("--check", action="store_true", help="Fail when one is missing.")

    def handle(self, *, language: str, check: bool, **_: Any) -> None:
        from lianxin.operate import catalogue  # noqa: PLC0415  babel and polib: developers only

        if not check:
            entries = catalogue.update(language)
            missing = len(entries) - len(entries.translated_entries())
            self.stdout.write(f"{len(entries)} texts, {missing} to translate: {language}.")
            return
        faults = list(catalogue.faults(language))
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the catalogue {language!r}.")
