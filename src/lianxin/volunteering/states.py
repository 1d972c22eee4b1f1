"""The lives of a membership and of a correction.

A membership of a team; nobody is in one without having said so herself:

    ask ----> ASKED ---approve--> JOINED --leave--> LEFT --ask, invite--> …
                |---refuse--> REFUSED --ask--> …
    invite -> INVITED --join--> JOINED
    ASKED, INVITED --leave--> LEFT

A correction of recorded time:

    ask --> ASKED --answer--> ANSWERED
              '---escalate (seven days without an answer)--> ESCALATED --answer--> ANSWERED
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class MemberState(models.TextChoices):
    ASKED = "ASKED", _("等队长确认")
    INVITED = "INVITED", _("等本人确认")
    JOINED = "JOINED", _("队员")
    LEFT = "LEFT", _("已退出")
    REFUSED = "REFUSED", pgettext_lazy("member", "未通过")


class CorrectionState(models.TextChoices):
    ASKED = "ASKED", _("待答复")
    ESCALATED = "ESCALATED", _("已上报")
    ANSWERED = "ANSWERED", pgettext_lazy("correction", "已答复")


_M, _C = MemberState, CorrectionState

MEMBER = Lifecycle(
    MemberState,
    [
        Move("ask", _("申请加入"), frozenset({_M.LEFT, _M.REFUSED}), _M.ASKED),
        Move("invite", _("邀请加入"), frozenset({_M.LEFT, _M.REFUSED}), _M.INVITED),
        Move("approve", _("同意加入"), frozenset({_M.ASKED}), _M.JOINED),
        Move("join", _("确认加入"), frozenset({_M.INVITED}), _M.JOINED),
        Move("refuse", _("婉拒"), frozenset({_M.ASKED}), _M.REFUSED),
        Move("leave", _("退出"), frozenset({_M.ASKED, _M.INVITED, _M.JOINED}), _M.LEFT),
    ],
)

CORRECTION = Lifecycle(
    CorrectionState,
    [
        Move("escalate", _("上报"), frozenset({_C.ASKED}), _C.ESCALATED),
        Move("answer", _("答复"), frozenset({_C.ASKED, _C.ESCALATED}), _C.ANSWERED),
    ],
)
