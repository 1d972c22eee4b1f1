"""Django's sessions in the database, found by a statement composed once: every page asks."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from lianxin.kernel.database.composed import composed


class SessionStore(InDatabase):
    def _get_session_from_db(self) -> Session | None:
        if self.session_key:
            for session in _unexpired(self.session_key, timezone.now()):
                return session
        self._session_key = (
            None  # as Django's own does, so that a stranger's key is not taken over
        )
        return None


@composed
def _unexpired(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
