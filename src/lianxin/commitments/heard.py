"""Who hears of what became of a promise: whoever commented on it with an account."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from lianxin.commitments.models import Comment
from lianxin.following.hearers import Hearer, Tie, heard_by


@heard_by("commitments.commitment")
def of_commitments(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]:
    rows = Comment.objects.filter(
        district_id=district_id, commitment__in=ids, user__isnull=False
    ).exclude(state="HIDDEN")
    for row in rows.select_related("commitment", "user").order_by("pk"):
        yield Hearer(
            row.commitment_id, Tie.TOOK_PART, row.commitment.title, row.said_at, user=row.user
        )
