"""Topics that everybody may read are found by their words and by what was answered."""

from __future__ import annotations

from typing import Final

from lianxin.deliberation.models import Topic
from lianxin.deliberation.states import PUBLIC
from lianxin.search import actions as search

TOPIC: Final = "TOPIC"


def keep(topic: Topic) -> None:
    """Call it in each deed that changes the words, or who may read them."""
    if topic.state not in PUBLIC or topic.shown_at is None:
        search.remove(TOPIC, topic.pk, district_id=topic.district_id)
        return
    search.put(
        TOPIC, topic.pk, district_id=topic.district_id, title=topic.title,
        body=f"{topic.text}\n{topic.answer}", at=topic.shown_at, is_public=True, also=topic.ref,
    )  # fmt: skip
