"""What can be said of a suggestion and to an invitation, and how a round of invitations ends.

An invitation is open until it is answered. A round sends a wave, waits, sends the next:

    OPEN --six are interested--> ENOUGH
      |--the deadline comes----> OVER
      '--its owner ends it-----> ENDED

Places given by wishes: COLLECTING --try--> (a dry run, again and again) --publish--> PUBLISHED
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Why(models.TextChoices):
    """Why a suggestion does not fit."""

    FIELD = "FIELD", _("不是一个领域")
    FAR = "FAR", _("太远")
    TIME = "TIME", _("时间不合适")
    TERMS = "TERMS", _("条件或待遇不合适")
    KNOWN = "KNOWN", _("已经知道或联系过")
    STALE = "STALE", _("信息过时或不实")
    OTHER = "OTHER", _("其他原因")


class Wanted(models.TextChoices):
    """What a person wants to be found for."""

    JOB = "JOB", _("找工作或实习")
    SECONDMENT = "SECONDMENT", _("挂职交流")
    MENTOR = "MENTOR", _("创业，找导师")


class Answer(models.TextChoices):
    INTERESTED = "INTERESTED", pgettext_lazy("invitation", "有意向")
    NOT_NOW = "NOT_NOW", _("暂时不行")


class NotNow(models.TextChoices):
    """Why an organisation says that it is not interested now."""

    BUSY = "BUSY", _("近期排满了")
    NOT_OURS = "NOT_OURS", _("不是我们的方向")
    TERMS = "TERMS", _("条件谈不拢")
    LATER = "LATER", _("以后可以再问")
    OTHER = "OTHER", _("其他原因")


class CallState(models.TextChoices):
    OPEN = "OPEN", _("邀请中")
    ENOUGH = "ENOUGH", _("意向已够")
    OVER = "OVER", _("到期")
    ENDED = "ENDED", _("已结束")
