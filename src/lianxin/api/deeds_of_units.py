"""What else a unit and the desk do with a case: people, time, help, meetings, kin."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lianxin.api.named import filled, moment, person_named, task_of, unit_of
from lianxin.api.shapes import DeedIn
from lianxin.cases.actions import (
    checklist,
    dispatch,
    family,
    handling,
    joining,
    meeting,
    outside,
)
from lianxin.cases.models import Case, Consultation
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


def hand(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    to = person_named(case, said)
    handling.hand(case, to=to, note=said.note, by=by, at=at, key=said.key)


def pause(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.pause(case, reason=said.reason, note=said.note, by=by, at=at, key=said.key)


def resume(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.resume(case, note=said.note, by=by, at=at, key=said.key)


def ask_help(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.ask_help(case, unit=unit_of(case, said), note=said.note, by=by, at=at, key=said.key)


def end_help(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.end_help(case, unit=unit_of(case, said), note=said.note, by=by, at=at, key=said.key)


def ask_extension(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    until = moment(said)
    handling.ask_extension(case, until=until, reason=said.reason, by=by, at=at, key=said.key)


def grant_extension(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.grant_extension(case, note=said.note, by=by, at=at, key=said.key)


def refuse_extension(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    handling.refuse_extension(case, note=said.note, by=by, at=at, key=said.key)


def reopen(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    to = unit_of(case, said) if said.unit else None
    dispatch.reopen(case, to=to, note=said.note, by=by, at=at, key=said.key)


def uphold(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    dispatch.uphold(case, note=said.note, by=by, at=at, key=said.key)


def park(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    on = said.meeting_on
    meeting.park(case, reason=said.reason, meeting_on=on, by=by, at=at, key=said.key)


def decide(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    owner, due_on = unit_of(case, said), filled(said.due_on, field="due_on")
    meeting.decide(
        case, decision=said.note, owner=owner, due_on=due_on, by=by, at=at, key=said.key
    )


def carry_over(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    to = filled(said.meeting_on, field="meeting_on")
    meeting.carry_over(case, to=to, by=by, at=at, key=said.key)


def give_task(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    unit, task = (unit_of(case, said) if said.unit else None), task_of(case, said)
    checklist.give_task(case, task=task, unit=unit, by=by, at=at, key=said.key)


def drop_task(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    checklist.drop_task(case, task=task_of(case, said), by=by, at=at, key=said.key)


def end_outside(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    rows = Consultation.objects.filter(district_id=case.district_id, case=case)
    row = rows.filter(pk=filled(said.consultation, field="consultation")).first()
    if row is None:
        raise Refusal(_("这件诉求没有这份征询。"), field="consultation")
    outside.end_outside(case, consultation=row, by=by, at=at, key=said.key)


def merge(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    joining.merge(case, by=by, at=at, key=said.key)


def unmerge(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    joining.unmerge(case, by=by, at=at, key=said.key)


def dissolve(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    joining.dissolve(case, note=said.note, by=by, at=at, key=said.key)


def open_bundle(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    code = filled(said.bundle, field="bundle")
    family.open_bundle(case, code=code, by=by, at=at, key=said.key)


def close_whole(case: Case, said: DeedIn, by: User, at: datetime) -> None:
    family.close_whole(case, outcome=said.outcome, note=said.note, by=by, at=at, key=said.key)


DEEDS = {
    "hand": hand,
    "pause": pause,
    "resume": resume,
    "ask_help": ask_help,
    "end_help": end_help,
    "ask_extension": ask_extension,
    "grant_extension": grant_extension,
    "refuse_extension": refuse_extension,
    "reopen": reopen,
    "uphold": uphold,
    "park": park,
    "decide": decide,
    "carry_over": carry_over,
    "give_task": give_task,
    "drop_task": drop_task,
    "end_outside": end_outside,
    "merge": merge,
    "unmerge": unmerge,
    "dissolve": dissolve,
    "open_bundle": open_bundle,
    "close_whole": close_whole,
}
