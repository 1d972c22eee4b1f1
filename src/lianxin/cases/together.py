"""Reads about what hard cases have: checklist, questions outside, verifications, mediations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, QuerySet

from lianxin.cases.models import Case, Consultation, Mediation, Party, Task, Verification
from lianxin.cases.queries import rules_of
from lianxin.kernel import privacy
from lianxin.kernel.database.composed import composed
from lianxin.network.models import User

SIDES = ("甲方", "乙方", "丙方", "丁方", "戊方", "己方")
"""How the sides of a dispute are called, in their order."""


def consultation_by_code(district_id: int, pk: UUID, code: str) -> Consultation | None:
    """The question `pk` to somebody outside, when `code` opens it. An unknown one and a wrong
    code give the same answer after the same work."""
    rows = Consultation.objects.filter(district_id=district_id, pk=pk)
    found = rows.select_related("case__place", "case__lead", "asked_by").first()
    return found if privacy.matches_code(pk, code) and found else None


def party_by_code(district_id: int, pk: UUID, code: str) -> Party | None:
    """The side `pk` of a dispute, when `code` opens it; as above."""
    rows = Party.objects.filter(district_id=district_id, pk=pk)
    found = rows.select_related(
        "mediation__case__place", "mediation__case__lead", "mediation__mediator"
    ).first()
    return found if privacy.matches_code(pk, code) and found else None


@dataclass(frozen=True)
class Mediations:
    """Those of one case, the newest last, and the sides of the newest."""

    rows: list[Mediation]
    parties: list[Party]

    @property
    def newest(self) -> Mediation | None:
        return self.rows[-1] if self.rows else None


def mediations(case: Case) -> Mediations:
    """Two queries; none for a case that is not confidential."""
    if not case.is_confidential:
        return Mediations([], [])
    own = Mediation.objects.filter(district_id=case.district_id, case=case)
    rows = list(own.select_related("mediator").order_by("opened_at"))
    return Mediations(rows, sides(rows[-1]) if rows else [])


def sides(mediation: Mediation) -> list[Party]:
    parties = Party.objects.filter(district_id=mediation.district_id, mediation=mediation)
    return sorted(parties, key=_side_order)


def sides_by_mediation(district_id: int, rows: Iterable[Mediation]) -> dict[UUID, list[Party]]:
    """The sides of each of `rows`. One query."""
    pks = [row.pk for row in rows]
    parties = Party.objects.filter(district_id=district_id, mediation__in=pks)
    found: dict[UUID, list[Party]] = {}
    for party in parties.order_by("id"):
        found.setdefault(party.mediation_id, []).append(party)
    return {pk: sorted(those, key=_side_order) for pk, those in found.items()}


def _side_order(party: Party) -> int:
    return SIDES.index(party.side) if party.side in SIDES else len(SIDES)


def mediating(user: User, district_id: int) -> QuerySet[Mediation]:
    """What was given to `user` to settle, what goes on first, then the newest."""
    rows = Mediation.objects.filter(district_id=district_id, mediator_id=user.pk)
    whole = rows.select_related("case__place", "case__lead").defer("case__place__shape")
    return whole.order_by(F("ended_at").desc(nulls_first=True), "-opened_at")


def open_mediations_of(district_id: int, people: Iterable[UUID]) -> dict[UUID, int]:
    """How many mediations each of `people` has open. One query."""
    rows = Mediation.objects.filter(
        district_id=district_id, mediator__in=list(people), ended_at=None
    )
    found = rows.order_by().values("mediator").annotate(n=Count("pk"))
    return {row["mediator"]: row["n"] for row in found}


def tasks_of(case: Case) -> list[Task]:
    """The checklist: what the class asks for in its order, then what was added."""
    codes = [check.code for check in rules_of(case.district_id).checks_of(case.class_code)]
    order = {code: n for n, code in enumerate(codes)}
    found = _tasks(case.district_id, case.pk)
    return sorted(found, key=lambda task: order.get(task.code, len(order)))


@composed
def _tasks(district_id: int, case_id: UUID) -> QuerySet[Task]:
    rows = Task.objects.filter(district_id=district_id, case_id=case_id)
    return rows.select_related("unit", "done_by").order_by("id")


def consultations_of(case: Case) -> list[Consultation]:
    """What was asked outside, the oldest first, with the pictures that came."""
    rows = Consultation.objects.filter(district_id=case.district_id, case=case)
    return list(rows.select_related("asked_by").order_by("asked_at"))


def verifications_of(case: Case) -> list[Verification]:
    rows = Verification.objects.filter(district_id=case.district_id, case=case)
    return list(rows.select_related("submitted_by", "verified_by").order_by("submitted_at"))
