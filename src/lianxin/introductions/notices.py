"""Every message of the introductions. Wording: `introductions/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "introduced",  # to both sides
    "introduction_asked",  # to both sides: what came of it?
    "project_planned",  # to the other side: a milestone was planned, or planned anew
    "project_reported",  # to the other side: it is to be accepted
    "project_back",  # to who did it, as the next
    "project_accepted",
    "project_due",  # to who does it: its day is near, or was yesterday
    "project_waiting",  # to who accepts: it has waited for a week
    "introduction_disputed",  # to the coordinating desk: the two say different things
)


@dataclass(frozen=True)
class IntroductionNotice(Notice):
    """`kind` is one of KINDS; `other` is the other side, `when` ISO 8601 or empty."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    other: str = ""
    text: str = ""
    when: str = ""
