"""Every message about studies. Wording: `studies/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "study_invited",  # to a unit or person asked to join
    "study_joined",  # to who asks: somebody has said yes or no
    "study_begun",  # to the team
    "study_reported",  # to who asks
    "study_answered",  # to the team: adopted or not, sent back, stopped
)


@dataclass(frozen=True)
class StudyNotice(Notice):
    """`kind` is one of KINDS; `text` says what has happened, `until` (a day) up to when."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    text: str = ""
    until: str = ""
