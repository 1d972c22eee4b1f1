"""What the room does by itself."""

from __future__ import annotations

from django.utils import timezone

from lianxin.kernel import work
from lianxin.network import actions


@work.every(daily_at="03:10")
@work.task()
def delete_unanswered_invitations() -> None:
    actions.delete_unanswered(at=timezone.now())
