"""The life of a challenge (揭榜挂帅). That of its milestones is `exchange.milestones`.

    OPEN --advance--> OPEN (the next round)
    OPEN --award--> AWARDED --finish--> DONE
      |                `--stop--> STOPPED
      '--fail--> FAILED (nobody is good enough)

Until when one may ask and apply are no states: the server's clock says so (`Phase`), and no job
must run for a deadline to hold. An application is a claim of the exchange, with its own life.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class ChallengeState(models.TextChoices):
    OPEN = "OPEN", _("征集评审中")
    AWARDED = "AWARDED", _("攻关中")
    DONE = "DONE", pgettext_lazy("challenge", "已验收")
    FAILED = "FAILED", _("流榜")
    STOPPED = "STOPPED", _("已终止")


class Phase(models.TextChoices):
    """Where an open challenge is, by the clock."""

    ASKING = "ASKING", _("可以提问和揭榜")
    APPLYING = "APPLYING", _("可以揭榜")
    REVIEWING = "REVIEWING", _("评审中")
    DECIDING = "DECIDING", _("等待公布结果")


class Outcome(models.TextChoices):
    """What is decided about one application in one round."""

    AWARDED = "AWARDED", _("揭榜成功")
    SHORTLISTED = "SHORTLISTED", _("进入下一轮")
    REFUSED = "REFUSED", _("未入选")


FEWEST_REVIEWS: Final = 3
ENDED: Final = frozenset({ChallengeState.DONE, ChallengeState.FAILED, ChallengeState.STOPPED})
_C = ChallengeState

CHALLENGE = Lifecycle(
    ChallengeState,
    [
        Move("advance", _("进入下一轮"), frozenset({_C.OPEN}), _C.OPEN),
        Move("award", _("公布揭榜单位"), frozenset({_C.OPEN}), _C.AWARDED),
        Move("fail", _("宣布流榜"), frozenset({_C.OPEN}), _C.FAILED),
        Move("finish", _("整体验收"), frozenset({_C.AWARDED}), _C.DONE),
        Move("stop", _("终止"), frozenset({_C.AWARDED}), _C.STOPPED),
    ],
)
