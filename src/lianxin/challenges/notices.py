"""Every message of the challenges. Wording: `challenges/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "challenge_question",  # to the publisher
    "challenge_applied",  # to the applicant
    "challenge_application",  # to the publisher
    "challenge_appointed",  # to the reviewer
    "challenge_dismissed",
    "challenge_awarded",  # to the applicant, as the next three
    "challenge_shortlisted",
    "challenge_refused",
    "challenge_stopped",
    "challenge_warn",  # to the publisher: the decision is due soon
    "challenge_due",  # to the publisher: it is due
    "challenge_late",  # to those who lead
    "milestone_planned",  # to the team, as the next
    "milestone_back",
    "milestone_accepted",
    "milestone_due",  # its day is near, or was yesterday
    "milestone_reported",  # to the publisher, as the next
    "milestone_waiting",  # for a week
)


@dataclass(frozen=True)
class ChallengeNotice(Notice):
    """`kind` is one of KINDS; `ref` and `subject` those of the challenge or the application,
    `when` ISO 8601 or empty."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    ref: str
    subject: str
    link: str
    team: str = ""
    text: str = ""
    when: str = ""
