from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.progress import Progress
from lianxin.playbooks.demo import town


class Command(BaseCommand):
    help = (
        "Load the demo town with a year of cases up to now. Does nothing when it is there; after"
        " an interruption it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=sorted(town.SIZES), default="town")
        parser.add_argument("--seed", type=int, default=1, help="Another number, another town.")
        parser.add_argument("--cases", type=int, help=SUPPRESS)

    def handle(self, *, size: str, seed: int, cases: int | None, **_options: Any) -> None:
        count = cases or town.SIZES[size]
        progress = Progress(count, out=sys.stderr, what=_("演示城区"))
        loaded = town.load(
            at=timezone.now(),
            count=count,
            seed=seed,
            tell=lambda _what, share: progress.reach(int(share * count)),
        )
        if not loaded.is_new:
            text = _("演示城区“%(name)s”已经装好，有 %(n)d 件诉求。")
        else:
            progress.reach(count)
            progress.end()
            text = _("演示城区“%(name)s”装好了，有 %(n)d 件诉求。")
        self.stdout.write(text % {"name": loaded.district.name, "n": loaded.cases})
