"""The way of a group, and the life of one of its projects.

PROPOSED --take_up--> IDEA; PROPOSED --decline--> CLOSED
IDEA --try_out--> TRIAL --register--> REGISTERED --activate--> ACTIVE
from each of them --close--> CLOSED

PLANNED --begin--> RUNNING --report--> REPORTED --accept--> ACCEPTED
                      ^------send_back----'
PLANNED, RUNNING --stop--> STOPPED
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class GroupStage(models.TextChoices):
    """`PROPOSED` is what a resident has put forward and no incubator has answered."""

    PROPOSED = "PROPOSED", pgettext_lazy("group", "等答复")
    IDEA = "IDEA", pgettext_lazy("group", "有想法")
    TRIAL = "TRIAL", pgettext_lazy("group", "试运行")
    REGISTERED = "REGISTERED", pgettext_lazy("group", "已登记")
    ACTIVE = "ACTIVE", pgettext_lazy("group", "正常运作")
    CLOSED = "CLOSED", pgettext_lazy("group", "已结束")


class CycleState(models.TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("project", "待启动")
    RUNNING = "RUNNING", pgettext_lazy("project", "进行中")
    REPORTED = "REPORTED", pgettext_lazy("project", "待验收")
    ACCEPTED = "ACCEPTED", pgettext_lazy("project", "已验收")
    STOPPED = "STOPPED", pgettext_lazy("project", "已中止")


LINE: Final = (GroupStage.IDEA, GroupStage.TRIAL, GroupStage.REGISTERED, GroupStage.ACTIVE)
NEXT: Final = {
    GroupStage.IDEA: "try_out",
    GroupStage.TRIAL: "register",
    GroupStage.REGISTERED: "activate",
}
_S, _C = GroupStage, CycleState

GROUP: Final = Lifecycle(
    GroupStage,
    [
        Move("take_up", _("接收"), frozenset({_S.PROPOSED}), _S.IDEA),
        Move("decline", _("不接收"), frozenset({_S.PROPOSED}), _S.CLOSED),
        Move("try_out", _("开始试运行"), frozenset({_S.IDEA}), _S.TRIAL),
        Move("register", _("登记成立"), frozenset({_S.TRIAL}), _S.REGISTERED),
        Move("activate", _("转入正常运作"), frozenset({_S.REGISTERED}), _S.ACTIVE),
        Move("close", _("结束孵化"), frozenset(LINE), _S.CLOSED),
    ],
)

CYCLE: Final = Lifecycle(
    CycleState,
    [
        Move("begin", _("启动项目"), frozenset({_C.PLANNED}), _C.RUNNING),
        Move("report", _("交总结"), frozenset({_C.RUNNING}), _C.REPORTED),
        Move("send_back", _("退回补充"), frozenset({_C.REPORTED}), _C.RUNNING),
        Move("accept", _("验收"), frozenset({_C.REPORTED}), _C.ACCEPTED),
        Move("stop", _("中止项目"), frozenset({_C.PLANNED, _C.RUNNING}), _C.STOPPED),
    ],
)
