"""An owner who has said nothing for weeks is reminded before everybody reads of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lianxin.commitments import queries
from lianxin.commitments.actions import telling
from lianxin.commitments.models import Commitment
from lianxin.kernel import timeline

AT_ONCE = 100


@transaction.atomic
def remind(district_id: int, *, at: datetime) -> int:
    """Safe to repeat: each at most once a week. Returns how many were reminded."""
    on = timezone.localdate(at)
    rows = list(queries.silent(district_id, on=on).whole()[:AT_ONCE])
    for row in rows:
        entry = timeline.append(row, "remind", by=None, at=at)
        said = row.updated_on or row.published_on or on
        telling.tell_owner(
            "promise_remind", row, entry=entry, text=str((on - said).days),
            until=row.due_on.isoformat(),
        )  # fmt: skip
    Commitment.objects.filter(district_id=district_id, pk__in=[r.pk for r in rows]).update(
        reminded_on=on
    )
    return len(rows)
