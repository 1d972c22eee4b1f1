"""Every write of the room: take a group in, lead it on, run its projects."""

from lianxin.incubation.actions.leading import (
    Told,
    close,
    go_on,
    hand_over,
    register,
    show,
    take_in,
)
from lianxin.incubation.actions.proposing import Idea, decline, propose, take_up
from lianxin.incubation.actions.running import accept, begin, plan, report, send_back, stop

__all__ = [
    "Idea",
    "Told",
    "accept",
    "begin",
    "close",
    "decline",
    "go_on",
    "hand_over",
    "plan",
    "propose",
    "register",
    "report",
    "send_back",
    "show",
    "stop",
    "take_in",
    "take_up",
]
