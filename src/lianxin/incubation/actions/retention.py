"""A year after a group is over nothing says who put it forward."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from lianxin.incubation.models import Proposer
from lianxin.incubation.states import GroupStage

YEAR: Final = timedelta(days=365)


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Safe to repeat. Returns how many were forgotten."""
    before = timezone.localdate(at) - YEAR
    rows = Proposer.objects.filter(
        district_id=district_id, group__state=GroupStage.CLOSED, group__stage_on__lt=before
    )
    done, _each = rows.delete()
    return done
