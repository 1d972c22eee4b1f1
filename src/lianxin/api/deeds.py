"""Which deeds a machine may do, and how the fields of a request reach the action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api import deeds_of_others, deeds_of_public, deeds_of_units
from lianxin.api.named import coded, task_of, unit_of
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
from lianxin.cases.models import Case
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

Deed = Callable[[Case, DeedIn, User, datetime], None]


def assign(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.assign(case, to=unit_of(case, said), note=said.note, by=by, at=at, key=said.key)


def unassign(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.unassign(case, note=said.note, by=by, at=at, key=said.key)


def reassign(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.reassign(case, to=unit_of(case, said), note=said.note, by=by, at=at, key=said.key)


def accept(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.accept(case, by=by, at=at, key=said.key)


def bounce(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    proposed = unit_of(case, said)
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
    """With a picture, which a class may ask for: POST /cases/{ref}/pictures/pass."""
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
            unit=coded(case, part.unit, field="parts") if part.unit else None,
        )
        for part in said.parts
    ]
    family.divide(case, parts=parts, note=said.note, by=by, at=at, key=said.key)


def add_task(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    unit = unit_of(case, said) if said.unit else None
    checklist.add_task(case, label=said.label, unit=unit, by=by, at=at, key=said.key)


def tick(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    checklist.tick(case, task=task_of(case, said), note=said.note, by=by, at=at, key=said.key)


def untick(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    checklist.untick(case, task=task_of(case, said), by=by, at=at, key=said.key)


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
    **deeds_of_units.DEEDS,
    **deeds_of_others.DEEDS,
    **deeds_of_public.DEEDS,
}

PERMISSION = {
    "merge": "dissolve",
    "unmerge": "dissolve",
    "open_bundle": "divide",
    "carry_over": "decide",
    "close_whole": "close",
}
"""Verbs that another verb's standings allow."""


def do(verb: str, case: Case, said: DeedIn, *, by: User, at: datetime) -> None:
    """Permission comes first, so that nobody learns of units and people by what is refused."""
    policy.require(by, PERMISSION.get(verb, verb), case, on=timezone.localdate(at))
    DEEDS[verb](case, said, by, at)
