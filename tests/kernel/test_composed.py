"""Statements that are composed once answer and write as the ORM's own do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from lianxin.cases.models import Case, CaseClock
from lianxin.cases.states import State
from lianxin.kernel.database import rows
from lianxin.kernel.database.composed import composed
from lianxin.kernel.ids import new_id
from tests import make


@composed
def _whole(district_id: int, pk: UUID, state: str) -> QuerySet[Case]:
    return Case.objects.whole().filter(district_id=district_id, pk=pk, state=state)


@composed
def _among(district_id: int, *pks: UUID) -> QuerySet[Case, tuple[UUID, str]]:
    cases = Case.objects.filter(district_id=district_id, pk__in=pks)
    return cases.order_by("id").values_list("pk", "ref")


@composed
def _due(district_id: int, at: Any) -> QuerySet[CaseClock]:
    due = CaseClock.objects.filter(district_id=district_id, due_at__lte=at)
    return due.order_by("due_at", "id")


def test_things_come_with_what_they_are_related_to(django_assert_num_queries) -> None:
    case = make.case()
    (found,) = _whole(case.district_id, case.pk, State.RECEIVED)

    assert found == case
    assert rows._values(found, rows._plan(Case, "any")) == rows._values(
        Case.objects.get(district_id=case.district_id, pk=case.pk), rows._plan(Case, "any")
    )
    with django_assert_num_queries(0):
        assert (found.place, found.lead) == (case.place, case.lead)


def test_each_call_asks_with_its_own_values() -> None:
    first, second = make.case(), make.case()
    district_id = first.district_id

    assert _whole(district_id, second.pk, State.RECEIVED) == [second]
    assert _whole(district_id, second.pk, State.CLOSED) == []
    assert _whole(district_id + 1, second.pk, State.RECEIVED) == []
    assert _among(district_id, first.pk) == [(first.pk, first.ref)]
    assert _among(district_id, first.pk, second.pk) == [
        (first.pk, first.ref),
        (second.pk, second.ref),
    ]


def test_moments_are_compared_as_the_database_keeps_them() -> None:
    case = make.case()
    clocks = list(CaseClock.objects.filter(district_id=case.district_id).order_by("due_at", "id"))
    first = clocks[0]

    assert _due(case.district_id, first.due_at)[:1] == [first]
    assert _due(case.district_id, first.due_at - timedelta(microseconds=1)) == []
    assert _due(case.district_id, clocks[-1].due_at) == clocks


def test_a_value_that_goes_nowhere_is_a_mistake() -> None:
    @composed
    def _all(district_id: int, _pk: UUID) -> QuerySet[Case]:
        return Case.objects.filter(district_id=district_id)

    with pytest.raises(AssertionError):
        _all(make.district().pk, new_id())


def test_changes_reach_the_rows_that_are_as_they_are_said_to_be() -> None:
    case = make.case()
    clock = CaseClock.objects.filter(district_id=case.district_id).earliest("due_at")
    own = {"district_id": case.district_id, "id": clock.pk, "stopped_at": None}
    at = clock.due_at

    assert rows.update(CaseClock, own, {"stopped_at": at, "alarms": 2}) == 1
    assert rows.update(CaseClock, own, {"alarms": 3}) == 0
    clock.refresh_from_db()
    assert (clock.stopped_at, clock.alarms) == (at, 2)
