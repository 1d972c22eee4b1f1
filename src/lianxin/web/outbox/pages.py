"""What the inbox and the operator's page show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.kernel import work
from lianxin.outbox import letters
from lianxin.outbox.queries import Channel, Failure, Line, Sent, Tally
from lianxin.web.outbox.forms import EndpointForm, GroupForm, ReplayForm
from lianxin.web.parts import Link, Pager

STANDS: dict[str, tuple[str | Promise, str]] = {
    "QUEUED": (gettext_lazy("排队中"), "wait"),
    "SENT": (gettext_lazy("已收下"), "good"),
    "FAILED": (gettext_lazy("没有收下"), "bad"),
}
TICK_LATE = timedelta(minutes=3)


@dataclass(frozen=True)
class MessageRow:
    line: Line
    url: str


@dataclass(frozen=True)
class Inbox:
    rows: Sequence[MessageRow]
    unread: int
    pager: Pager
    can_operate: bool


@dataclass(frozen=True)
class TaskRow:
    pk: UUID
    name: str
    ended_at: datetime | None
    reason: str

    @classmethod
    def of(cls, row: work.Row) -> TaskRow:
        last_line = row.traceback.strip().rpartition("\n")[2]
        name = row.task_path.removeprefix("lianxin.")
        return cls(row.pk, name, row.finished_at, letters.blotted(last_line))


@dataclass(frozen=True)
class Failures:
    deliveries: Sequence[Failure]
    tasks: Sequence[TaskRow] | None  # None: not for this person to see
    ticked_at: datetime | None
    is_working: bool


@dataclass(frozen=True)
class Channels:
    groups: Sequence[Channel]
    endpoints: Sequence[Channel]
    group_form: GroupForm
    endpoint_form: EndpointForm
    secret: str  # of the system that was just subscribed; "" otherwise


@dataclass(frozen=True)
class EventRow:
    sent: Sent
    stands: str
    level: str

    @classmethod
    def of(cls, sent: Sent) -> EventRow:
        is_trying = sent.state == "QUEUED" and sent.attempts
        stands, level = (_("会再试"), "wait") if is_trying else STANDS[sent.state]
        return cls(sent, str(stands), level)


@dataclass(frozen=True)
class Events:
    """What one system was sent."""

    name: str
    url: str  # where it listens
    crumbs: Sequence[Link]
    events_url: str
    replay_url: str
    tally: Tally
    rows: Sequence[EventRow]
    form: ReplayForm
    renew_url: str
    secret: str = ""  # the new one, shown this once
    both_until: datetime | None = None  # until then the former one counts too


def address(link: str) -> str:
    """A message's link, on this site and in this district."""
    return f"{get_script_prefix().rstrip('/')}{link}" if link.startswith("/") else link
