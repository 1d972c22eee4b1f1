from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lianxin.cases import tasks
from lianxin.cases.actions import learning
from lianxin.kernel import work
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District


class Command(BaseCommand):
    help = "Learn the classes anew from confirmed cases; the worker does it, in the background."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", type=int, help="Only this district (its code).")
        parser.add_argument("--now", action="store_true", help="Here, and tell the scores.")

    def handle(self, *, district: int | None, now: bool, **_: Any) -> None:
        for pk in District.objects.order_by("pk").values_list("pk", flat=True):
            if district in (None, pk):
                self._learn(pk) if now else self._queue(pk)

    def _queue(self, district_id: int) -> None:
        work.enqueue(tasks.train, district_id)
        self.stdout.write(f"{district_id}: the worker will learn; see /desk/understanding/.")

    def _learn(self, district_id: int) -> None:
        try:
            lesson = learning.learn(district_id, at=timezone.now())
        except Refusal as refusal:
            self.stdout.write(f"{district_id}: {refusal.message}")
            return
        row = lesson.classifier
        after, before = row.scores, row.scores_before
        verdict = "in use" if lesson.is_better else "worse than the one in use, which stays"
        self.stdout.write(
            f"{district_id}: version {row.version} from {row.labelled} cases, {verdict}. "
            f"On {after['n']} held-out cases: accuracy {after['accuracy']:.3f} "
            f"(before {before['accuracy']:.3f}), macro-F1 {after['macro_f1']:.3f} "
            f"(before {before['macro_f1']:.3f})."
        )
