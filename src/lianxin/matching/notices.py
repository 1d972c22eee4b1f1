"""Every message of matching. Wording: `matching/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "match_invited",  # to an organisation that fits a need
    "match_reminded",
    "match_answered",  # to the need's owner
    "match_called",  # to the owner: enough are interested, or the deadline came
    "post_offered",  # to a person whom a post might suit
    "wishes_placed",  # to each who wished
    "alerts_confirm",  # to who asked to be told of what is new: was it she?
    "fits_found",  # to who asked to be told: what is new
)


@dataclass(frozen=True)
class MatchingNotice(Notice):
    """`kind` is one of KINDS; `link` a path, `text` what somebody wrote, `reasons` why it fits."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    subject: str
    link: str
    unit: str = ""
    text: str = ""
    reasons: str = ""
    when: str = ""  # ISO 8601
    number: int = 0
