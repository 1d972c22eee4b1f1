"""What has to be done before a case is answered: laid out by its class, ticked by its units."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed
from lianxin.cases.models import Case, Helper, Task
from lianxin.cases.policy import UNIT_ROLES, Standing
from lianxin.cases.rules import Check, Rules
from lianxin.cases.states import IN_UNIT, Outcome
from lianxin.cases.together import tasks_of
from lianxin.kernel.database import rows
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import Organisation, User

OWN = "OWN-"  # begins the code of a line that a unit added
MOST = 30
CLAIMED = (Outcome.SOLVED, Outcome.PARTLY)
"""Outcomes that say something has been done, so that the checklist must bear them out."""


def lay(case: Case, rules: Rules) -> None:
    """Begin the checklist of a new case with what its class asks for."""
    rows.insert(*(_line(case, check) for check in rules.checks_of(case.class_code)))


def relay(case: Case, rules: Rules) -> None:
    """Fit the checklist to another class: what the old one asked for and nobody has done goes;
    what was done, and what units added, stays."""
    checks = {check.code: check for check in rules.checks_of(case.class_code)}
    present = {task.code: task for task in _tasks(case)}
    gone = [
        task.pk
        for code, task in present.items()
        if task.done_at is None and not code.startswith(OWN) and code not in checks
    ]
    if gone:
        Task.objects.filter(district_id=case.district_id, pk__in=gone).delete()
    rows.insert(*(_line(case, check) for code, check in checks.items() if code not in present))


def undone(case: Case) -> list[Task]:
    """The required lines that nobody has ticked."""
    return [task for task in tasks_of(case) if task.is_required and task.done_at is None]


def require_done(case: Case, outcome: str) -> None:
    """Raise `Refusal`, naming what is missing, when `outcome` says that something was done and a
    required line is not."""
    missing = undone(case) if outcome in CLAIMED else []
    if missing:
        raise Refusal(
            _("还有必做的事项没有完成：%s。请先办完并勾选，或选择其他办理结果。")
            % _("、").join(task.label for task in missing),
            code="tasks_undone",
        )


@transaction.atomic
def add_task(
    case: Case,
    *,
    label: str,
    by: User | None,
    at: datetime,
    is_required: bool = False,
    unit: Organisation | None = None,
    key: UUID | None = None,
) -> Task:
    """Add a line of the unit's own, for itself or for a unit that helps."""
    clocks = deed.begin(case, "add_task", by=by, at=at, key=key)
    _require_in_unit(case)
    label = deed.require_text(label, _("请写明要做什么。"), field="label")
    if _tasks(case).count() >= MOST:
        raise Refusal(_("办理事项最多 %d 条，请先删去不需要的。") % MOST, field="label")
    _require_helping(case, unit)
    task = Task.objects.create(
        district_id=case.district_id,
        case=case,
        code=f"{OWN}{new_id().hex}",
        label=label,
        is_required=is_required,
        unit=unit,
    )
    note = f"{label} → {unit.name}" if unit else label
    entry = deed.record(case, "add_task", by=by, clocks=clocks, note=note, key=key)
    if unit:
        deed.tell_unit(unit, "case_task", case, entry=entry, text=label)
    return task


@transaction.atomic
def give_task(
    case: Case,
    *,
    task: Task,
    unit: Organisation | None,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Leave a line to a unit that helps; None takes it back to the lead unit."""
    clocks = deed.begin(case, "give_task", by=by, at=at, key=key)
    _require_in_unit(case)
    _require_helping(case, unit)
    if not _tasks(case).filter(pk=task.pk, done_at=None).update(unit=unit):
        raise Refusal(_("“%s”已经完成，不用再交给别人。") % task.label)
    to = unit or case.lead
    entry = deed.record(
        case, "give_task", by=by, clocks=clocks, note=f"{task.label} → {to.name}", key=key
    )
    if unit:
        deed.tell_unit(unit, "case_task", case, entry=entry, text=task.label)


@transaction.atomic
def tick(
    case: Case,
    *,
    task: Task,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Say that a line is done. The lead hears when a helping unit did it."""
    clocks = deed.begin(case, "tick", by=by, at=at, key=key)
    _require_in_unit(case)
    _require_own(case, task, by=by, at=at)
    open_line = _tasks(case).filter(pk=task.pk, done_at=None)
    if not open_line.update(done_at=at, done_by=by, note=note.strip()):
        raise Refusal(_("“%s”已经勾选过了。") % task.label, code="ticked_already")
    said = f"{task.label}：{note.strip()}" if note.strip() else task.label
    entry = deed.record(case, "tick", by=by, clocks=clocks, note=said, key=key)
    if task.unit_id:
        deed.tell_unit(case.lead, "case_supplied", case, entry=entry, text=said)


@transaction.atomic
def untick(
    case: Case, *, task: Task, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """It was not done after all."""
    clocks = deed.begin(case, "untick", by=by, at=at, key=key)
    _require_in_unit(case)
    _require_own(case, task, by=by, at=at)
    done_line = _tasks(case).filter(pk=task.pk, done_at__isnull=False)
    if not done_line.update(done_at=None, done_by=None, note=""):
        raise Refusal(_("“%s”还没有勾选。") % task.label)
    deed.record(case, "untick", by=by, clocks=clocks, note=task.label, key=key)


@transaction.atomic
def drop_task(
    case: Case, *, task: Task, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Take away a line of the unit's own that nobody has done. What the class asks for stays."""
    clocks = deed.begin(case, "drop_task", by=by, at=at, key=key)
    if not task.code.startswith(OWN):
        raise Refusal(_("“%s”是这类诉求规定的事项，不能删除。") % task.label)
    if not _tasks(case).filter(pk=task.pk, done_at=None).delete()[0]:
        raise Refusal(_("“%s”已经完成，要留在档案里。") % task.label)
    deed.record(case, "drop_task", by=by, clocks=clocks, note=task.label, key=key)


def may_tick(case: Case, task: Task, *, standing: Standing) -> bool:
    """The lead unit any line, a unit that helps its own."""
    if standing.handles(case):
        return True
    seats = [seat for seat in standing.seats if seat.role in UNIT_ROLES]
    return any(seat.organisation_id == task.unit_id for seat in seats)


def _require_own(case: Case, task: Task, *, by: User | None, at: datetime) -> None:
    if by and not may_tick(case, task, standing=Standing(by, on=timezone.localdate(at))):
        raise NotAllowed(_("“%s”由别的单位办理，请由他们勾选。") % task.label)


def _require_in_unit(case: Case) -> None:
    if case.state not in IN_UNIT:
        raise IllegalMove(_("这件诉求不在办理中，办理事项不能再改。"))


def _require_helping(case: Case, unit: Organisation | None) -> None:
    if unit is None or unit.pk == case.lead_id:
        return
    helping = Helper.objects.filter(district_id=case.district_id, case=case, ended_at=None)
    if not helping.filter(unit=unit).exists():
        raise Refusal(_("“%s”没有在协办，请先请求协办。") % unit.name, field="unit")


def _tasks(case: Case) -> QuerySet[Task]:
    return Task.objects.filter(district_id=case.district_id, case=case)


def _line(case: Case, check: Check) -> Task:
    return Task(
        district_id=case.district_id,
        case=case,
        code=check.code,
        label=check.label.zh,
        is_required=check.is_required,
    )
