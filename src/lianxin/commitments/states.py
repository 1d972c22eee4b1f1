"""The life of a programme, of one promise in it, and of what a resident says of it.

DRAFT --publish--> PUBLISHED --end--> ENDED

PLANNED --publish--> RUNNING --finish--> DONE --settle--> SETTLED
                        ^----send_back----'
         RUNNING --settle--> SETTLED

WAITING --show--> SHOWN --hide--> HIDDEN
WAITING --hide--> HIDDEN
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move
from lianxin.kernel.models import Audience


class ProgrammeKind(models.TextChoices):
    YEARLY = "YEARLY", _("年度办实事清单")
    SERVICES = "SERVICES", _("服务清单")
    BUILD = "BUILD", _("建设清单")
    TERM = "TERM", _("任期承诺")
    PLAN = "PLAN", _("行动计划")


class ProgrammeState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("programme", "拟定中")
    PUBLISHED = "PUBLISHED", pgettext_lazy("programme", "已公布")
    ENDED = "ENDED", pgettext_lazy("programme", "已收官")


class CommitmentState(models.TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("commitment", "拟定中")
    RUNNING = "RUNNING", pgettext_lazy("commitment", "办理中")
    DONE = "DONE", pgettext_lazy("commitment", "已报完成")
    SETTLED = "SETTLED", pgettext_lazy("commitment", "已有结果")


class Measure(models.TextChoices):
    """What the progress is computed from."""

    MILESTONES = "MILESTONES", _("按步骤")
    SITES = "SITES", _("按点位数量")
    VALUE = "VALUE", _("按指标数值")


class Outcome(models.TextChoices):
    KEPT = "KEPT", pgettext_lazy("promise", "已兑现")
    PARTLY = "PARTLY", pgettext_lazy("promise", "部分兑现")
    NOT_KEPT = "NOT_KEPT", pgettext_lazy("promise", "未兑现")


class CommentState(models.TextChoices):
    WAITING = "WAITING", pgettext_lazy("comment", "等审核")
    SHOWN = "SHOWN", pgettext_lazy("comment", "已公开")
    HIDDEN = "HIDDEN", pgettext_lazy("comment", "未公开")


class Hidden(models.TextChoices):
    """Why a comment is not shown. What somebody thinks of the promise is no reason."""

    PERSONAL = "PERSONAL", _("含有个人信息")
    INSULT = "INSULT", _("辱骂或攻击他人")
    ADVERT = "ADVERT", _("广告")
    ELSEWHERE = "ELSEWHERE", _("与这件事无关")
    REPEATED = "REPEATED", _("重复发表")


_P, _C, _T = ProgrammeState, CommitmentState, CommentState

PROGRAMME: Final = Lifecycle(
    ProgrammeState,
    [
        Move("publish", _("公布"), frozenset({_P.DRAFT}), _P.PUBLISHED),
        Move("end", _("收官"), frozenset({_P.PUBLISHED}), _P.ENDED),
    ],
)

COMMITMENT: Final = Lifecycle(
    CommitmentState,
    [
        Move("publish", _("公布"), frozenset({_C.PLANNED}), _C.RUNNING),
        Move("finish", _("报完成"), frozenset({_C.RUNNING}), _C.DONE),
        Move("send_back", _("退回补办"), frozenset({_C.DONE}), _C.RUNNING),
        Move("settle", _("认定结果"), frozenset({_C.RUNNING, _C.DONE}), _C.SETTLED),
    ],
)

COMMENT: Final = Lifecycle(
    CommentState,
    [
        Move("show", pgettext_lazy("comment", "公开"), frozenset({_T.WAITING}), _T.SHOWN),
        Move(
            "hide", pgettext_lazy("comment", "不公开"), frozenset({_T.WAITING, _T.SHOWN}),
            _T.HIDDEN, Audience.STAFF,
        ),
    ],
)  # fmt: skip
