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
        stages = _Stages()
        loaded = town.load(at=timezone.now(), count=count, seed=seed, tell=stages.tell)
        stages.end()
        if not loaded.is_new:
            text = _("演示城区“%(name)s”已经装好，有 %(n)d 件诉求。")
        else:
            text = _("演示城区“%(name)s”装好了，有 %(n)d 件诉求。")
        self.stdout.write(text % {"name": loaded.district.name, "n": loaded.cases})


class _Stages:
    """One line of progress for each thing that is done."""

    def __init__(self) -> None:
        self._what, self._line = "", None  # type: str, Progress | None

    def tell(self, what: str, done: int, whole: int) -> None:
        if what != self._what or self._line is None:
            self.end()
            titles = {
                "cases": _("办理诉求"),
                "copies": _("复制诉求"),
                "figures": _("统计"),
                "search": _("编入查找"),
                "firms": _("企业和岗位"),
                "venues": _("场馆和预约"),
                "teams": _("志愿队和班次"),
            }
            self._what, self._line = what, Progress(whole, out=sys.stderr, what=titles[what])
        self._line.reach(done)

    def end(self) -> None:
        if self._line:
            self._line.reach(self._line.total)
            self._line.end()
