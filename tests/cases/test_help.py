"""One lead, many helpers."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases import policy
from lianxin.cases.actions import dispatch, handling
from lianxin.kernel.refusals import NotAllowed, Refusal
from tests import make

HOUR = dt.timedelta(hours=1)


def test_a_helper_reads_and_notes_but_never_closes(noon: dt.datetime) -> None:
    """C10."""
    case, other = make.case(accepted=True), make.organisation(name="供电公司")
    helper = make.handler(other)
    handling.ask_help(case, unit=other, note="请断电", by=None, at=noon + HOUR)

    handling.note(case, note="已断电", by=helper, at=noon + 2 * HOUR)
    assert list(policy.visible_to(helper, on=noon.date())) == [case]
    for forbidden in (
        lambda: handling.answer(case, outcome="SOLVED", note="好了", by=helper, at=noon),
        lambda: dispatch.close(case, outcome="SOLVED", note="好了", by=helper, at=noon),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_who_has_left_can_be_asked_again(noon: dt.datetime) -> None:
    """C10."""
    case, other = make.case(accepted=True), make.organisation(name="供电公司")
    helper = make.handler(other)
    handling.ask_help(case, unit=other, note="请断电", by=None, at=noon)
    with pytest.raises(Refusal, match="已在协办"):
        handling.ask_help(case, unit=other, note="请断电", by=None, at=noon)
    handling.end_help(case, unit=other, by=helper, at=noon + HOUR)
    assert not policy.visible_to(helper, on=noon.date()).exists()

    handling.ask_help(case, unit=other, note="请再断一次", by=None, at=noon + 2 * HOUR)

    assert policy.visible_to(helper, on=noon.date()).exists()
    assert case.helpers.count() == 2


def test_the_lead_is_no_helper(noon: dt.datetime) -> None:
    case = make.case(accepted=True)

    with pytest.raises(Refusal, match="不能协办自己的"):
        handling.ask_help(case, unit=case.lead, note="x", by=None, at=noon)
