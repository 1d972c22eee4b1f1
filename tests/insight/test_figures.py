"""Every figure carries its denominator, and equals its rows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from lianxin.cases import policy
from lianxin.cases.actions import dispatch, handling, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case
from lianxin.insight import actions, judging, queries
from lianxin.insight.figures import Rate, Satisfaction
from lianxin.insight.models import MEASURES, Axis, DayFigure, StaleDay
from lianxin.insight.queries import Period, Totals
from tests import make

HOUR = dt.timedelta(hours=1)
DAY = dt.date(2026, 3, 2)
PERIOD = Period.last(30, on=DAY)


def counted(at: dt.datetime) -> Totals:
    district = make.district()
    actions.count_stale_days(district.pk, at=at)
    return queries.totals(queries.figures(district.pk, PERIOD, areas=[]))


def test_a_rate_says_of_what() -> None:
    """X8."""
    satisfied = Satisfaction(satisfied=981, rated=1000, closed=3870)

    assert str(satisfied) == "98.1 %（1,000 件评价中 981 件满意；办结 3,870 件；参评率 25.8 %）"


@pytest.mark.parametrize(("rated", "shows"), [(4, False), (5, True)])
def test_below_five_ratings_there_is_no_rate(rated: int, *, shows: bool) -> None:
    """X8."""
    satisfied = Satisfaction(satisfied=rated, rated=rated, closed=20)

    assert ("%" in str(satisfied.rate)) is shows


def test_nothing_of_nothing_is_no_rate() -> None:
    assert str(Rate(0, 0)) == "—"


def test_figures_equal_their_rows(noon: dt.datetime) -> None:
    """C20: the three rates come from the cases' own clocks, outcomes and ratings."""
    make.case()
    make.case(accepted=True)
    for solved in ("YES", "NO"):
        case = make.case(answered=True)
        requester.rate(case, Verdict(solved), code=make.code(case), at=noon + HOUR)

    found = counted(noon + 72 * HOUR)

    assert found == Totals(
        received=4,
        closed=1,
        solved=1,
        respond_due=4,
        respond_kept=3,
        feedback_due=4,
        feedback_kept=2,
        rated=1,
        satisfied=1,
    )


def test_who_asks_for_more_counts_once_that_is_decided(noon: dt.datetime) -> None:
    """C20: else more would have answered than were asked."""
    case = make.case(answered=True)
    requester.rate(case, Verdict("NO"), code=make.code(case), at=noon + HOUR)
    open_still = counted(noon + 2 * HOUR)
    dispatch.uphold(case, note="已按规定办结。", by=None, at=noon + 2 * HOUR)
    decided = counted(noon + 3 * HOUR)

    assert (open_still.closed, open_still.rated) == (0, 0)
    assert (decided.closed, decided.rated, decided.satisfied) == (1, 1, 0)


def test_a_promise_whose_time_has_not_come_is_not_judged(noon: dt.datetime) -> None:
    make.case()

    assert counted(noon + HOUR).respond_due == 0


def test_an_extension_moves_the_date_and_not_the_figure(noon: dt.datetime) -> None:
    """C14: in time is judged by the first promise, a pause by what was left."""
    unit = make.organisation()
    handler = make.handler(unit)
    extended = make.case(accepted=True, assigned_to=unit)
    handling.ask_extension(
        extended, until=noon + 96 * HOUR, reason="等配件", by=handler, at=noon + HOUR
    )
    handling.grant_extension(extended, by=make.dispatcher(), at=noon + 2 * HOUR)
    paused = make.case(accepted=True, assigned_to=unit)
    handling.pause(paused, reason="PARTS", note="等货", by=handler, at=noon + HOUR)
    handling.resume(paused, by=handler, at=noon + 25 * HOUR)
    for case in (extended, paused):
        handling.answer(case, outcome="SOLVED", note="好了", by=handler, at=noon + 60 * HOUR)

    found = counted(noon + 61 * HOUR)

    assert (found.feedback_due, found.feedback_kept) == (2, 1)


def test_a_change_marks_the_day_of_arrival_for_counting(noon: dt.datetime) -> None:
    case = make.case(accepted=True)
    counted(noon)
    assert not StaleDay.objects.exists()

    handling.note(case, note="看过", by=None, at=noon + 300 * HOUR)

    assert StaleDay.objects.get().day == DAY


def received(rows: QuerySet[DayFigure], axis: Axis) -> list[tuple[str, int]]:
    """How many came in for each code of `axis`, the most first."""
    found = queries.sums(rows)
    return [(code, totals.received) for (of, code), totals in found.items() if of == axis]


def test_each_axis_adds_up_to_the_whole(noon: dt.datetime) -> None:
    for _n in range(3):
        make.case(accepted=True, class_code="ROADS")
    make.case(class_code="WATER")
    counted(noon)
    rows = queries.figures(make.district().pk, PERIOD, areas=[])

    assert received(rows, Axis.CLASS) == [("ROADS", 3), ("WATER", 1)]
    for axis in (Axis.UNIT, Axis.PLACE):
        assert sum(count for _code, count in received(rows, axis)) == 4


def test_an_area_has_its_own_figures(noon: dt.datetime) -> None:
    here, there = make.grid(), make.grid()
    make.case(here)
    make.case(there)
    counted(noon)

    street = here.parent.parent
    rows = queries.figures(make.district().pk, PERIOD, areas=[street.pk])

    assert queries.totals(rows).received == 1


def test_a_board_costs_the_same_however_many_cases(
    noon: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    manager = make.manager()
    unit = make.organisation()
    for _n in range(5):
        make.case(assigned_to=unit)

    with django_assert_num_queries(3):  # the mark, seats, load
        cases = policy.visible_to(manager, on=DAY)
        [(key, standing)] = queries.now_by(cases, "lead", at=noon + 25 * HOUR)
        assert (key, standing.open, standing.late) == ((unit.pk,), 5, 5)
    assert Case.objects.count() == 5


def test_a_case_belongs_to_its_community_however_deep_it_lies(noon: dt.datetime) -> None:
    grid = make.grid()
    building = make.place(kind="BUILDING", under=grid, name="三号楼")
    for place in (grid.parent, grid, building):
        make.case(place)
    make.case(grid.parent.parent)
    counted(noon)

    rows = queries.figures(make.district().pk, PERIOD, areas=[])

    assert received(rows, Axis.PLACE) == [
        (str(grid.parent.pk), 3),
        (str(grid.parent.parent.pk), 1),
    ]


@pytest.mark.parametrize("figure", [name for name in judging.CONDITIONS if name in MEASURES])
def test_a_figure_counts_the_rows_it_leads_to(noon: dt.datetime, figure: str) -> None:
    """X8: whoever doubts a figure can list what it counts."""
    make.case()
    make.case(accepted=True)
    for solved in ("YES", "PARTLY", "NO"):
        case = make.case(answered=True)
        requester.rate(case, Verdict(solved), code=make.code(case), at=noon + HOUR)
    at = noon + 72 * HOUR

    rows = judging.behind(
        Case.objects.filter(district_id=make.district().pk),
        figure,
        district_id=make.district().pk,
        at=at,
    )

    assert getattr(counted(at), figure) == rows.count()
