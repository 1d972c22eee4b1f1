from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lianxin.cases.actions import retelling
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District
from lianxin.outbox import queries


class Command(BaseCommand):
    help = "Send a subscribed system everything since a moment once more; the worker does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--endpoint", required=True, help="Name or id of the system.")
        parser.add_argument(
            "--since", required=True, type=_moment, help="As 2026-03-01 or 2026-03-01T08:00."
        )
        parser.add_argument("--district", help="Slug, where several have such a system.")

    def handle(self, *, endpoint: str, since: datetime, district: str, **_: Any) -> None:
        district_id, pk = _found(endpoint, district)
        try:
            count = retelling.replay(district_id, pk, since=since, by=None, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{count} events go out again; the worker looks for those never sent.")


def _found(endpoint: str, slug: str | None) -> tuple[int, UUID]:
    districts = District.objects.filter(slug=slug) if slug else District.objects.all()
    found = [
        (pk, one.pk)
        for pk in districts.order_by("pk").values_list("pk", flat=True)
        for one in queries.endpoints_of(pk)
        if endpoint in {one.name, str(one.pk)}
    ]
    if len(found) != 1:
        problem = f"{len(found)} systems" if found else "no system in use"
        raise CommandError(f"There is {problem} called {endpoint!r}.")
    return found[0]


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return timezone.make_aware(at) if timezone.is_naive(at) else at
