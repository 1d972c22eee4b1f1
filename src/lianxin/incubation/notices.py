"""Every message about groups. Wording: `incubation/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "group_proposed",  # to the incubator: a resident puts one forward
    "group_received",  # to who put it forward: her link
    "group_stage",  # to who speaks for it: it has come further, or is over
    "cycle_reported",  # to the incubator
    "cycle_answered",  # to who speaks for it: accepted, or sent back
)


@dataclass(frozen=True)
class GroupNotice(Notice):
    """`kind` is one of KINDS; `text` says what has happened, `until` up to when an answer is
    promised."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    text: str = ""
    until: str = ""
