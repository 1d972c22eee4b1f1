"""The way of a question to its report, and of the report to the answer.

ASKED --begin--> RUNNING --report--> REPORTED --adopt--> ADOPTED
                    ^------send_back----'    --adopt_partly--> PARTLY
                                             --turn_down--> TURNED_DOWN
ASKED, RUNNING --drop--> DROPPED
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class StudyState(models.TextChoices):
    ASKED = "ASKED", pgettext_lazy("study", "组队中")
    RUNNING = "RUNNING", pgettext_lazy("study", "调研中")
    REPORTED = "REPORTED", pgettext_lazy("study", "等答复")
    ADOPTED = "ADOPTED", pgettext_lazy("study", "已采纳")
    PARTLY = "PARTLY", pgettext_lazy("study", "部分采纳")
    TURNED_DOWN = "TURNED_DOWN", pgettext_lazy("study", "未采纳")
    DROPPED = "DROPPED", pgettext_lazy("study", "已停止")


class Area(models.TextChoices):
    """What a study is about (九个领域)."""

    GOVERNANCE = "GOVERNANCE", pgettext_lazy("area", "基层治理")
    ECONOMY = "ECONOMY", pgettext_lazy("area", "经济发展")
    INDUSTRY = "INDUSTRY", pgettext_lazy("area", "科技产业")
    SPACE = "SPACE", pgettext_lazy("area", "城市建设")
    ENVIRONMENT = "ENVIRONMENT", pgettext_lazy("area", "生态环境")
    EDUCATION = "EDUCATION", pgettext_lazy("area", "教育人才")
    HEALTH = "HEALTH", pgettext_lazy("area", "健康养老")
    CULTURE = "CULTURE", pgettext_lazy("area", "文化旅游")
    LAW = "LAW", pgettext_lazy("area", "法治平安")


_S = StudyState
ANSWERED: Final = (_S.ADOPTED, _S.PARTLY, _S.TURNED_DOWN)
LINE: Final = (_S.ASKED, _S.RUNNING, _S.REPORTED, _S.ADOPTED)
VERDICTS: Final = {"adopt": _S.ADOPTED, "adopt_partly": _S.PARTLY, "turn_down": _S.TURNED_DOWN}

STUDY: Final = Lifecycle(
    StudyState,
    [
        Move("begin", _("开始调研"), frozenset({_S.ASKED}), _S.RUNNING),
        Move("report", _("交报告"), frozenset({_S.RUNNING}), _S.REPORTED),
        Move("send_back", _("退回补充"), frozenset({_S.REPORTED}), _S.RUNNING),
        Move("adopt", _("采纳"), frozenset({_S.REPORTED}), _S.ADOPTED),
        Move("adopt_partly", _("部分采纳"), frozenset({_S.REPORTED}), _S.PARTLY),
        Move("turn_down", _("不采纳"), frozenset({_S.REPORTED}), _S.TURNED_DOWN),
        Move("drop", _("停止调研"), frozenset({_S.ASKED, _S.RUNNING}), _S.DROPPED),
    ],
)
