from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lianxin.operate.worker import Worker


class Command(BaseCommand):
    requires_system_checks = ()  # they read every page, which costs the worker 30 MB
    help = "Run queued tasks until stopped (SIGTERM or Ctrl+C lets the one in hand finish)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=0.2, help="Seconds between looks when idle."
        )
        parser.add_argument("--once", action="store_true", help="Stop when nothing is left.")

    def handle(self, *_: Any, interval: float, once: bool, **__: Any) -> None:
        worker = Worker(interval=interval, batch=once)
        worker.configure_signals()
        worker.run()
