"""What the page behind a question's link shows. Nothing of the requester is among it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.web.outside.forms import ReplyForm


@dataclass(frozen=True)
class Question:
    """`form` is None once it was answered, is over, or was taken back."""

    ref: str
    subject: str  # "" where the name of the matter tells too much
    place: str
    unit: str
    party: str
    question: str
    asked_at: datetime
    expires_at: datetime
    standing: str  # OPEN, REPLIED, ENDED or LAPSED
    reply: str
    replied_at: datetime | None
    form: ReplyForm | None
    here: str
