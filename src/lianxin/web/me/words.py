"""A case's history in the words of the person it is for.

Only what is listed in `TOLD` is shown to her, and of what staff wrote only what they wrote for
her: a dispatcher's note to a unit, or a reason between two units, stays inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.cases.states import State
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
    "unassign": Telling(_("撤回，重新选择单位"), Who.DESK, "undo-2"),
    "reassign": Telling(_("改由其他单位办理"), Who.NEXT, "arrow-right"),
    "accept": Telling(_("接手办理"), Who.UNIT, "check"),
    "bounce": Telling(_("说明不归本单位办，退回重新分派"), Who.UNIT, "undo-2", Level.WARN),
    "ask": Telling(_("请您补充"), Who.UNIT, "circle-question-mark", Level.WARN, has_note=True),
    "add": Telling(_("补充了情况"), Who.YOU, "message-square", has_note=True),
    "supply": Telling(_("补充了情况"), Who.YOU, "message-square", has_note=True),
    "pause": Telling(_("暂缓办理"), Who.UNIT, "pause", Level.WARN, has_note=True),
    "resume": Telling(_("继续办理"), Who.UNIT, "play"),
    "feedback": Telling(_("告知进展"), Who.UNIT, "megaphone", has_note=True),
    "photo": Telling(_("上传办理照片"), Who.UNIT, "camera"),
    "grant_extension": Telling(
        _("同意延期"), Who.DESK, "calendar-clock", Level.WARN, has_note=True
    ),
    "join": Telling(_("与同一件事一并办理"), Who.DESK, "layers"),
    "split": Telling(_("改为单独办理"), Who.DESK, "split"),
    "follow": Telling(_("答复"), Who.NEXT, "message-circle-reply", Level.GOOD, has_note=True),
    "bulletin": Telling(_("告知"), Who.DESK, "megaphone", has_note=True),
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
    "close": Telling(_("办结"), Who.DESK, "circle-check", Level.GOOD, has_note=True),
    "lapse": Telling(_("评价期满，自动办结"), Who.NOBODY, "circle-check"),
    "publish": Telling(_("公开办理结果"), Who.DESK, "globe"),
    "unpublish": Telling(_("撤下公开"), Who.DESK, "globe-lock"),
}

STANDS: dict[str, str | Promise] = {
    State.RECEIVED: _("已收到，等待分派"),
    State.ASSIGNED: _("已交给单位，等待接手"),
    State.WORKING: _("正在办理"),
    State.WAITING: _("等您补充"),
    State.PAUSED: _("暂缓办理"),
    State.VERIFYING: _("办完了，正在核查"),
    State.JOINED: _("与同一件事一并办理"),
    State.ANSWERED: _("已答复，请您评价"),
    State.REOPENING: _("您要求重办，等待决定"),
    State.CLOSED: _("已办结"),
}

LEVELS: dict[str, Level | str] = {
    State.WAITING: "wait",
    State.PAUSED: "wait",
    State.ANSWERED: "good",
    State.REOPENING: "wait",
    State.CLOSED: "good",
}

NEXT: dict[str, str | Promise] = {
    State.RECEIVED: _("调度中心把它交给负责的单位。"),
    State.ASSIGNED: _("单位接手办理；不归它管的，说明理由退回重派。"),
    State.WORKING: _("单位查看、办理，然后答复您。"),
    State.WAITING: _("请在下面补充。到期没有收到，单位就按现有情况接着办。"),
    State.PAUSED: _("条件具备后接着办，会再告诉您。"),
    State.JOINED: _("有人反映了同一件事，一起办。进展和答复同样告诉您。"),
    State.VERIFYING: _("由单位以外的人核实，核实后答复您；不属实就让单位接着办。"),
    State.ANSWERED: _("请您评价。不满意可以要求重办。"),
    State.REOPENING: _("调度中心决定是否重办，并告诉您理由。"),
    State.CLOSED: _("不用再做什么。有新的情况可以再反映。"),
}

PROMISED: dict[str, str | Promise] = {
    "RESPOND": _("有单位接手"),
    "FEEDBACK": _("告诉您进展"),
    "RESOLVE": _("办完并答复"),
}

STEPS: tuple[str | Promise, ...] = (_("收到"), _("交办"), _("办理"), _("答复"), _("评价"))
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
