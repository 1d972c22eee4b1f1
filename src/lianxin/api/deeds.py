"""Which deeds a machine may do, and how the fields of a request reach the action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.shapes import DeedIn
from lianxin.cases import policy
from lianxin.cases.actions import (
    checklist,
    dispatch,
    family,
    handling,
    joining,
    outside,
    verifying,
)
from lianxin.cases.actions.family import Part
from lianxin.cases.models import Case, Task
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User

Deed = Callable[[Case, DeedIn, User, datetime], None]


def _unit(case: Case, said: DeedIn) -> Organisation:
    return _coded(case, said.unit, field="unit")


def _coded(case: Case, code: str, *, field: str) -> Organisation:
    unit = Organisation.objects.filter(district_id=case.district_id, code=code).first()
    if unit is None:
        raise Refusal(_("没有代码为“%s”的单位。") % code, field=field)
    return unit


def _task(case: Case, said: DeedIn) -> Task:
    found = Task.objects.filter(district_id=case.district_id, case=case, code=said.task).first()
    if found is None:
        raise Refusal(_("这件诉求没有代码为“%s”的办理事项。") % said.task, field="task")
    return found


def assign(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.assign(case, to=_unit(case, said), note=said.note, by=by, at=at, key=said.key)


def unassign(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.unassign(case, note=said.note, by=by, at=at, key=said.key)


def reassign(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.reassign(case, to=_unit(case, said), note=said.note, by=by, at=at, key=said.key)


def accept(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.accept(case, by=by, at=at, key=said.key)


def bounce(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    proposed = _unit(case, said)
    dispatch.bounce(
        case,
        reason=said.reason,
        proposed=proposed,
        note=said.note,
        by=by,
        at=at,
        key=said.key,
    )


def classify(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.classify(
        case, class_code=said.class_code, grade=said.grade, by=by, at=at, key=said.key
    )


def ask(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.ask(case, note=said.note, by=by, at=at, key=said.key)


def feedback(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.feedback(case, note=said.note, by=by, at=at, key=said.key)


def note(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.note(case, note=said.note, by=by, at=at, key=said.key)


def answer(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.answer(case, outcome=said.outcome, note=said.note, by=by, at=at, key=said.key)


def submit(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    verifying.submit(case, outcome=said.outcome, note=said.note, by=by, at=at, key=said.key)


def verify(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    """Without a picture, which a class may ask for: that is done on the page."""
    verifying.verify(case, remark=said.note, by=by, at=at, key=said.key)


def send_back(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    verifying.send_back(case, remark=said.note, by=by, at=at, key=said.key)


def close(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.close(case, outcome=said.outcome, note=said.note, by=by, at=at, key=said.key)


def escalate(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.escalate(case, reason=said.reason, by=by, at=at, key=said.key)


def join(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    visible = policy.visible_to(by, on=timezone.localdate(at))
    main = visible.filter(ref=said.into.strip().upper()).whole().first()
    if main is None:
        raise Refusal(_("没有找到要并入的诉求，请核对编号。"), field="into")
    joining.join(case, into=main, note=said.note, by=by, at=at, key=said.key)


def split(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    joining.split(case, note=said.note, by=by, at=at, key=said.key)


def divide(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    parts = [
        Part(
            subject=part.subject,
            text=part.text,
            class_code=part.class_code,
            unit=_coded(case, part.unit, field="parts") if part.unit else None,
        )
        for part in said.parts
    ]
    family.divide(case, parts=parts, note=said.note, by=by, at=at, key=said.key)


def add_task(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    unit = _unit(case, said) if said.unit else None
    checklist.add_task(case, label=said.label, unit=unit, by=by, at=at, key=said.key)


def tick(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    checklist.tick(case, task=_task(case, said), note=said.note, by=by, at=at, key=said.key)


def untick(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    checklist.untick(case, task=_task(case, said), by=by, at=at, key=said.key)


def ask_outside(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    outside.ask_outside(
        case,
        party=said.party,
        question=said.note,
        address=said.address,
        by=by,
        at=at,
        key=said.key,
    )


DEEDS: dict[str, Deed] = {
    "assign": assign,
    "unassign": unassign,
    "reassign": reassign,
    "accept": accept,
    "bounce": bounce,
    "classify": classify,
    "ask": ask,
    "feedback": feedback,
    "note": note,
    "answer": answer,
    "submit": submit,
    "pass": verify,
    "fail": send_back,
    "close": close,
    "escalate": escalate,
    "join": join,
    "split": split,
    "divide": divide,
    "add_task": add_task,
    "tick": tick,
    "untick": untick,
    "ask_outside": ask_outside,
}
