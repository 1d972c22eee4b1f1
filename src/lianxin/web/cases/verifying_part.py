"""Fill what was verified, on the page of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lianxin.cases.models import Verification
from lianxin.cases.states import State
from lianxin.web.cases.ground import Ground


@dataclass(frozen=True)
class Verified:
    """One answer that was handed in."""

    outcome: str
    text: str
    submitted_by: str
    submitted_at: datetime
    stands: str
    level: str
    verified_by: str
    verified_at: datetime | None
    remark: str


def verified_of(ground: Ground) -> Sequence[Verified]:
    """The newest first."""
    return [_verified(ground, row) for row in reversed(ground.verifications)]


def _verified(ground: Ground, row: Verification) -> Verified:
    stands, level = _stands(ground, row)
    return Verified(
        outcome=row.get_outcome_display(),
        text=row.text,
        submitted_by=str(row.submitted_by or _("系统")),
        submitted_at=row.submitted_at,
        stands=stands,
        level=level,
        verified_by=str(row.verified_by) if row.verified_by else "",
        verified_at=row.verified_at if row.is_passed is not None else None,
        remark=row.remark,
    )


def _stands(ground: Ground, row: Verification) -> tuple[str, str]:
    if row.is_passed is not None:
        return (_("核查通过"), "good") if row.is_passed else (_("核查不通过"), "bad")
    waits = row.verified_at is None and ground.case.state == State.VERIFYING
    return (_("等人核查"), "wait") if waits else (_("没有核查"), "quiet")
