"""Every write of the room: draw up a list, promise, report with evidence, settle.

What shows it is in `evidence`, what residents say of it in `voices`.
"""

from lianxin.commitments.actions.drawing_up import Draft, draw_up, end, publish
from lianxin.commitments.actions.promising import (
    Promised,
    add_milestone,
    add_site,
    change,
    promise,
)
from lianxin.commitments.actions.reporting import (
    build,
    finish,
    reach,
    report,
    send_back,
    settle,
)

__all__ = [
    "Draft",
    "Promised",
    "add_milestone",
    "add_site",
    "build",
    "change",
    "draw_up",
    "end",
    "finish",
    "promise",
    "publish",
    "reach",
    "report",
    "send_back",
    "settle",
]
