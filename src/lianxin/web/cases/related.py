"""The cases that one case has to do with, and how it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from lianxin.cases.models import Case, Reading
from lianxin.cases.states import UNANSWERED, State

MOST = 60  # cases read for one page
LISTED = 5  # similar ones


def likes_of(case: Case) -> list[dict[str, Any]]:
    """What the machine found to be like `case`, while it may still be joined. One query."""
    if case.state not in UNANSWERED or case.parent_id or case.is_confidential:
        return []
    rows = Reading.objects.filter(district_id=case.district_id, case=case)
    likes = rows.values_list("likes", flat=True).first()
    return list(likes or [])[:LISTED]


def related(case: Case, likes: Sequence[dict[str, Any]]) -> list[Case]:
    """All that `case` has to do with, the longest waiting first. One query."""
    named = [pk for pk in (case.into_id, case.parent_id, case.similar_to_id) if pk]
    kin = (
        Q(into=case.pk, state=State.JOINED)
        | Q(similar_to=case.pk, state=State.RECEIVED)
        | Q(parent=case.pk)
        | Q(pk__in=[*named, *(one["id"] for one in likes)])
    )
    rows = Case.objects.filter(kin, district_id=case.district_id).exclude(pk=case.pk)
    return list(rows.whole().order_by("received_at", "id")[:MOST])


def follows(row: Case, case: Case) -> bool:
    return row.into_id == case.pk and row.state == State.JOINED


def is_alike(row: Case, case: Case) -> bool:
    """Whether `row` waits at the desk behind `case`, as the same matter."""
    return row.similar_to_id == case.pk and row.state == State.RECEIVED


def is_part(row: Case, case: Case) -> bool:
    return row.parent_id == case.pk


def may_join(case: Case, other: Case) -> bool:
    """Whether `case` can be joined to `other`."""
    is_free = not (other.is_confidential or other.parent_id or case.is_confidential)
    return is_free and case.state in UNANSWERED and other.state in {*UNANSWERED, State.JOINED}
