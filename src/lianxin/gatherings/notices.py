"""Every message about meetings. Wording: `gatherings/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "meeting_called",  # to who is invited: when, where, her link to answer
    "meeting_moved",  # to the same: another time
    "meeting_cancelled",  # to the same, with the reason
    "minutes_sent",  # to who was invited
    "minutes_due",  # to the clerk and the chair: the minutes are overdue
    "action_given",  # to the owner: what, until when
    "action_due",  # to the owner: it is due soon, or overdue
    "action_reported",  # to the clerk: may be closed
    "action_answered",  # to the owner: closed, sent back, or not wanted any more
    "topic_submitted",  # to the clerk: somebody wants a topic on the agenda
)


@dataclass(frozen=True)
class MeetingNotice(Notice):
    """`kind` is one of KINDS; `text` says what has happened, `until` when or up to when."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    text: str = ""
    until: str = ""
