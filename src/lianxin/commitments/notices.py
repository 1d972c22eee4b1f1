"""Every message about promises. Wording: `commitments/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "programme_published",  # to each unit that owns a promise in it
    "promise_given",  # to the owner: it was added to a list that is public already
    "promise_remind",  # to the owner: silent for weeks, or its day is near or over
    "promise_finished",  # to who looks after the list: settle it, or send it back
    "promise_back",  # to the owner
    "promise_settled",  # to the owner
    "promise_comment",  # to who looks after the list: a comment waits to be looked at
    "comment_shown",  # to the owner: a resident's comment is public, an answer is due
    "comment_decided",  # to who wrote it: shown, not shown and why, or answered
)


@dataclass(frozen=True)
class PromiseNotice(Notice):
    """`kind` is one of KINDS; `until` ISO 8601 or empty."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    text: str = ""
    until: str = ""
