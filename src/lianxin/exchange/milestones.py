"""The life of a milestone, of whatever is carried out in stages:

PLANNED --report--> REPORTED --accept--> ACCEPTED
   ^---send_back-------'
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class MilestoneState(models.TextChoices):
    PLANNED = "PLANNED", _("进行中")
    REPORTED = "REPORTED", _("待验收")
    ACCEPTED = "ACCEPTED", pgettext_lazy("milestone", "已验收")


_M = MilestoneState
MILESTONE: Final = Lifecycle(
    MilestoneState,
    [
        Move("report", _("提交成果"), frozenset({_M.PLANNED}), _M.REPORTED),
        Move("send_back", _("退回补充"), frozenset({_M.REPORTED}), _M.PLANNED),
        Move("accept", _("验收"), frozenset({_M.REPORTED}), _M.ACCEPTED),
    ],
)
