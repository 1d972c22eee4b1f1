"""What the world is told of a case: how it stands, and what has happened, in a few words each."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.cases.models import Case
from lianxin.cases.states import Outcome, State

STANDS: dict[str, str | Promise] = {
    State.RECEIVED: _("已收到，等待分派"),
    State.ASSIGNED: _("已交给单位，等待接手"),
    State.WORKING: _("正在办理"),
    State.WAITING: _("等待诉求人补充"),
    State.PAUSED: _("暂缓办理"),
    State.VERIFYING: _("正在办理"),
    State.JOINED: _("已并入同一件事，一并办理"),
    State.ANSWERED: _("已答复，等待评价"),
    State.REOPENING: _("诉求人要求重办，等待决定"),
    State.CLOSED: _("已办结"),
}

HAPPENED: dict[str, str | Promise] = {
    "open": _("提交反映"),
    "assign": _("交给单位办理"),
    "unassign": _("撤回，重新选择单位"),
    "reassign": _("改由其他单位办理"),
    "accept": _("接手办理"),
    "bounce": _("说明不归本单位办，退回重新分派"),
    "ask": _("请诉求人补充"),
    "add": _("补充了情况"),
    "supply": _("补充了情况"),
    "pause": _("暂缓办理"),
    "resume": _("继续办理"),
    "feedback": _("告知进展"),
    "photo": _("上传办理照片"),
    "grant_extension": _("同意延期"),
    "urge": _("催办"),
    "answer": _("答复"),
    "pass": _("答复"),
    "follow": _("一并答复"),
    "confirm": _("评价"),
    "rate": _("评价"),
    "object": _("不满意，要求重办"),
    "reopen": _("同意重新办理"),
    "uphold": _("维持原来的结果"),
    "withdraw": _("撤回"),
    "close": _("办结"),
    "lapse": _("评价期满，自动办结"),
    "show": _("请诉求人看准备公开的内容"),
    "agree": _("同意公开"),
    "forbid": _("不同意公开"),
    "publish": _("公开办理结果"),
    "unpublish": _("撤下公开"),
    "join": _("与同一件事一并办理"),
    "split": _("改为单独办理"),
    "bulletin": _("告知"),
    "divide": _("分给几个单位一起办"),
}

NOTED = HAPPENED.keys() & {
    *(
        "ask",
        "add",
        "supply",
        "bulletin",
        "pause",
        "feedback",
        "grant_extension",
        "urge",
        "object",
        "reopen",
    ),
    *("answer", "pass", "follow", "confirm", "rate", "uphold", "withdraw", "close", "forbid"),
}
"""What stands beside these was written to the requester, or by her."""

AFTER_CLOSING = HAPPENED.keys() & {
    *("confirm", "rate", "uphold", "withdraw", "close", "lapse", "show", "agree", "forbid"),
    *("publish", "unpublish"),
}


def stands(case: Case) -> str:
    said = str(STANDS[case.state])
    if case.state == State.CLOSED and case.outcome:
        return f"{said} · {Outcome(case.outcome).label}"
    return said
