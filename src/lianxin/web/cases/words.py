"""How a case is put into words and colours, alike on its page and in lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases import queries
from lianxin.cases.models import Case, CaseClock
from lianxin.cases.states import State
from lianxin.kernel import calendar, clock
from lianxin.web.parts import Ball
from lianxin.web.shell import times

LEVELS = {
    State.RECEIVED: "wait",
    State.ASSIGNED: "wait",
    State.WORKING: "",
    State.WAITING: "quiet",
    State.PAUSED: "quiet",
    State.VERIFYING: "wait",
    State.JOINED: "quiet",
    State.ANSWERED: "good",
    State.REOPENING: "bad",
    State.CLOSED: "quiet",
}


NEXT_STEP = {
    State.RECEIVED: gettext_lazy("分派给承办单位"),
    State.ASSIGNED: gettext_lazy("承办单位签收，或说明理由退回"),
    State.WORKING: gettext_lazy("办理并答复诉求人"),
    State.WAITING: gettext_lazy("诉求人补充后继续办理"),
    State.PAUSED: gettext_lazy("原因消除后继续办理"),
    State.VERIFYING: gettext_lazy("核查通过就答复，不通过就接着办"),
    State.JOINED: gettext_lazy("随主件一起办理、一起答复"),
    State.ANSWERED: gettext_lazy("诉求人评价；到期不评价也办结"),
    State.REOPENING: gettext_lazy("决定重新办理，或说明理由维持原结果"),
    State.CLOSED: gettext_lazy("没有了"),
}


HOLDERS = {
    "REQUESTER": gettext_lazy("诉求人"),
    "NOBODY": gettext_lazy("已经办结"),
    "VERIFIER": gettext_lazy("社区工作者或调度员"),
    "MAIN": gettext_lazy("并入的那一件"),
}
"""Who has the ball, where it is no unit."""


def state_label(case: Case) -> str:
    """What `get_state_display` says, at a tenth of its cost: it hashes every choice each time."""
    return str(State(case.state).label)


def state_level(case: Case) -> str:
    """The colour of the case's state, as `parts/state.html` names it."""
    return LEVELS[State(case.state)]


def ball(case: Case, clocks: list[CaseClock]) -> Ball:
    """Who has the case, until when, and what comes next. `case.lead` should be loaded."""
    found = queries.ball(case, clocks)
    return Ball(
        holder=str(HOLDERS.get(found.who) or holder(case)),
        next_step=next_step(case),
        due_at=found.until,
        is_done=case.state == State.CLOSED,
        is_paused=case.state == State.PAUSED and found.until is None,
        is_provisional=found.is_provisional,
    )


def holder(case: Case) -> str:
    unit = queries.holding(case)
    is_handled = case.handler and unit.pk == case.lead_id
    return f"{unit.name} · {case.handler}" if is_handled else unit.name


def next_step(case: Case) -> str:
    if case.meeting_on and case.is_open:
        return _("%s 的会议上研究，作出决定") % said_date(case)
    return str(NEXT_STEP[State(case.state)])


def said_date(case: Case) -> str:
    """The day of the meeting the case waits for, "" for none."""
    return f"{case.meeting_on:%Y-%m-%d}" if case.meeting_on else ""


def paused(row: CaseClock, *, at: datetime) -> str:
    """How long the clock has stood still in all, in its own time; "" for never."""
    length = clock.total_paused(row, at=at, calendar=calendar.load(row.district_id))
    return times.span(length) if length >= timedelta(minutes=1) else ""


def day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"
