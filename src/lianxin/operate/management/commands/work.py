from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lianxin.kernel import work
from lianxin.operate.worker import Worker, run_all

PATIENCE = 5  # that much nicer to the others are the long ones


class Command(BaseCommand):
    requires_system_checks = ()  # they read every page, which costs the worker 30 MB
    help = "Run queued tasks until stopped (SIGTERM or Ctrl+C lets the one in hand finish)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=0.2, help="Seconds between looks when idle."
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--once", action="store_true", help="Stop when nothing is left.")
        which.add_argument(
            "--long", action="store_true", help="Only the long ones; stop when none is left."
        )

    def handle(self, *_: Any, interval: float, once: bool, long: bool, **__: Any) -> None:
        if once:
            run_all()
            return
        queue = work.LONG if long else work.USUAL
        worker = Worker(interval=interval, queue=queue, batch=long)
        worker.configure_signals()
        if long:
            os.nice(PATIENCE)
        worker.run()
