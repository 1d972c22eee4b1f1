"""A year after an agreement is over nothing says how its partner was reached."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from lianxin.partnering.models import Reach
from lianxin.partnering.states import AgreementState

YEAR: Final = timedelta(days=365)


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Safe to repeat. Returns how many were forgotten."""
    before = timezone.localdate(at) - YEAR
    over = Q(agreement__ends_on__lt=before) | Q(agreement__ended_on__lt=before)
    never = Q(agreement__state=AgreementState.DROPPED, agreement__made_at__lt=at - YEAR)
    done, _each = Reach.objects.filter(over | never, district_id=district_id).delete()
    return done
