"""Every write of the room: draft, sign, renew and end an agreement; record what was given."""

from lianxin.partnering.actions.drafting import Told, amend, draft, drop, renew
from lianxin.partnering.actions.giving import confirm, dispute, record, withdraw
from lianxin.partnering.actions.signing import end, sign

__all__ = [
    "Told",
    "amend",
    "confirm",
    "dispute",
    "draft",
    "drop",
    "end",
    "record",
    "renew",
    "sign",
    "withdraw",
]
