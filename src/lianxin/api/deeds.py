"""Which deeds a machine may do, and how the fields of a request reach the action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from lianxin.api.shapes import DeedIn
from lianxin.cases.actions import dispatch, handling, verifying
from lianxin.cases.models import Case
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User

Deed = Callable[[Case, DeedIn, User, datetime], None]


def _unit(case: Case, said: DeedIn) -> Organisation:
    unit = Organisation.objects.filter(district_id=case.district_id, code=said.unit).first()
    if unit is None:
        raise Refusal(_("没有代码为“%s”的单位。") % said.unit, field="unit")
    return unit


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
}
