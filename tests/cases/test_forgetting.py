"""C23: when the time to keep has ended nothing of the people is left, wherever it was written.

Whole tables are read, so that a table that is added later is looked at without a word here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import caches

from lianxin.casebook.actions import writing
from lianxin.cases import findable
from lianxin.cases.actions import (
    checklist,
    dispatch,
    handling,
    mediation,
    meeting,
    outside,
    requester,
    retention,
    verifying,
)
from lianxin.cases.actions.mediation import Side
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, Mediation, Tombstone
from lianxin.kernel import privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.operate.worker import run_all
from lianxin.papers import actions as papers
from lianxin.search.models import Document
from tests import make

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
OTHERS = dt.timedelta(days=2000)
TOLD = (
    "我叫欧阳明珠，电话13912345678，身份证110101199003070011，住幸福里3号楼2单元501室，"
    "车牌京A12345，邮箱lamp@example.com，楼道灯不亮。"
)
PLANTED = (
    *("欧阳明珠", "13912345678", "199003070011", "单元501", "A12345", "lamp@example.com"),
    *("阿卜杜", "13877776666", "mingzhu@example.org"),
)
CONTACT = {"name": "阿卜杜", "phone": "13877776666", "email": "mingzhu@example.org"}


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def everything() -> Iterator[tuple[str, str]]:
    """Every value of every row of every table, decrypted, as text."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.all().iterator():
            for field in row._meta.concrete_fields:
                yield f"{model._meta.label}.{field.name}", str(getattr(row, field.attname))


def left(*words: str) -> set[tuple[str, str]]:
    """Where `words` stand, and which. Accounts are people's own, and not of the case."""
    return {
        (where, word)
        for where, value in everything()
        for word in words
        if word in value and not where.startswith("network.User.")
    }


def led_through_everything(noon: dt.datetime, tmp_path: Path) -> tuple[Case, dt.datetime]:
    """A case with words of people wherever words can be written."""
    at = noon
    case = make.case(
        class_code="NOISE",
        text=TOLD,
        contact=make.contact(**CONTACT),
        photos=[make.upload()],
        address="3号楼2单元501室",
        accepted=True,
    )
    unit, helper, desk = case.lead, make.organisation(), make.dispatcher()
    handler = make.handler(unit)
    User.objects.filter(pk=handler.pk).update(email="handler@example.net")
    said = f"阿卜杜说：{TOLD}"
    handling.ask(case, note=said, by=handler, at=at + 2 * MINUTE)
    requester.supply(case, note=TOLD, code=make.code(case), at=at + 3 * MINUTE)
    requester.urge(case, note=TOLD, code=make.code(case), at=at + 4 * MINUTE)
    handling.note(case, note=said, by=handler, at=at + 6 * MINUTE)
    handling.ask_help(case, unit=helper, note=said, by=handler, at=at + 7 * MINUTE)
    until = at + 20 * DAY
    handling.ask_extension(case, until=until, reason=said, by=handler, at=at + 8 * MINUTE)
    handling.grant_extension(case, note=said, by=desk, at=at + 9 * MINUTE)
    handling.feedback(case, note=said, by=handler, at=at + 9 * MINUTE)
    task = checklist.add_task(case, label="联系阿卜杜", by=handler, at=at + 10 * MINUTE)
    checklist.tick(case, task=task, note="13912345678", by=handler, at=at + 11 * MINUTE)
    asked: dict[str, Any] = {
        "party": "邻居欧阳明珠",
        "question": "灯归谁管？",
        "address": "13912345678",
    }
    row = outside.ask_outside(case, by=handler, at=at + 12 * MINUTE, **asked)
    outside.reply(row, text=TOLD, code=privacy.tracking_code(row.pk), at=at + 13 * MINUTE)
    meeting.park(case, reason=said, by=desk, at=at + 14 * MINUTE)
    verdict: dict[str, Any] = {"outcome": "SOLVED", "note": said}
    verifying.submit(case, by=handler, at=at + 15 * MINUTE, **verdict)
    verifying.verify(case, remark=said, by=desk, at=at + 16 * MINUTE)
    rated = Verdict("YES", comment=TOLD)
    requester.rate(case, rated, code=make.code(case), at=at + HOUR)
    writing.draft(case, by=desk, at=at + 2 * HOUR, key=new_id())
    exported(case, desk, tmp_path, at=at + 2 * HOUR)
    findable.catch_up(case.district_id)
    return case, at + HOUR


