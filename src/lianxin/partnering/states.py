"""The life of an agreement, and of what is given under it.

    DRAFT --sign--> HALF_SIGNED --countersign--> SIGNED --end--> ENDED
      ^---amend------' ^ | cosign, where more than two sign
                       '-'
    DRAFT, HALF_SIGNED --drop--> DROPPED

    RECORDED --confirm--> CONFIRMED <--confirm-- DISPUTED <--dispute-- RECORDED
    RECORDED, DISPUTED --withdraw--> WITHDRAWN

Nothing has to run for an agreement to expire: what it is on a day (`Phase`) follows from its state
and its dates.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class Kind(models.TextChoices):
    """What is agreed on. Only a partnership has a way, and needs both to give something."""

    PARTNERSHIP = "PARTNERSHIP", _("合伙协议")
    COOPERATION = "COOPERATION", _("共建协议")
    MEMORANDUM = "MEMORANDUM", _("合作备忘录")
    PAIRING = "PAIRING", _("结对共建")
    PRACTICE = "PRACTICE", _("社会实践基地")
    JOBS = "JOBS", _("就业创业基地")
    TRAINING = "TRAINING", _("实训基地")
    SERVICE = "SERVICE", _("服务基地")
    CLASS = "CLASS", _("订单班")
    SUPPORT = "SUPPORT", _("对口支援")


class Way(models.TextChoices):
    """How the two come together; words as the listings of partners have them."""

    SPACE = "SPACE", _("空间换资源")
    MUTUAL = "MUTUAL", _("利益互补")
    PROJECT = "PROJECT", _("项目制资金")


class Party(models.TextChoices):
    """`HOST` is the unit of the place, `PARTNER` the firm or association."""

    HOST = "HOST", _("社区一方")
    PARTNER = "PARTNER", _("合作一方")

    @property
    def other(self) -> Party:
        return Party.PARTNER if self == Party.HOST else Party.HOST


class What(models.TextChoices):
    SPACE = "SPACE", pgettext_lazy("term", "空间")
    HOURS = "HOURS", pgettext_lazy("term", "服务时间")
    GOODS = "GOODS", pgettext_lazy("term", "物品")
    MONEY = "MONEY", pgettext_lazy("term", "资金")


class Frequency(models.TextChoices):
    ONCE = "ONCE", _("一次")
    MONTH = "MONTH", _("每月")
    QUARTER = "QUARTER", _("每季度")
    YEAR = "YEAR", _("每年")


class AgreementState(models.TextChoices):
    DRAFT = "DRAFT", _("待签")
    HALF_SIGNED = "HALF_SIGNED", _("一方已签")
    SIGNED = "SIGNED", _("双方已签")
    ENDED = "ENDED", _("提前终止")
    DROPPED = "DROPPED", _("未签成")


class Phase(models.TextChoices):
    """What a signed agreement is on a day."""

    COMING = "COMING", _("未开始")
    RUNNING = "RUNNING", _("履行中")
    EXPIRED = "EXPIRED", _("已到期")


class HandoverState(models.TextChoices):
    RECORDED = "RECORDED", _("待对方确认")
    CONFIRMED = "CONFIRMED", _("对方已确认")
    DISPUTED = "DISPUTED", _("有异议")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class Wish(models.TextChoices):
    """What a side wants when a year is nearly over."""

    GO_ON = "GO_ON", _("照这样继续")
    CHANGE = "CHANGE", _("想改一改")
    STOP = "STOP", _("到期不再合作")


# others may sign with the two
JOINT: Final = frozenset({Kind.COOPERATION, Kind.MEMORANDUM, Kind.SUPPORT})
STANDING_BY: Final = frozenset({Kind.PAIRING, Kind.SERVICE})  # asked first by the place

_A, _H = AgreementState, HandoverState
UNSIGNED: Final = frozenset({_A.DRAFT, _A.HALF_SIGNED})

AGREEMENT = Lifecycle(
    AgreementState,
    [
        Move("sign", _("签署"), frozenset({_A.DRAFT}), _A.HALF_SIGNED),
        Move("cosign", _("签署"), frozenset({_A.HALF_SIGNED}), _A.HALF_SIGNED),
        Move("countersign", _("签署"), frozenset({_A.HALF_SIGNED}), _A.SIGNED),
        Move("amend", _("修改"), UNSIGNED, _A.DRAFT),
        Move("drop", _("不签了"), UNSIGNED, _A.DROPPED),
        Move("end", _("提前终止"), frozenset({_A.SIGNED}), _A.ENDED),
    ],
)

HANDOVER = Lifecycle(
    HandoverState,
    [
        Move("confirm", _("确认收到"), frozenset({_H.RECORDED, _H.DISPUTED}), _H.CONFIRMED),
        Move("dispute", _("提出异议"), frozenset({_H.RECORDED}), _H.DISPUTED),
        Move("withdraw", _("撤回"), frozenset({_H.RECORDED, _H.DISPUTED}), _H.WITHDRAWN),
    ],
)


def phase(starts_on: date, ends_on: date, *, on: date) -> Phase:
    if on < starts_on:
        return Phase.COMING
    return Phase.EXPIRED if on > ends_on else Phase.RUNNING


def year_of(starts_on: date, *, on: date) -> int:
    """Whole years since the first day: 0 in the first one."""
    before_day = (on.month, on.day) < (starts_on.month, starts_on.day)
    return max(0, on.year - starts_on.year - before_day)
