"""Who hears of what became of a topic: who raised it, and who supports it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from lianxin.deliberation.actions import telling
from lianxin.deliberation.models import Support, Topic
from lianxin.following.hearers import Hearer, Tie, heard_by


@heard_by("deliberation.topic")
def of_topics(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]:
    topics = Topic.objects.filter(district_id=district_id, pk__in=ids)
    for topic in topics.select_related("raised_by").order_by("pk"):
        address = telling.author_address(topic)
        if topic.raised_by is not None or address is not None:
            yield Hearer(
                topic.pk, Tie.PROPOSED, topic.title, topic.raised_at, user=topic.raised_by,
                address=address,
            )  # fmt: skip
    supports = Support.objects.filter(
        district_id=district_id, topic__in=ids, confirmed_at__isnull=False
    )
    for one in supports.select_related("topic", "user").order_by("pk"):
        if one.user is None and not (one.email or one.phone):
            continue
        yield Hearer(
            one.topic.pk, Tie.TOOK_PART, one.topic.title, one.at, user=one.user,
            address=None if one.user else telling.support_address(one),
        )  # fmt: skip