def exported(case: Case, by: User, tmp_path: Path, *, at: dt.datetime) -> None:
    """A list that somebody has taken out, with everything in it."""
    own: dict[str, Any] = {"district_id": case.district_id, "key": new_id(), "at": at}
    job = papers.draft("EXPORT", title="台账", by=by, reason="例会", **own)
    made = tmp_path / "list.csv"
    made.write_text(TOLD)
    papers.start(job, None, at=at)
    papers.finish(job, made, name="list.csv", at=at)


def files(folder: str) -> str:
    return "".join(one.read_bytes().decode(errors="ignore") for one in _files(folder))


def _files(folder: str) -> list[Path]:
    return [one for one in Path(folder).rglob("*") if one.is_file()]


def test_an_anonymised_case_tells_of_nobody_in_any_table(
    noon: dt.datetime, tmp_path: Path, settings: Any
) -> None:
    """C23."""
    with time_machine.travel(noon + HOUR, tick=False):
        case, closed_at = led_through_everything(noon, tmp_path)
        run_all()
    assert {word for _where, word in left(*PLANTED)} == set(PLANTED)
    caches["drawn"].set("line", TOLD)

    later = closed_at + 366 * DAY
    with time_machine.travel(later, tick=False):
        assert retention.keep_terms(case.district_id, at=later) == (1, 0)
        papers.sweep(district_id=case.district_id, at=later)
        findable.catch_up(case.district_id)
        run_all()

    assert left(*PLANTED) == set()
    assert "欧阳明珠" not in files(settings.MEDIA_ROOT)
    case = Case.objects.get()
    assert "楼道灯不亮" in case.text
    assert timeline.verify(case) is None
    assert timeline.rebuild(case) == timeline.snapshot(case)


def test_of_a_deleted_case_only_the_stone_is_left(
    noon: dt.datetime,
    tmp_path: Path,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """C23: not in the index, in messages, in what the casebook drew from it, or on the disk."""
    with time_machine.travel(noon + HOUR, tick=False):
        case, closed_at = led_through_everything(noon, tmp_path)
        run_all()
    assert Document.objects.filter(thing_id=case.pk).exists()
    pk, ref, later = case.pk, case.ref, closed_at + OTHERS

    with time_machine.travel(later, tick=False), django_capture_on_commit_callbacks(execute=True):
        assert retention.keep_terms(case.district_id, at=later) == (0, 1)
        papers.sweep(district_id=case.district_id, at=later)
        findable.catch_up(case.district_id)

    assert left(*PLANTED) == set()
    drawn = {where.partition(".")[0] for where, _word in left("楼道灯不亮")}
    assert drawn <= {"casebook", "kernel"}  # what was learned stays, with its own history
    assert _files(settings.MEDIA_ROOT) == []
    assert Tombstone.objects.get().ref == ref
    assert {where for where, _word in left(str(pk))} <= {
        "cases.Tombstone.id",
        "django_tasks_database.DBTaskResult.args_kwargs",
    }


def test_of_a_mediation_neither_sides_nor_agreement_are_left(noon: dt.datetime) -> None:
    """C23."""
    case = make.case(class_code="QUARREL", accepted=True, contact=make.contact(**CONTACT))
    sides = [Side("欧阳明珠", "13912345678"), Side("阿卜杜", "13877776666")]
    desk, mediator = make.dispatcher(), make.mediator()
    mediation.open_mediation(case, mediator=mediator, parties=sides, by=desk, at=noon + HOUR)
    row = Mediation.objects.get()
    row.agreement = "甲方欧阳明珠与乙方阿卜杜各退一步。"
    row.save()
    mediation.end_mediation(case, note="没有达成", by=mediator, at=noon + 2 * HOUR)
    dispatch.close(case, outcome="EXPLAINED", note="已告知", by=desk, at=noon + 3 * HOUR)

    retention.keep_terms(case.district_id, at=noon + 400 * DAY)

    assert left("欧阳明珠", "阿卜杜", "13912345678", "13877776666") == set()
