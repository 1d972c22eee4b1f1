"""Remind each side of what it has to do for a project."""

from __future__ import annotations

from datetime import datetime

from lianxin.exchange import milestones
from lianxin.exchange.milestones import MilestoneState
from lianxin.introductions import policy, queries
from lianxin.introductions.actions import telling
from lianxin.introductions.actions.planning import BOTH
from lianxin.introductions.models import Milestone
from lianxin.introductions.states import Stage


def remind(district_id: int, *, at: datetime) -> None:
    """Who has to report, or to accept, once each (`exchange.milestones`). A final report is waited
    for only when all before it has been accepted."""
    rows = Milestone.objects.filter(district_id=district_id).exclude(
        introduction__state=Stage.FELL_THROUGH
    )
    for one, about in milestones.to_remind(rows.select_related("introduction", "side"), at=at):
        is_planned = one.state == MilestoneState.PLANNED
        if is_planned and one.is_final and queries.is_open_before(one):
            continue
        numbers = policy.doers(one) if is_planned else BOTH - {one.reported_by}
        sides = queries.sides_of(one.introduction)
        for side in sides:
            if side.number in numbers:
                telling.tell_side(
                    "project_due" if is_planned else "project_waiting",
                    one.introduction,
                    side,
                    other=next(each.name for each in sides if each.number != side.number),
                    about=about,
                    at=at,
                    text=one.title,
                    when=one.due_on.isoformat(),
                )
