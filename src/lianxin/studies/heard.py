"""Who hears of what became of a study: the people of its team, and of the unit that asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone

from lianxin.exchange.policy import OF_UNIT
from lianxin.following.hearers import Hearer, Tie, heard_by
from lianxin.network import queries as network
from lianxin.studies import queries
from lianxin.studies.models import Study


@heard_by("studies.study")
def of_studies(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]:
    on = timezone.localdate()
    rows = Study.objects.filter(district_id=district_id, pk__in=ids).whole().order_by("pk")
    for study in rows:
        for user in network.people_in(study.unit, *OF_UNIT, on=on):
            yield Hearer(study.pk, Tie.PROPOSED, study.title, study.asked_at, user=user)
        for member in queries.members_of(study):
            if member.consented_at and member.user:
                yield Hearer(
                    study.pk, Tie.TOOK_PART, study.title, study.asked_at, user=member.user
                )
