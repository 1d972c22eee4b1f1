"""Every message about agreements. Wording: `partnering/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "agreement_asked",  # to a side: please read and sign
    "agreement_signed",  # to both: it holds
    "agreement_remarked",  # to the unit of the place: what the partner wants otherwise
    "agreement_dropped",  # to the other side
    "agreement_ending",  # to both: it ends soon
    "agreement_yearly",  # to both: a year is nearly over; how shall it go on?
    "terms_owed",  # to who gives it: what is owed within a week
    "agreement_word",  # to the other side: what it says of the year
    "agreement_ended",  # to both: ended early
    "handover_told",  # to the other side: please confirm
    "handover_confirmed",  # to who recorded it
    "handover_disputed",
)


@dataclass(frozen=True)
class PartnerNotice(Notice):
    """`kind` is one of KINDS; `other` is who did it, `when` a day in ISO 8601 or empty; `until`
    the moment up to which the letter's link is good, for a side without an account."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    other: str = ""
    text: str = ""
    when: str = ""
    days: int = 0
    until: str = ""
