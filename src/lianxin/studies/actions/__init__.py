"""Everything that can be done with a study."""

from lianxin.studies.actions.asking import Told, ask, begin, consent, decline, drop, invite
from lianxin.studies.actions.observing import Seen, note, promise, strike
from lianxin.studies.actions.reporting import answer, publish, report, send_back, unpublish

__all__ = [
    "Seen",
    "Told",
    "answer",
    "ask",
    "begin",
    "consent",
    "decline",
    "drop",
    "invite",
    "note",
    "promise",
    "publish",
    "report",
    "send_back",
    "strike",
    "unpublish",
]
