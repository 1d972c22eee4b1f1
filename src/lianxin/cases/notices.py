"""Every message about a case. Wording: `cases/templates/outbox/<kind>.…`, see `outbox.wording`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianxin.outbox.actions import Notice

TO_REQUESTER = (
    "case_received",
    "case_accepted",
    "case_question",
    "case_feedback",
    "case_paused",
    "case_extended",
    "case_answered",
    "case_reopened",
    "case_upheld",
    "case_closed",
    "case_joined",
    "case_split",
    "case_bulletin",
    "case_shown",
    "case_enlisted",
    "case_listed",
    "case_settled",
)
TO_STAFF = (
    "case_new",
    "case_assigned",
    "case_unassigned",
    "case_bounced",
    "case_supplied",
    "case_urged",
    "case_warn",
    "case_due",
    "case_late",
    "case_escalated",
    "case_help_asked",
    "case_extension_asked",
    "case_extension_decided",
    "case_objected",
    "case_forbidden",
    "case_parked",
    "case_decided",
    "case_rated",
    "case_handed",
    "case_part_done",
    "case_task",
    "case_outside_replied",
    "case_outside_lapsed",
    "case_verify",
    "case_verified",
    "case_sent_back",
    "mediation_opened",
    "mediation_ready",
    "mediation_ended",
)
TO_OTHERS = (  # people outside, by a link of their own
    "outside_asked",
    "mediation_invited",
    "mediation_session",
    "mediation_to_sign",
)
KINDS = TO_REQUESTER + TO_STAFF + TO_OTHERS


@dataclass(frozen=True)
class CaseNotice(Notice):
    """`kind` is one of KINDS. `text` is what somebody wrote; `due_at` is ISO 8601 or empty;
    `link` is a path, with the tracking code in it when it goes to the requester."""

    kind: str  # type: ignore[misc]  # one class words all messages about a case
    ref: str
    subject: str
    link: str
    unit: str = ""
    text: str = ""
    due_at: str = ""


@dataclass(frozen=True)
class CalendarMissing(Notice):
    """Promises fall into a year whose days off are not in the working calendar yet."""

    kind: ClassVar[str] = "calendar_missing"

    year: str


@dataclass(frozen=True)
class RuleBroken(Notice):
    """A rule of routing could not be followed; `ref` is the first case that it stopped."""

    kind: ClassVar[str] = "rule_broken"

    rule: str
    fault: str
    ref: str
