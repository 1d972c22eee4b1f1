"""A case's history in the words of the person it is for.

Only what is listed in `TOLD` is shown to her, and of what staff wrote only what they wrote for
her: a dispatcher's note to a unit, or a reason between two units, stays inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.cases.states import Outcome, State
from lianxin.web.parts import Level


class Who(StrEnum):
    YOU = "YOU"
    UNIT = "UNIT"  # the unit that had the case at the time
    NEXT = "NEXT"  # the unit that got it by this
    DESK = "DESK"
    NOBODY = ""


@dataclass(frozen=True)
class Telling:
    verb: str | Promise
    who: Who = Who.NOBODY
    icon: str = "circle-dot"
    level: Level = Level.PLAIN
    has_note: bool = False


TOLD: dict[str, Telling] = {
    "open": Telling(_("提交反映"), Who.YOU, "send"),
    "assign": Telling(_("交给单位办理"), Who.NEXT, "arrow-right"),
    "unassign": Telling(_("收回来，另外找单位"), Who.DESK, "undo-2"),
    "reassign": Telling(_("改由其他单位办理"), Who.NEXT, "arrow-right"),
    "accept": Telling(_("接手办理"), Who.UNIT, "check"),
    "bounce": Telling(_("说这件事不归它管，交回调度中心"), Who.UNIT, "undo-2", Level.WARN),
    "ask": Telling(_("请您补充"), Who.UNIT, "circle-question-mark", Level.WARN, has_note=True),
    "add": Telling(_("补充了情况"), Who.YOU, "message-square", has_note=True),
    "supply": Telling(_("补充了情况"), Who.YOU, "message-square", has_note=True),
    "pause": Telling(_("说明要等一等"), Who.UNIT, "pause", Level.WARN, has_note=True),
    "resume": Telling(_("继续办理"), Who.UNIT, "play"),
    "feedback": Telling(_("告知进展"), Who.UNIT, "megaphone", has_note=True),
    "photo": Telling(_("上传办理照片"), Who.UNIT, "camera"),
    "grant_extension": Telling(
        _("同意晚一些办完"), Who.DESK, "calendar-clock", Level.WARN, has_note=True
    ),
    "join": Telling(_("和别人反映的同一件事一起办"), Who.DESK, "layers"),
    "split": Telling(_("改为单独办理"), Who.DESK, "split"),
    "follow": Telling(_("答复"), Who.NEXT, "message-circle-reply", Level.GOOD, has_note=True),
    "bulletin": Telling(_("通知大家"), Who.DESK, "megaphone", has_note=True),
    "divide": Telling(_("分给几个单位一起办"), Who.DESK, "list-tree", has_note=True),
    "urge": Telling(_("催办"), Who.YOU, "bell-ring", has_note=True),
    "answer": Telling(_("答复"), Who.UNIT, "message-circle-reply", Level.GOOD, has_note=True),
    "pass": Telling(_("答复"), Who.UNIT, "message-circle-reply", Level.GOOD, has_note=True),
    "confirm": Telling(_("评价"), Who.YOU, "star", Level.GOOD, has_note=True),
    "rate": Telling(_("评价"), Who.YOU, "star", Level.GOOD, has_note=True),
    "object": Telling(_("不满意，要求重办"), Who.YOU, "rotate-ccw", Level.WARN, has_note=True),
    "reopen": Telling(_("同意重新办理"), Who.DESK, "rotate-ccw", has_note=True),
    "uphold": Telling(_("维持原来的结果"), Who.DESK, "gavel", has_note=True),
    "withdraw": Telling(_("撤回"), Who.YOU, "undo-2", has_note=True),
    "close": Telling(_("说明情况，结束办理"), Who.DESK, "circle-check", Level.GOOD, has_note=True),
    "lapse": Telling(_("评价的时间过了，自动结束"), Who.NOBODY, "circle-check"),
    "show": Telling(_("请您看准备公开的内容"), Who.DESK, "eye"),
    "agree": Telling(_("同意公开"), Who.YOU, "check"),
    "forbid": Telling(_("不同意公开"), Who.YOU, "eye-off", has_note=True),
    "publish": Telling(_("公开办理结果"), Who.DESK, "globe"),
    "unpublish": Telling(_("撤下公开"), Who.DESK, "globe-lock"),
}

STANDS: dict[str, str | Promise] = {
    State.RECEIVED: _("已收到，正在安排单位"),
    State.ASSIGNED: _("已交给单位，等它接手"),
    State.WORKING: _("正在办理"),
    State.WAITING: _("等您补充"),
    State.PAUSED: _("要等一等"),
    State.VERIFYING: _("办完了，正在核实"),
    State.JOINED: _("和同一件事一起办"),
    State.ANSWERED: _("已答复，请您评价"),
    State.REOPENING: _("您要求重办，等待决定"),
    State.CLOSED: _("已结束"),
}

OUTCOMES: dict[str, str | Promise] = {
    Outcome.SOLVED: _("已解决"),
    Outcome.PARTLY: _("解决了一部分"),
    Outcome.EXPLAINED: _("已说明情况"),
    Outcome.NOT_OURS: _("不归本地管"),
    Outcome.CANNOT: _("现在还解决不了"),
    Outcome.WITHDRAWN: _("您已撤回"),
    Outcome.DUPLICATE: _("与另一件相同"),
}
"""What came of it, as one says it to her."""

LEVELS: dict[str, Level | str] = {
    State.WAITING: "wait",
    State.PAUSED: "wait",
    State.ANSWERED: "good",
    State.REOPENING: "wait",
    State.CLOSED: "good",
}

NEXT: dict[str, str | Promise] = {
    State.RECEIVED: _("调度中心把它交给负责的单位。单位接手后告诉您。"),
    State.ASSIGNED: _("单位接手后告诉您。不归它管的，调度中心改交别的单位。"),
    State.WORKING: _("单位去看、去办，然后答复您。"),
    State.WAITING: _("请在下面补充。到期没有收到，单位就按现有情况接着办。"),
    State.PAUSED: _("能接着办的时候就接着办，到时再告诉您。"),
    State.JOINED: _("有人反映了同一件事，一起办。进展和答复同样告诉您。"),
    State.VERIFYING: _("换一个人去看是不是办好了：办好了就答复您，没办好就让单位接着办。"),
    State.ANSWERED: _("请您说说解决了没有。没有解决，可以要求重办。到期不说就结束，不算您满意。"),
    State.REOPENING: _("调度中心决定要不要重办，并告诉您理由。"),
    State.CLOSED: _("不用再做什么。有新的情况可以再反映。"),
}

PROMISED: dict[str, str | Promise] = {
    "RESPOND": _("有单位接手"),
    "FEEDBACK": _("告诉您进展"),
    "RESOLVE": _("办完并答复"),
}

STEPS: tuple[str | Promise, ...] = (_("收到"), _("安排"), _("办理"), _("答复"), _("评价"))
STEPS_DONE: dict[str, int] = {
    State.RECEIVED: 1,
    State.ASSIGNED: 1,
    State.WORKING: 2,
    State.WAITING: 2,
    State.PAUSED: 2,
    State.VERIFYING: 3,
    State.JOINED: 2,
    State.REOPENING: 2,
    State.ANSWERED: 4,
    State.CLOSED: 5,
}

SHARED = frozenset(
    {"assign", "reassign", "accept", "feedback", "pause", "resume", "grant_extension"}
)
"""What those who joined a case may know of it: what was done, not what its requester said."""
