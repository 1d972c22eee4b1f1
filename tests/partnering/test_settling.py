"""The sums of both sides, without a database: periods, shares of days, what counts where."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.partnering.settling import Given, settle, spans
from lianxin.partnering.terms import Term

D = dt.date
START, END = D(2026, 1, 31), D(2026, 12, 30)


def term(every: str = "MONTH", amount: int = 1200, until: dt.date | None = None) -> Term:
    return Term("PARTNER", "HOURS", "理发", amount, every, "小时", until)


def test_months_run_from_the_first_day_also_where_a_month_is_short() -> None:
    found = list(spans(term(), starts_on=START, ends_on=END))

    assert [(s.starts_on, s.ends_on) for s in found[:3]] == [
        (D(2026, 1, 31), D(2026, 2, 27)),
        (D(2026, 2, 28), D(2026, 3, 30)),
        (D(2026, 3, 31), D(2026, 4, 29)),
    ]
    assert len(found) == 11
    assert {s.promised for s in found} == {1200}


def test_a_period_that_is_cut_short_owes_its_share_of_days() -> None:
    found = list(spans(term(amount=3000), starts_on=D(2026, 4, 1), ends_on=D(2026, 5, 10)))

    assert [s.promised for s in found] == [3000, 3000 * 10 // 31]


@pytest.mark.parametrize(("every", "count"), [("ONCE", 1), ("QUARTER", 4), ("YEAR", 1)])
def test_other_periods(every: str, count: int) -> None:
    found = list(spans(term(every), starts_on=D(2026, 1, 1), ends_on=D(2026, 12, 31)))

    assert len(found) == count
    assert found[-1].ends_on == D(2026, 12, 31)


def test_what_was_promised_given_confirmed_and_is_open() -> None:
    given = [
        Given(1, D(2026, 1, 5), 500, "CONFIRMED"),
        Given(1, D(2026, 1, 20), 300, "RECORDED"),
        Given(1, D(2026, 2, 3), 200, "DISPUTED"),
        Given(1, D(2026, 2, 4), 900, "WITHDRAWN"),
        Given(2, D(2026, 2, 4), 900, "CONFIRMED"),
    ]
    told = settle(
        [term()], given, starts_on=D(2026, 1, 1), ends_on=D(2026, 12, 31), on=D(2026, 2, 9)
    )

    (account,) = told
    january, february = account.lines
    assert (january.sums.promised, january.sums.given, january.sums.confirmed) == (1200, 800, 500)
    assert (january.sums.open, january.sums.waiting) == (700, 300)
    assert (february.sums.given, february.sums.disputed, february.sums.open) == (200, 200, 1200)
    assert (account.sums.promised, account.sums.open, account.whole) == (2400, 1900, 12 * 1200)
    assert account.late == 700


def test_what_came_early_or_after_the_end_counts_in_the_sum() -> None:
    given = [Given(1, D(2026, 1, 2), 2400, "CONFIRMED"), Given(1, D(2026, 5, 2), 100, "CONFIRMED")]
    (account,) = settle(
        [term(until=D(2026, 2, 28))], given, starts_on=D(2026, 1, 1), ends_on=D(2026, 6, 1),
        on=D(2026, 6, 30),
    )  # fmt: skip

    assert [line.sums.open for line in account.lines] == [0, 1100]
    assert (account.sums.open, account.late) == (0, 0)


def test_before_it_begins_nothing_is_owed() -> None:
    (account,) = settle([term()], [], starts_on=START, ends_on=END, on=D(2026, 1, 30))

    assert (account.lines, account.sums.promised) == ([], 0)
