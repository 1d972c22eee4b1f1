from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases.actions import handling
from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Repeated
from tests import make
from tests.kernel.race import race


@pytest.mark.django_db(transaction=True)
def test_one_note_sent_four_times_at_once_is_written_once(noon: dt.datetime) -> None:
    case, key = make.case(assigned_to=make.organisation()), new_id()
    before = case.seq

    def write(_number: int) -> None:
        same = Case.objects.whole().get(pk=case.pk)
        handling.note(same, note="电话联系过", by=None, key=key, at=noon)

    answers = race(write, runners=4)

    assert [type(answer) for answer in answers if answer] == [Repeated] * 3
    case.refresh_from_db()
    assert case.seq == before + 1
    assert timeline.verify(case) is None
