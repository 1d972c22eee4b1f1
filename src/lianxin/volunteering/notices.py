"""Every message of volunteering. Wording: `volunteering/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "surge_call",  # to helpers of the area
    "member_asked",  # to the team's lead
    "member_invited",  # to the volunteer
    "member_approved",
    "member_refused",
    "correction_asked",  # to the organiser
    "correction_escalated",  # to the desk and the volunteer
    "correction_answered",  # to the volunteer
    "manual_to_agree",  # to the others who organise
    "need_taken_on",  # to whoever needs it
)


@dataclass(frozen=True)
class VolunteeringNotice(Notice):
    """`kind` is one of KINDS. `when` is ISO 8601 or empty; `link` a path."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    subject: str
    link: str
    unit: str = ""
    text: str = ""
    when: str = ""
    place: str = ""
