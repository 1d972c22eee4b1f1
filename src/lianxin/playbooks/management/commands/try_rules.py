from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lianxin.cases import routing
from lianxin.cases.actions import directing
from lianxin.cases.models import Case
from lianxin.network.models import District
from lianxin.playbooks import draft
from lianxin.playbooks.document import BadPlaybook


class Command(BaseCommand):
    help = "Try rules of routing on past cases: which would have gone elsewhere. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="The district's slug.")
        parser.add_argument("file", type=Path, help="YAML, as in the playbook's part `routing`.")
        parser.add_argument("--days", type=int, default=30)

    def handle(self, *, district: str, file: Path, days: int, **_: Any) -> None:
        found = District.objects.filter(slug=district).first()
        if found is None:
            raise CommandError(f"There is no district {district!r}.")
        try:
            rules = routing.parse(draft.rules(found, file.read_text(encoding="utf-8")))
        except BadPlaybook as bad:
            raise CommandError(str(bad)) from bad
        since = timezone.now() - timedelta(days=days)
        cases = Case.objects.filter(district_id=found.pk, received_at__gte=since)
        result = directing.dry_run(cases, rules, district_id=found.pk)
        for moved in result.listed:
            before, after = (one.unit or "desk" for one in (moved.before, moved.after))
            self.stdout.write(f"{moved.case.ref}\t{before} -> {after}\t{moved.after.rule}")
        for fault, n in result.faults.most_common():
            self.stdout.write(f"{fault}: {n} cases would stay with the desk")
        self.stdout.write(f"{result.moved} of {result.tried} cases of {days} days would move.")
