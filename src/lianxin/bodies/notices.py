"""Every message of the room. Wording: `bodies/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "body_confirm",  # to who signed up or was invited: the link by which only she confirms
    "body_joined",  # to the new member: her own link, by which she also leaves
    "body_election",  # to the members: members may stand, or vote
    "body_elected",  # to the members: who was elected
    "term_coming",  # to the unit: its term begins soon
    "term_report",  # to the unit: its report is due, or late
)


@dataclass(frozen=True)
class BodyNotice(Notice):
    """`kind` is one of KINDS; `text` says what it is about, `until` up to when."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    subject: str
    link: str = ""
    text: str = ""
    until: str = ""
