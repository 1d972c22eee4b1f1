"""Everything that can be done with a study."""

from lianxin.studies.actions.asking import Told, ask, begin, consent, decline, drop, invite
from lianxin.studies.actions.reporting import answer, publish, report, send_back, unpublish

__all__ = [
    "Told",
    "answer",
    "ask",
    "begin",
    "consent",
    "decline",
    "drop",
    "invite",
    "publish",
    "report",
    "send_back",
    "unpublish",
]
