"""A line that tells how far something long has come."""

from __future__ import annotations

import time
from typing import TextIO, TypeVar

from django.utils.translation import gettext as _

ItemT = TypeVar("ItemT")
BAR = 24
EVERY = 0.2  # seconds between two drawings on a terminal
EVERY_LINE = 15.0  # … and between two lines in a log


class Progress:
    """Draws how much of `total` is done: a moving line on a terminal, else now and then a line."""

    def __init__(self, total: int, *, out: TextIO, what: str = "") -> None:
        self.total, self.out, self.what = max(total, 1), out, what
        self.begun = self.drawn = time.monotonic()
        self.done = 0

    def reach(self, done: int) -> None:
        self.done = done
        now = time.monotonic()
        if now - self.drawn >= (EVERY if self.out.isatty() else EVERY_LINE):
            self.drawn = now
            self._draw()

    def end(self) -> None:
        self._draw()
        if self.out.isatty():
            self.out.write("\n")

    def _draw(self) -> None:
        share = min(self.done / self.total, 1.0)
        spent = time.monotonic() - self.begun
        left = spent / share * (1 - share) if share else 0.0
        bar = "█" * int(share * BAR) + "░" * (BAR - int(share * BAR))
        rate = self.done / spent if spent else 0.0
        text = _("%(what)s %(bar)s %(done)d/%(total)d  每秒 %(rate).0f  还需 %(left)d 秒") % {
            "what": self.what,
            "bar": bar,
            "done": self.done,
            "total": self.total,
            "rate": rate,
            "left": left,
        }
        self.out.write(f"\r\033[K  {text}" if self.out.isatty() else f"  {text}\n")
        self.out.flush()
