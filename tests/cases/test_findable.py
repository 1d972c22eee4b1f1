from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from lianxin.cases import findable, tasks
from lianxin.cases.actions import dispatch, handling, publishing
from lianxin.cases.models import Case
from lianxin.kernel import work
from lianxin.kernel.ids import new_id
from lianxin.search import actions as search
from lianxin.search import queries
from lianxin.search.models import Document
from tests import make


def found(q: str, *, kind: str = findable.CASE) -> list[str]:
    district_id = make.district().pk
    cases = Case.objects.filter(district_id=district_id)
    among = {findable.CASE: cases} if kind == findable.CASE else None
    rows = queries.find(district_id, q, kinds=[kind], among=among).rows
    refs = dict(cases.values_list("pk", "ref"))
    return [refs[row.thing_id] for row in rows]


def test_a_case_is_found_by_what_it_says_where_it_is_and_its_number() -> None:
    case = make.case(text="路灯不亮三天了", address="学苑路18弄门口")
    findable.catch_up(case.district_id)

    assert found("路灯") == found("学苑路") == found(case.ref) == [case.ref]


def test_it_is_found_by_the_answer_and_not_by_an_internal_note(noon: dt.datetime) -> None:
    case = make.case(answered=True)
    handling.note(case, note="电缆被盗，已报案", by=None, at=noon)
    findable.catch_up(case.district_id)

    assert found("已经修好") == [case.ref]
    assert found("电缆") == []


def test_what_is_published_is_found_by_its_public_words_only(noon: dt.datetime) -> None:
    case = make.case(text="楼上王先生家漏水")
    dispatch.close(case, outcome="SOLVED", note="已经修好", by=None, at=noon)
    publishing.publish(case, subject="屋顶渗漏已修", text="已做防水。", by=None, at=noon)
    findable.catch_up(case.district_id)
    assert found("渗漏", kind=findable.PUBLISHED) == [case.ref]
    assert found("王先生", kind=findable.PUBLISHED) == []

    publishing.unpublish(case, by=None, at=noon)
    findable.catch_up(case.district_id)
    assert found("渗漏", kind=findable.PUBLISHED) == []


def test_the_index_follows_the_deeds_and_leaves_the_rest_alone(noon: dt.datetime) -> None:
    first, _second = make.case(text="路灯不亮"), make.case(text="井盖松动")
    findable.catch_up(first.district_id)
    before = set(_ids())
    handling.note(first, note="看过了", by=None, at=noon)

    findable.catch_up(first.district_id)

    assert len(before & set(_ids())) == 1
    assert search.versions(findable.CASE, [first.pk], district_id=first.district_id) == {
        first.pk: first.seq
    }


def test_only_what_is_new_is_looked_at() -> None:
    with time_machine.travel(make.NOON) as clock:
        district_id = make.district().pk
        for _n in range(3):
            clock.shift(dt.timedelta(hours=1))
            make.case()
            findable.catch_up(district_id)
        clock.shift(dt.timedelta(hours=1))
        make.case()
        assert findable.catch_up(district_id) == 2  # with the last one, in case it was late


def test_a_case_that_is_gone_is_not_found_any_more() -> None:
    case = make.case(text="路灯不亮")
    findable.catch_up(case.district_id)
    Document.objects.filter(district_id=case.district_id).update(thing_id=new_id())
    gone = Document.objects.get(district_id=case.district_id).thing_id

    findable.index(case.district_id, [gone])

    assert not _ids()


def test_a_deed_asks_the_worker_once_in_some_seconds(noon: dt.datetime) -> None:
    with time_machine.travel(noon, tick=False):
        case = make.case()
        waiting = _waiting()
        assert len(waiting) == 1
        assert waiting[0].run_after - noon <= findable.SLOT

        handling.note(case, note="看过了", by=None, at=noon)
        assert len(_waiting()) == 1
    with time_machine.travel(noon + dt.timedelta(seconds=9), tick=False):
        handling.note(case, note="再看", by=None, at=noon)
        assert len(_waiting()) == 2
    findable.index_cases.func(case.district_id)
    assert found(case.ref) == [case.ref]


def test_every_minute_what_was_missed_is_made_up_for() -> None:
    make.case(text="路灯不亮")
    tasks.index_cases_due.func()
    assert len(found("路灯")) == 1


def test_messages_do_not_wait_while_very_many_cases_are_indexed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(findable, "MANY", 2)
    for n in range(3):
        make.case(text=f"路灯不亮{n}")
    for _time in range(2):
        tasks.index_cases_due.func()
        assert [row.queue_name for row in _many_waiting()] == [work.LONG]
    assert found("路灯") == []

    findable.index_many_cases.func(make.district().pk)
    assert len(found("路灯")) == 3

    for n in range(3):
        make.case(text=f"噪音{n}")
    findable.index_cases.func(make.district().pk)
    assert len(_many_waiting()) == 2


@pytest.mark.parametrize("slug", ["wanghai", None])
def test_everything_can_be_indexed_anew(slug: str | None) -> None:
    case = make.case(text="路灯不亮")
    findable.catch_up(case.district_id)
    Document.objects.filter(district_id=case.district_id).update(words=" ")
    assert found("路灯") == []

    told = StringIO()
    call_command("reindex", district=slug, stdout=told)

    assert found("路灯") == [case.ref]
    assert "1 cases" in told.getvalue()


def _ids() -> list[object]:
    rows = Document.objects.filter(district_id=make.district().pk)
    return list(rows.values_list("pk", flat=True))


def _many_waiting() -> list[Any]:
    return list(DBTaskResult.objects.filter(task_path=findable.index_many_cases.module_path))


def _waiting() -> list[work.Row]:
    return list(DBTaskResult.objects.filter(task_path=findable.index_cases.module_path))
