"""C23: what tells of a person goes on schedule, and what happened stays provable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from lianxin.cases.actions import dispatch, handling, requester, retention, rulebook
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, CaseClock, Photo, Requester, Tombstone
from lianxin.cases.tasks import keep_some_retention_terms
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.privacy import blind_indexes
from lianxin.network.models import District
from tests import make

DAY = dt.timedelta(days=1)
TOLD = "我叫王小明，电话13912345678，住幸福里3号楼2单元501室，楼道灯不亮。"


def closed(noon: dt.datetime, **fields: Any) -> Case:
    """A case that was closed at noon, with contact, photo and words that tell of a person."""
    case = make.case(
        received_at=noon - DAY,
        contact=make.contact(),
        text=TOLD,
        photos=[make.upload()],
        answered=True,
        **fields,
    )
    requester.rate(case, Verdict("YES", comment="谢谢"), code=make.code(case), at=noon)
    return case


def test_contacts_are_kept_a_year_and_not_a_day_longer(noon: dt.datetime) -> None:
    """C23."""
    case = closed(noon)
    district = case.district_id
    year = 365 * DAY

    assert retention.keep_terms(district, at=noon + year) == (0, 0)
    assert Requester.objects.get().phone == "13800138000"
    assert retention.keep_terms(district, at=noon + year + dt.timedelta(seconds=1)) == (1, 0)
    who = Requester.objects.get()
    assert (who.name, who.phone, who.email, who.phone_index) == (None, None, None, "")
    assert retention.keep_terms(district, at=noon + year + DAY) == (0, 0)


def test_nothing_that_tells_of_a_person_is_left_anywhere(noon: dt.datetime) -> None:
    """C23: neither in the case nor in its history, and the history stays whole."""
    case = closed(noon)
    verbs = [entry.verb for entry in timeline.of(case)]

    retention.anonymise(case, at=noon + 400 * DAY)

    case.refresh_from_db()
    left = [case.subject, case.text, case.address]
    left += [f"{entry.note}{entry.facts}" for entry in timeline.of(case)]
    for word in ("王小明", "13912345678", "501室"):
        assert all(word not in text for text in left)
    assert "楼道灯不亮" in case.text
    assert case.anonymised_at == noon + 400 * DAY
    assert [entry.verb for entry in timeline.of(case)] == [*verbs, "anonymise"]
    assert timeline.verify(case) is None
    assert timeline.rebuild(case) == timeline.snapshot(case)
    assert not Requester.objects.filter(
        phone_index__in=blind_indexes("13800138000", purpose="phone")
    )


def test_an_open_case_keeps_its_contact(noon: dt.datetime) -> None:
    case = make.case(contact=make.contact())

    assert retention.keep_terms(case.district_id, at=noon + 4000 * DAY) == (0, 0)
    assert Requester.objects.get().phone


def test_a_reopened_case_starts_its_term_anew(noon: dt.datetime) -> None:
    case = closed(noon)
    dispatch.reopen(case, note="又坏了", by=None, at=noon + 300 * DAY)
    dispatch.accept(case, by=None, at=noon + 300 * DAY)
    handling.answer(case, outcome="SOLVED", note="修好", by=None, at=noon + 300 * DAY)
    requester.rate(case, Verdict("YES"), code=make.code(case), at=noon + 300 * DAY)

    assert retention.keep_terms(case.district_id, at=noon + 400 * DAY) == (0, 0)


def test_a_withdrawn_case_is_deleted_after_a_year_others_after_five(noon: dt.datetime) -> None:
    """C23."""
    kept = closed(noon)
    gone = make.case(contact=make.contact())
    requester.withdraw(gone, note="不用了", code=make.code(gone), at=noon)
    second = dt.timedelta(seconds=1)

    assert retention.keep_terms(kept.district_id, at=noon + 365 * DAY + second) == (1, 1)
    assert list(Case.objects.all()) == [kept]
    assert retention.keep_terms(kept.district_id, at=noon + 1826 * DAY) == (0, 0)
    assert retention.keep_terms(kept.district_id, at=noon + 1826 * DAY + second) == (0, 1)
    assert not Case.objects.exists()


def test_a_tombstone_tells_that_there_was_a_case_and_nothing_of_a_person(
    noon: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    """C23."""
    case = closed(noon, class_code="ROADS")
    photo = Photo.objects.get()
    assert photo.file.name
    pk, ref, head, seq = case.pk, case.ref, case.head, case.seq

    with django_capture_on_commit_callbacks(execute=True):
        retention.delete(case, at=noon + 2000 * DAY)

    stone = Tombstone.objects.get()
    assert (stone.pk, stone.ref, stone.class_code, stone.state) == (pk, ref, "ROADS", "CLOSED")
    assert (stone.closed_at, stone.deleted_at) == (noon, noon + 2000 * DAY)
    assert (stone.head, stone.entries) == (head, seq)
    assert not Entry.objects.filter(subject_id=pk).exists()
    assert not CaseClock.objects.filter(case_id=pk).exists()
    assert not default_storage.exists(photo.file.name)


def test_a_case_to_which_another_refers_waits_for_it(noon: dt.datetime) -> None:
    main, child = closed(noon), make.case()
    Case.objects.filter(pk=child.pk).update(parent=main)

    assert retention.keep_terms(main.district_id, at=noon + 2000 * DAY) == (1, 0)
    assert Case.objects.filter(pk=main.pk).exists()


def test_the_terms_are_the_playbook_s(noon: dt.datetime) -> None:
    case = closed(noon)
    terms = {"contacts": 30, "withdrawn": 60, "others": 400}
    rulebook.put_rules(District.objects.get(), {**make.RULES, "retention": terms}, at=noon)

    assert retention.keep_terms(case.district_id, at=noon + 31 * DAY) == (1, 0)
    assert retention.keep_terms(case.district_id, at=noon + 401 * DAY) == (0, 1)


@pytest.mark.parametrize("word", ["灯不亮", "楼道"])
def test_words_that_tell_of_nobody_stay(noon: dt.datetime, word: str) -> None:
    case = make.case(received_at=noon - DAY, text="楼道的灯不亮已经三天。", answered=True)
    requester.rate(case, Verdict("YES"), code=make.code(case), at=noon)

    retention.anonymise(case, at=noon + 400 * DAY)

    assert word in case.text
    assert timeline.of(case)[0].facts["text"] == "楼道的灯不亮已经三天。"


def test_many_that_are_due_are_done_in_slices(
    noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C23: in between the worker does what is more urgent."""
    monkeypatch.setattr(retention, "SLICE", 0.0)
    district = [closed(noon), closed(noon)][0].district_id
    with time_machine.travel(noon + 366 * DAY, tick=False):
        for left in (1, 0):
            keep_some_retention_terms.func(district)
            assert Case.objects.filter(anonymised_at=None).count() == left
        waiting = DBTaskResult.objects.filter(task_path=keep_some_retention_terms.module_path)
        assert waiting.count() == 2
        assert not retention.keep_some_terms(district, at=noon + 366 * DAY)
