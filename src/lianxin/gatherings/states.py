"""The life of a meeting, of a topic, and of what a meeting asks a unit to do.

PLANNED --call--> CALLED --open--> SESSION --adjourn--> HELD --approve--> MINUTED --send--> CLOSED
   '-----------------open-----------^                     ^--send_back------'
PLANNED, CALLED --cancel--> CANCELLED

SUBMITTED --admit--> OPEN --resolve--> RESOLVED
    |                  |---refer-----> REFERRED
    '--drop--> DROPPED <--drop---'

OPEN --report--> REPORTED --close--> CLOSED
 ^----send_back-----'
OPEN, REPORTED --waive--> WAIVED
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class MeetingState(models.TextChoices):
    """`HELD` waits for the chair to approve the minutes, `MINUTED` for them to be sent."""

    PLANNED = "PLANNED", pgettext_lazy("meeting", "已排期")
    CALLED = "CALLED", pgettext_lazy("meeting", "已通知")
    SESSION = "SESSION", pgettext_lazy("meeting", "开会中")
    HELD = "HELD", pgettext_lazy("meeting", "纪要待审")
    MINUTED = "MINUTED", pgettext_lazy("meeting", "纪要待发")
    CLOSED = "CLOSED", pgettext_lazy("meeting", "纪要已发")
    CANCELLED = "CANCELLED", pgettext_lazy("meeting", "已取消")


class TopicState(models.TextChoices):
    SUBMITTED = "SUBMITTED", pgettext_lazy("topic", "待安排")
    OPEN = "OPEN", pgettext_lazy("topic", "待议")
    RESOLVED = "RESOLVED", pgettext_lazy("topic", "有决议")
    REFERRED = "REFERRED", pgettext_lazy("topic", "转别处办")
    DROPPED = "DROPPED", pgettext_lazy("topic", "不再议")


class ActionState(models.TextChoices):
    OPEN = "OPEN", pgettext_lazy("action", "在办")
    REPORTED = "REPORTED", pgettext_lazy("action", "待销号")
    CLOSED = "CLOSED", pgettext_lazy("action", "已销号")
    WAIVED = "WAIVED", pgettext_lazy("action", "不再办")


_M, _T, _A = MeetingState, TopicState, ActionState
COMING: Final = (_M.PLANNED, _M.CALLED)
"""Not begun: it may be moved and its agenda filled."""
TOLD: Final = (_M.CALLED, _M.SESSION, _M.HELD, _M.MINUTED, _M.CLOSED, _M.CANCELLED)
"""What everybody may know of, where the series is public."""
UNDONE: Final = (_A.OPEN, _A.REPORTED)

MEETING: Final = Lifecycle(
    MeetingState,
    [
        Move("call", _("发通知"), frozenset({_M.PLANNED}), _M.CALLED),
        Move("open", _("开会"), frozenset(COMING), _M.SESSION),
        Move("adjourn", _("散会"), frozenset({_M.SESSION}), _M.HELD),
        Move("approve", _("审定纪要"), frozenset({_M.HELD}), _M.MINUTED),
        Move("send_back", _("退回改纪要"), frozenset({_M.MINUTED}), _M.HELD),
        Move("send", _("发出纪要"), frozenset({_M.MINUTED}), _M.CLOSED),
        Move("cancel", _("取消会议"), frozenset(COMING), _M.CANCELLED),
    ],
)

TOPIC: Final = Lifecycle(
    TopicState,
    [
        Move("admit", _("列入议程"), frozenset({_T.SUBMITTED}), _T.OPEN),
        Move("resolve", _("形成决议"), frozenset({_T.OPEN}), _T.RESOLVED),
        Move("refer", _("转别处办"), frozenset({_T.OPEN}), _T.REFERRED),
        Move("drop", _("不再议"), frozenset({_T.SUBMITTED, _T.OPEN}), _T.DROPPED),
    ],
)

ACTION: Final = Lifecycle(
    ActionState,
    [
        Move("report", _("报完成"), frozenset({_A.OPEN}), _A.REPORTED),
        Move("send_back", _("退回再办"), frozenset({_A.REPORTED}), _A.OPEN),
        Move("close", _("销号"), frozenset({_A.REPORTED}), _A.CLOSED),
        Move("waive", _("不再办"), frozenset(UNDONE), _A.WAIVED),
    ],
)
