"""Every write of the room: draft, sign, renew and end an agreement; record what was given; reach a
partner without an account."""

from lianxin.partnering.actions.drafting import Told, amend, draft, drop, renew
from lianxin.partnering.actions.giving import confirm, dispute, record, withdraw
from lianxin.partnering.actions.reaching import Contact, ask_again, reach
from lianxin.partnering.actions.saying import remark, say
from lianxin.partnering.actions.signing import end, sign, sign_with

__all__ = [
    "Contact",
    "Told",
    "amend",
    "ask_again",
    "confirm",
    "dispute",
    "draft",
    "drop",
    "end",
    "reach",
    "record",
    "remark",
    "renew",
    "say",
    "sign",
    "sign_with",
    "withdraw",
]
