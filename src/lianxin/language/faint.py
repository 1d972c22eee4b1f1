"""Words that stand in reports of every kind (您好, 希望, 怎么办): never the reason for a class."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).parent / "data" / "faint.txt"
FAINT: Final = frozenset(PATH.read_text("utf-8").split())
