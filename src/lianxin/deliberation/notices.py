"""Every message about topics. Wording: `deliberation/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "topic_handed_in",  # to the hall's unit: somebody raised one, or asks for another look
    "topic_received",  # to who raised it without an account: her link
    "topic_hidden",  # to who raised it: why it is not shown, and that she may object once
    "topic_shown",  # to who raised it: it is shown, until when it is answered
    "topic_to_answer",  # to the unit that has to answer
    "topic_late",  # to the same: the answer is due, or overdue
    "topic_changed",  # to who supports it: what stood there and what stands there now
    "support_confirm",  # to an address: is it yours?
    "survey_closed",  # to the hall's unit: the result is there, say what is done with it
    "remark_waiting",  # to the hall's unit: a remark waits, or was reported
)


@dataclass(frozen=True)
class TopicNotice(Notice):
    """`kind` is one of KINDS; `text` says what has happened, `until` up to when something is
    promised or expected."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    text: str = ""
    until: str = ""
    before: str = ""
