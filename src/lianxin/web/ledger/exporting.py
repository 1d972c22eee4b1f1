"""Make the file that somebody asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import exports, queries
from lianxin.network.models import User
from lianxin.papers import actions as papers
from lianxin.papers import lists as writing
from lianxin.papers.lists import Cell
from lianxin.papers.models import Job
from lianxin.web.ledger import lists

KIND = "export_cases"
TOLD_EVERY = 500


class Stopped(Exception):
    """The person who asked does not want it any more."""


def make(job: Job, *, at: datetime) -> None:
    """Write the list as it stands at `at`, telling how far it has come."""
    user = User.objects.get(pk=job.asked_by_id)
    listed = exports.Listed(
        lists.find(user, job.asked, at=at), job.district_id, queries.rules_of(job.district_id)
    )
    with tempfile.TemporaryDirectory(prefix="lianxin-export-") as folder:
        path = Path(folder) / f"file.{job.asked['format']}"
        try:
            _write(job, listed, path)
        except Stopped:
            return
        job.total = job.done
        name = f"lianxin-{timezone.localtime(at):%Y%m%d-%H%M}{path.suffix}"
        papers.finish(job, path, name=name, at=timezone.now())


def _write(job: Job, listed: exports.Listed, path: Path) -> None:
    is_bulk = job.asked["shape"] == "bulk"
    head: Sequence[str] = exports.BULK if is_bulk else [str(one) for one in exports.LEDGER]
    rows = _counted(job, listed.bulk() if is_bulk else listed.ledger())
    if path.suffix == ".xlsx":
        wide = () if is_bulk else exports.LEDGER_WIDE
        writing.write_xlsx(path, title=_("诉求台账"), head=head, rows=rows, wide=wide)
    else:
        has_bom = bool(job.asked["has_bom"])
        writing.write_csv(path, head=head, rows=rows, has_bom=has_bom)


def _counted(job: Job, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    job.done = 0
    for number, row in enumerate(rows, 1):
        if number % TOLD_EVERY == 0 and not papers.reach(job, number, at=timezone.now()):
            raise Stopped
        job.done = number
        yield row
