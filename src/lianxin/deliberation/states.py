"""The life of a topic, of a remark on it, and of a ballot.

HANDED_IN --show--> OPEN --answer--> ANSWERED --finish--> DONE
    |  ^             |
   hide appeal      hide, merge, withdraw
    v  |             v
   HIDDEN           HIDDEN, MERGED, WITHDRAWN

What is not shown has a listed reason, and who raised it may object once (`appeal`): then another
look is taken. An answer is promised in 15 working days from the day it is shown.

WAITING --show--> SHOWN --hide--> HIDDEN --show--> SHOWN

DRAFT --open--> OPEN --count--> COUNTED; DRAFT, OPEN --call_off--> CALLED_OFF

A survey: DRAFT --ask--> OPEN --close--> CLOSED --conclude--> CONCLUDED; DRAFT, OPEN --call_off-->
CALLED_OFF. What is done with it is said within 15 working days after it is closed.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move
from lianxin.kernel.models import Audience


class TopicState(models.TextChoices):
    HANDED_IN = "HANDED_IN", pgettext_lazy("topic", "待公开")
    OPEN = "OPEN", pgettext_lazy("topic", "讨论中")
    HIDDEN = "HIDDEN", pgettext_lazy("topic", "未公开")
    MERGED = "MERGED", pgettext_lazy("topic", "已合并")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("topic", "已撤回")
    ANSWERED = "ANSWERED", pgettext_lazy("topic", "已答复")
    DONE = "DONE", pgettext_lazy("topic", "已落实")


class TopicKind(models.TextChoices):
    TOPIC = "TOPIC", _("议题")
    PROPOSAL = "PROPOSAL", _("建议")


class Outcome(models.TextChoices):
    ADOPTED = "ADOPTED", _("采纳")
    PARTLY = "PARTLY", _("部分采纳")
    NOT_ADOPTED = "NOT_ADOPTED", _("不采纳")
    EXPLAINED = "EXPLAINED", _("说明情况")


class Reason(models.TextChoices):
    """Why something is not shown: the list that every hall publishes."""

    PERSONAL = "PERSONAL", _("写了别人的姓名、电话、住址")
    INSULT = "INSULT", _("辱骂、攻击别人")
    ADVERT = "ADVERT", _("广告")
    UNLAWFUL = "UNLAWFUL", _("违反法律法规")
    SINGLE = "SINGLE", _("一家一户的事，请用“我要反映”")
    ELSEWHERE = "ELSEWHERE", _("不是这个议事厅管的地方")
    OFF_TOPIC = "OFF_TOPIC", _("和这个议题无关")
    REPEATED = "REPEATED", _("重复发表")


class RemarkState(models.TextChoices):
    WAITING = "WAITING", pgettext_lazy("remark", "待公开")
    SHOWN = "SHOWN", pgettext_lazy("remark", "已公开")
    HIDDEN = "HIDDEN", pgettext_lazy("remark", "未公开")


class BallotState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("ballot", "准备中")
    OPEN = "OPEN", pgettext_lazy("ballot", "投票中")
    COUNTED = "COUNTED", pgettext_lazy("ballot", "已计票")
    CALLED_OFF = "CALLED_OFF", pgettext_lazy("ballot", "已取消")


class SurveyState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("survey", "准备中")
    OPEN = "OPEN", pgettext_lazy("survey", "填写中")
    CLOSED = "CLOSED", pgettext_lazy("survey", "已截止")
    CONCLUDED = "CONCLUDED", pgettext_lazy("survey", "已说明用处")
    CALLED_OFF = "CALLED_OFF", pgettext_lazy("survey", "已取消")


class Rule(models.TextChoices):
    MOST = "MOST", _("得票最多的通过")
    HALF = "HALF", _("过半数才通过")


_T, _R, _B, _S = TopicState, RemarkState, BallotState, SurveyState
PUBLIC: Final = (TopicState.OPEN, TopicState.ANSWERED, TopicState.DONE, TopicState.MERGED)
TALKED_ABOUT: Final = (TopicState.OPEN, TopicState.ANSWERED)
BEFORE_ANSWER: Final = frozenset({_T.HANDED_IN, _T.OPEN})
AGREED: Final = (Outcome.ADOPTED, Outcome.PARTLY)

TOPIC: Final = Lifecycle(
    TopicState,
    [
        Move("show", _("公开"), frozenset({_T.HANDED_IN}), _T.OPEN),
        Move("hide", _("不公开"), BEFORE_ANSWER, _T.HIDDEN),
        Move("appeal", _("请再看一次"), frozenset({_T.HIDDEN}), _T.HANDED_IN),
        Move("merge", _("合并"), BEFORE_ANSWER, _T.MERGED),
        Move("withdraw", _("撤回"), BEFORE_ANSWER, _T.WITHDRAWN),
        Move("answer", _("正式答复"), frozenset({_T.OPEN}), _T.ANSWERED),
        Move("finish", _("已落实"), frozenset({_T.ANSWERED}), _T.DONE),
    ],
)

REMARK: Final = Lifecycle(
    RemarkState,
    [
        Move("show", _("公开"), frozenset({_R.WAITING, _R.HIDDEN}), _R.SHOWN),
        Move("hide", _("不公开"), frozenset({_R.WAITING, _R.SHOWN}), _R.HIDDEN, Audience.STAFF),
    ],
)

BALLOT: Final = Lifecycle(
    BallotState,
    [
        Move("open", _("开始投票"), frozenset({_B.DRAFT}), _B.OPEN),
        Move("count", _("计票"), frozenset({_B.OPEN}), _B.COUNTED),
        Move("call_off", _("取消投票"), frozenset({_B.DRAFT, _B.OPEN}), _B.CALLED_OFF),
    ],
)

SURVEY: Final = Lifecycle(
    SurveyState,
    [
        Move("ask", _("发布问卷"), frozenset({_S.DRAFT}), _S.OPEN),
        Move("close", _("截止"), frozenset({_S.OPEN}), _S.CLOSED),
        Move("conclude", _("说明结果怎么用"), frozenset({_S.CLOSED}), _S.CONCLUDED),
        Move("call_off", _("取消问卷"), frozenset({_S.DRAFT, _S.OPEN}), _S.CALLED_OFF),
    ],
)
