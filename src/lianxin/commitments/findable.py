"""What is found of a promise: its title, what it says, who owns it. Public ones only."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from lianxin.commitments.models import Commitment
from lianxin.commitments.states import CommitmentState
from lianxin.search import actions as search

PROMISE: Final = "promise"


def put(commitment: Commitment) -> None:
    """Call it in the deed that makes a promise public, or changes its words."""
    if commitment.state == CommitmentState.PLANNED:
        return
    parts = (commitment.about, commitment.chapter, commitment.programme.title)
    body = "\n".join(part for part in (*parts, commitment.owner.name) if part)
    search.put(
        PROMISE, commitment.pk, district_id=commitment.district_id, title=commitment.title,
        body=body, at=timezone.now(), is_public=True, also=commitment.ref,
    )  # fmt: skip
