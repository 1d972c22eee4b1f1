from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lianxin.cases import trial
from lianxin.network import queries as network
from lianxin.network.models import District


class Command(BaseCommand):
    help = (
        "Read texts as if residents had filed them, one a line: class, confidence, the words that"
        " decided, unit, rule and words of danger, separated by tabs. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="The district's slug.")
        parser.add_argument("file", type=Path, help="UTF-8; /dev/stdin reads what is piped in.")
        parser.add_argument("--place", default="", help="Code of a place; else the district.")

    def handle(self, *, district: str, file: Path, place: str, **_: Any) -> None:
        found = District.objects.filter(slug=district).first()
        if found is None:
            raise CommandError(f"There is no district {district!r}.")
        where = network.place_coded(found.pk, place)
        if where is None:
            raise CommandError(f"There is no place {place!r}.")
        for line in filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines())):
            tried = trial.of(line[:4000], place=where, at=timezone.now())
            best = tried.found.guesses[0] if tried.found.guesses else None
            self.stdout.write(
                "\t".join(
                    (
                        best["code"] if best else "",
                        f"{best['confidence']:.3f}" if best else "",
                        " ".join(best["words"]) if best else "",
                        tried.unit,
                        tried.decision.rule,
                        " ".join(one["words"] for one in tried.found.dangers),
                        line,
                    )
                )
            )
