"""Every message of the room. Wording: `visits/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "thanks_asked",  # to whom a letter would name: may it?
    "thanks_sent",  # to the lead of the unit it is for
    "hazard_reported",  # to who works nearest to the place: go and look
    "hazard_given",  # to the unit that puts it right, also where it was not safe yet
    "hazard_fixed",  # to who checked it: look again
)


@dataclass(frozen=True)
class HazardNotice(Notice):
    """`kind` is one of KINDS; `until` ISO 8601 or empty."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    where: str
    link: str
    text: str = ""
    until: str = ""


@dataclass(frozen=True)
class ThanksNotice(Notice):
    """`kind` is one of KINDS."""

    kind: str  # type: ignore[misc]  # as above
    ref: str
    unit: str
    to_unit: str
    link: str
