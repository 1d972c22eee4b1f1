"""Every message of the room. Wording: `following/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "became",  # to whoever raised or follows what it came of
    "follow_confirm",  # to an address that wants to follow
)


@dataclass(frozen=True)
class FollowNotice(Notice):
    """`subject` is what something happened to, `text` what; `tie`, `title` and `on` say by what
    the reader has to do with it, unless it `is_itself` what she raised."""

    kind: str  # type: ignore[misc]  # one class words both
    subject: str
    link: str
    text: str = ""
    tie: str = "FOLLOWED"
    title: str = ""
    on: str = ""
    is_itself: bool = False
