"""What a meeting decided is found by its words once its minutes are out."""

from __future__ import annotations

from typing import Final

from lianxin.gatherings import queries
from lianxin.gatherings.models import Meeting
from lianxin.search import actions as search
from lianxin.search.actions import Text

DECISION: Final = "DECISION"


def put(meeting: Meeting) -> None:
    """Call it in the deed that sends the minutes. What a parked case was called is left out."""
    texts = [
        Text(
            one.pk, one.text[:120], f"{'' if one.topic.case_id else one.topic.title}"
            f"\n{one.owner.name}\n{meeting.series.name}",
            one.made_at, is_public=meeting.series.is_public, also=meeting.ref,
        )
        for one in queries.resolutions_of(meeting)
    ]  # fmt: skip
    search.put_many(DECISION, texts, district_id=meeting.district_id)
