"""Every message about who meets whom at an event, worded in `templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "talk_asked",  # to who shows something: a unit wants to meet
    "talk_accepted",  # to who asked
    "talk_declined",  # to who asked, with the reason
    "talk_withdrawn",  # to who shows it: the other side takes it back
)


@dataclass(frozen=True)
class TalkNotice(Notice):
    """`kind` is one of KINDS; `subject` is what is shown, `unit` the other side, `when` ISO 8601,
    `text` what somebody wrote."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    unit: str = ""
    text: str = ""
    when: str = ""
