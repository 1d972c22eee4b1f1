"""Fill the checklist on the page of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.actions import checklist
from lianxin.cases.models import Task
from lianxin.cases.states import IN_UNIT
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from lianxin.web.cases.ground import Ground


@dataclass(frozen=True)
class Line:
    pk: UUID
    label: str
    is_required: bool
    unit: str  # "" for the lead
    done_at: datetime | None
    done_by: str
    note: str
    may_tick: bool  # or take the tick back
    may_give: bool
    may_drop: bool
    key: UUID  # of whichever deed is done to it


@dataclass(frozen=True)
class Checklist:
    ref: str
    lines: Sequence[Line]
    done: int
    helping: Sequence[Organisation]


def checklist_of(ground: Ground) -> Checklist | None:
    """None where there is nothing on it."""
    if not ground.tasks:
        return None
    is_running = ground.case.state in IN_UNIT
    return Checklist(
        ref=ground.case.ref,
        lines=[_line(ground, task, is_running=is_running) for task in ground.tasks],
        done=sum(task.done_at is not None for task in ground.tasks),
        helping=ground.helping,
    )


def _line(ground: Ground, task: Task, *, is_running: bool) -> Line:
    standing, case = ground.standing, ground.case
    ours = is_running and standing.can("give_task", case) and task.done_at is None
    labels = {check.code: str(check.label) for check in ground.rules.checks_of(case.class_code)}
    return Line(
        pk=task.pk,
        label=labels.get(task.code, task.label),
        is_required=task.is_required,
        unit=task.unit.name if task.unit else "",
        done_at=task.done_at,
        done_by=str(task.done_by) if task.done_by else "",
        note=task.note,
        may_tick=is_running and checklist.may_tick(case, task, standing=standing),
        may_give=ours and bool(ground.helping),
        may_drop=ours and task.code.startswith(checklist.OWN),
        key=new_id(),
    )
