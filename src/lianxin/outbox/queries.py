"""What an inbox shows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet

from lianxin.outbox.models import Message

MANY = 100
Mark = tuple[datetime, UUID]


def unread_count(user: AbstractBaseUser | AnonymousUser) -> int:
    """How many messages wait unread in the inbox of `user`; no more than 100 are counted."""
    district_id = getattr(user, "district_id", None)
    if not district_id:
        return 0
    unread = Message.objects.filter(district_id=district_id, to_id=user.pk, read_at=None)
    return unread[:MANY].count()


def page(messages: QuerySet[Message], *, before: Mark | None, size: int) -> QuerySet[Message]:
    """The `size` latest of `messages`, or the `size` next older ones than the mark `before`."""
    if before:
        at, pk = before
        older = Q(queued_at__lt=at) | Q(pk__lt=pk)
        messages = messages.filter(queued_at__lte=at).filter(older)
    return messages.order_by("-queued_at", "-pk")[:size]
