"""The life of a campaign, of one call of it, and of a hazard.

DRAFT --start--> RUNNING --end--> ENDED
                    ^------reopen---'

OPEN --finish--> DONE        a call: somebody was there and it was talked about
  '----decline-> DECLINED    the household does not want to be visited, for twelve months
  '----strike--> GONE        there is nothing at that address

REPORTED --check--> CONFIRMED --fix--> FIXED --recheck--> CLEARED
    |                  ^----------reopen---'
    '--dismiss--> DISMISSED
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class Aim(models.TextChoices):
    """What a campaign calls at."""

    HOUSEHOLDS = "HOUSEHOLDS", _("住户")
    FIRMS = "FIRMS", _("企业")
    PLACES = "PLACES", _("社区和场所")


class CampaignState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("campaign", "筹备中")
    RUNNING = "RUNNING", pgettext_lazy("campaign", "走访中")
    ENDED = "ENDED", pgettext_lazy("campaign", "已结束")


class CallState(models.TextChoices):
    OPEN = "OPEN", pgettext_lazy("call", "未走访")
    DONE = "DONE", pgettext_lazy("call", "已走访")
    DECLINED = "DECLINED", pgettext_lazy("call", "谢绝走访")
    GONE = "GONE", pgettext_lazy("call", "地址不对")


class Outcome(models.TextChoices):
    """What came of one visit. After `NOBODY` the call stays open."""

    TALKED = "TALKED", _("见到了，谈过了")
    NOBODY = "NOBODY", _("没见到人")
    DECLINED = "DECLINED", _("不愿意走访")
    GONE = "GONE", _("地址不对，找不到")


class Thing(models.TextChoices):
    """What a hazard is of. Never of a person."""

    WIRING = "WIRING", _("电线和充电")
    GAS = "GAS", _("燃气")
    FIRE_EXIT = "FIRE_EXIT", _("消防通道和器材")
    STAIRS = "STAIRS", _("楼梯、扶手和照明")
    WALLS = "WALLS", _("外墙和高处的东西")
    WATER = "WATER", _("水管、积水和屋面")
    LIFT = "LIFT", _("电梯")
    ROAD = "ROAD", _("路面和井盖")
    OTHER = "OTHER", _("别的设施")


class HazardState(models.TextChoices):
    REPORTED = "REPORTED", pgettext_lazy("hazard", "待核实")
    CONFIRMED = "CONFIRMED", pgettext_lazy("hazard", "待整改")
    FIXED = "FIXED", pgettext_lazy("hazard", "待复查")
    CLEARED = "CLEARED", pgettext_lazy("hazard", "已消除")
    DISMISSED = "DISMISSED", pgettext_lazy("hazard", "不是隐患")


class ThanksState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("thanks", "等本人同意")
    SENT = "SENT", pgettext_lazy("thanks", "已发出")
    DROPPED = "DROPPED", pgettext_lazy("thanks", "不发了")


_C, _H = CampaignState, HazardState

CAMPAIGN = Lifecycle(
    CampaignState,
    [
        Move("start", _("开始走访"), frozenset({_C.DRAFT}), _C.RUNNING),
        Move("end", _("结束走访"), frozenset({_C.RUNNING}), _C.ENDED),
        Move("reopen", _("重新开始"), frozenset({_C.ENDED}), _C.RUNNING),
    ],
)

HAZARD = Lifecycle(
    HazardState,
    [
        Move("check", _("核实，限期整改"), frozenset({_H.REPORTED}), _H.CONFIRMED),
        Move("dismiss", _("不是隐患"), frozenset({_H.REPORTED}), _H.DISMISSED),
        Move("fix", _("已整改"), frozenset({_H.CONFIRMED}), _H.FIXED),
        Move("recheck", _("复查通过"), frozenset({_H.FIXED}), _H.CLEARED),
        Move("reopen", _("复查不通过"), frozenset({_H.FIXED}), _H.CONFIRMED),
    ],
)

THANKS = Lifecycle(
    ThanksState,
    [
        Move("send", _("发出"), frozenset({ThanksState.DRAFT}), ThanksState.SENT),
        Move("drop", _("不发了"), frozenset({ThanksState.DRAFT}), ThanksState.DROPPED),
    ],
)

LEFT: Final = frozenset({HazardState.REPORTED, HazardState.CONFIRMED, HazardState.FIXED})
SETTLES: Final = {
    Outcome.TALKED: CallState.DONE,
    Outcome.DECLINED: CallState.DECLINED,
    Outcome.GONE: CallState.GONE,
}
"""What a call is after such a visit; where nobody was at home it stays as it is."""
