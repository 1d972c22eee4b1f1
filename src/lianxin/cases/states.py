"""The life of a case.

                   +----bounce, unassign----+      +----ask----> WAITING --supply--+
                   v                        |      |---pause---> PAUSED --resume---|
    open --> RECEIVED --assign--> ASSIGNED --accept--> WORKING <-------------------+
                                     ^                  |
                                     |                answer
                                  reopen                v
                                     |              ANSWERED --confirm, lapse--> CLOSED
                                     |                  |                          |
                                     +-- REOPENING <--object-----------------------+
                                             |
                                             +--uphold--> CLOSED

A class may want another pair of eyes: then `submit` takes the place of `answer`, and VERIFYING
leads on by `pass` to ANSWERED or by `fail` back to WORKING. A case that tells of the same matter
as another may `join` it from every state before the answer: JOINED, it is answered with the main
one (`follow`), or taken out again (`split`).

From every state `close` leads to CLOSED (a dispatcher, with a text for the requester), and from
every state before the answer the requester may `withdraw`. `reassign` hands an assigned case to
another unit; `unassign` takes an assignment back while it is fresh. What came of a case is its
`outcome`, which is no state.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move
from lianxin.kernel.models import Audience


class State(models.TextChoices):
    RECEIVED = "RECEIVED", _("待分派")
    ASSIGNED = "ASSIGNED", _("待签收")
    WORKING = "WORKING", _("办理中")
    WAITING = "WAITING", _("待补充")
    PAUSED = "PAUSED", _("暂缓")
    VERIFYING = "VERIFYING", _("待核查")
    JOINED = "JOINED", _("已并入")
    ANSWERED = "ANSWERED", _("待评价")
    REOPENING = "REOPENING", _("要求重办")
    CLOSED = "CLOSED", _("已办结")


class Outcome(models.TextChoices):
    SOLVED = "SOLVED", _("已解决")
    PARTLY = "PARTLY", _("部分解决")
    EXPLAINED = "EXPLAINED", _("已解释说明")
    NOT_OURS = "NOT_OURS", _("不属本辖区职责")
    CANNOT = "CANNOT", _("暂无法解决")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    DUPLICATE = "DUPLICATE", _("重复反映")


IN_UNIT = frozenset({State.ASSIGNED, State.WORKING, State.WAITING, State.PAUSED, State.VERIFYING})
UNANSWERED = frozenset({State.RECEIVED, *IN_UNIT})
OPEN = frozenset(set(State) - {State.CLOSED})
ANSWER_OUTCOMES = (
    Outcome.SOLVED,
    Outcome.PARTLY,
    Outcome.EXPLAINED,
    Outcome.NOT_OURS,
    Outcome.CANNOT,
)

LIFECYCLE = Lifecycle(
    State,
    [
        Move("assign", _("分派"), frozenset({State.RECEIVED}), State.ASSIGNED),
        Move("unassign", _("撤回分派"), frozenset({State.ASSIGNED}), State.RECEIVED),
        Move("reassign", _("改派"), IN_UNIT, State.ASSIGNED),
        Move("accept", _("签收"), frozenset({State.ASSIGNED}), State.WORKING),
        Move("bounce", _("退回"), frozenset({State.ASSIGNED}), State.RECEIVED),
        Move("ask", _("请补充"), frozenset({State.WORKING}), State.WAITING),
        Move("supply", _("补充"), frozenset({State.WAITING}), State.WORKING),
        Move("pause", _("暂缓"), frozenset({State.WORKING}), State.PAUSED),
        Move("resume", _("继续办理"), frozenset({State.WAITING, State.PAUSED}), State.WORKING),
        Move("answer", _("答复"), frozenset({State.WORKING}), State.ANSWERED),
        Move("submit", _("提交核查"), frozenset({State.WORKING}), State.VERIFYING, Audience.STAFF),
        Move("pass", _("核查通过"), frozenset({State.VERIFYING}), State.ANSWERED),
        Move("fail", _("核查不通过"), frozenset({State.VERIFYING}), State.WORKING, Audience.STAFF),
        Move("join", _("并入"), UNANSWERED, State.JOINED),
        Move("split", _("拆出"), frozenset({State.JOINED}), State.RECEIVED),
        Move("follow", _("一并答复"), frozenset({State.JOINED}), State.ANSWERED),
        Move("confirm", _("评价"), frozenset({State.ANSWERED}), State.CLOSED),
        Move("lapse", _("评价期满"), frozenset({State.ANSWERED}), State.CLOSED),
        Move("object", _("要求重办"), frozenset({State.ANSWERED, State.CLOSED}), State.REOPENING),
        Move("reopen", _("重新办理"), frozenset({State.REOPENING, State.CLOSED}), State.ASSIGNED),
        Move("uphold", _("维持办结"), frozenset({State.REOPENING}), State.CLOSED),
        Move("withdraw", _("撤回"), UNANSWERED | {State.JOINED}, State.CLOSED),
        Move("close", pgettext_lazy("deed", "办结"), OPEN, State.CLOSED),
    ],
)

DEEDS = {
    "open": _("反映"),
    "note": _("内部记录"),
    "feedback": _("反馈进展"),
    "urge": _("催办"),
    "add": _("补充说明"),
    "classify": _("归类"),
    "escalate": _("上报"),
    "climb": _("超时升级"),
    "park": _("提交连心会"),
    "decide": _("连心会决定"),
    "ask_help": _("请求协办"),
    "end_help": _("结束协办"),
    "ask_extension": _("申请延期"),
    "grant_extension": _("同意延期"),
    "refuse_extension": _("不同意延期"),
    "hand": _("交办到人"),
    "rate": _("评价"),
    "reveal": _("查看联系方式"),
    "photo": _("照片"),
    "show": _("请诉求人看公开内容"),
    "agree": _("同意公开"),
    "forbid": _("不同意公开"),
    "publish": _("公开"),
    "unpublish": _("撤下公开"),
    "enlist": _("列入清单"),
    "warn": _("临期提醒"),
    "anonymise": _("匿名化"),
    "dissolve": _("不是同一件事"),
    "merge": _("合并同一件事"),
    "unmerge": _("撤回合并"),
    "bulletin": _("群发告知"),
    "divide": _("分办"),
    "add_task": _("新增事项"),
    "give_task": _("交办事项"),
    "tick": _("完成事项"),
    "untick": _("取消完成"),
    "drop_task": _("删除事项"),
    "ask_outside": _("征询外部单位"),
    "reply_outside": _("外部单位答复"),
    "end_outside": _("收回征询"),
    "lapse_outside": _("征询到期"),
    "open_mediation": _("发起调解"),
    "consent": _("同意调解"),
    "decline": _("不同意调解"),
    "set_session": _("约定调解时间"),
    "draft_agreement": _("起草调解协议"),
    "sign": _("签署调解协议"),
    "end_mediation": _("结束调解"),
}


def label(verb: str) -> str:
    """The Chinese (or translated) word for a timeline verb of a case."""
    move = LIFECYCLE.moves.get(verb)
    return str(move.label if move else DEEDS.get(verb, verb))
