"""What of a case's timeline one may read, and in whose name each entry stands: the same on its
page and in its papers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience, Entry

BY_PARTY = frozenset({"consent", "decline", "sign"})  # of a dispute, by a link of its own
BY_REQUESTER = frozenset({"open", "supply", "urge", "withdraw", "object", "confirm", "rate"})
AMONG_STAFF = frozenset({"assign", "unassign", "reassign", "bounce", "resume", "park", "decide"})
"""Moves that the requester sees, but not what one unit wrote to another."""


def entries(case: Case, *, inside: bool) -> QuerySet[Entry]:
    """The oldest first; for those who do not see inside, only what the requester sees too."""
    found = timeline.of(case)
    return found if inside else found.filter(audience=Audience.PUBLIC)


def is_internal(entry: Entry) -> bool:
    return entry.audience == Audience.STAFF or entry.verb in AMONG_STAFF


def note(entry: Entry, *, inside: bool) -> str:
    return entry.note if inside or not is_internal(entry) else ""


def who(entry: Entry) -> str:
    if entry.by_id:
        return str(entry.by)
    if entry.verb in BY_PARTY:
        return _("当事方")
    if entry.verb == "reply_outside":
        return _("外部单位")
    return _("诉求人") if entry.verb in BY_REQUESTER else _("系统")
