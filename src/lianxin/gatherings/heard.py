"""Who handed a topic in hears of all that becomes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from lianxin.following.hearers import Hearer, Tie, heard_by
from lianxin.gatherings.models import Topic


@heard_by("gatherings.topic")
def of_topics(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]:
    rows = Topic.objects.filter(district_id=district_id, pk__in=ids, by_user__isnull=False)
    for one in rows.select_related("by_user"):
        yield Hearer(one.pk, Tie.PROPOSED, one.title, one.put_at, user=one.by_user)
