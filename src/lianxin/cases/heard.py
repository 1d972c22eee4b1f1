"""Who hears of what became of a case: whom it is for, and whom those joined to it are for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from lianxin.cases.models import Requester
from lianxin.cases.states import State
from lianxin.following.hearers import Hearer, Tie, heard_by
from lianxin.kernel import privacy
from lianxin.outbox.actions import Address


@heard_by("cases.case")
def of_cases(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]:
    joined = Q(case__into__in=ids, case__state=State.JOINED)
    rows = Requester.objects.filter(Q(case__in=ids) | joined, district_id=district_id)
    for row in rows.select_related("case", "user").order_by("pk"):
        if row.user or row.email or row.phone:
            yield of_requester(row)


def of_requester(row: Requester) -> Hearer:
    """Her own case is what she knows it by, also where it was joined to another."""
    case = row.case
    is_joined = case.state == State.JOINED and case.into_id is not None
    return Hearer(
        of=case.into_id or case.pk if is_joined else case.pk,
        tie=Tie.JOINED if is_joined else Tie.REPORTED,
        title=case.subject,
        at=case.received_at,
        user=row.user,
        address=Address(
            name=row.name or "", email=row.email or "", phone=row.phone or "",
            language=row.language,
            link=f"/track/{case.ref}/{privacy.tracking_code(case.pk)}/",
        ),
    )  # fmt: skip
