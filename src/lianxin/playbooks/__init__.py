"""A district's way of working as data: read, checked, loaded through the actions, written back.

Start reading at `loader.put`; the format is explained in docs/guide/playbooks.md.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lianxin.network.models import District, User


def load(name_or_path: str | Path, *, at: datetime, by: User | None = None) -> District:
    """Load a shipped playbook by its name, or one from a file. Safe to repeat.

    Raises `document.BadPlaybook` with file and line of every mistake; then nothing was changed.
    """
    from lianxin.playbooks import loader  # noqa: PLC0415 Django imports apps before models

    return loader.put(loader.read(name_or_path), at=at, by=by).district
