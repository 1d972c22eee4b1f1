"""Make the list of cases that somebody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lianxin.cases import exports, queries
from lianxin.network.models import User
from lianxin.papers.models import Job
from lianxin.web.ledger import asking, lists

KIND = "export_cases"


def make(job: Job, *, at: datetime) -> None:
    """Write the list as it stands at `at`."""
    user = User.objects.get(pk=job.asked_by_id)
    listed = exports.Listed(
        lists.find(user, job.asked, at=at), job.district_id, queries.rules_of(job.district_id)
    )
    is_bulk, is_csv = job.asked["shape"] == "bulk", job.asked["format"] == "csv"
    head: Sequence[str] = exports.BULK if is_bulk else [str(one) for one in exports.LEDGER]
    asking.write(
        job,
        title=_("诉求台账"),
        head=head,
        rows=listed.bulk() if is_bulk else listed.ledger(),
        wide=() if is_bulk else exports.LEDGER_WIDE,
        has_bom=bool(job.asked["has_bom"]) if is_csv else None,
        at=at,
    )
