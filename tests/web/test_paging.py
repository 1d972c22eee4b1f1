"""Pages by key: both ways, at their borders, among equals, and when rows have gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.cases.models import Case
from lianxin.web import listing, paging
from lianxin.web.paging import Order, Page
from tests import make
from tests.web.swap import soup

SIZE = 3
SAME = make.NOON + dt.timedelta(days=1)


def ask(url: str = "", *, order: Order = listing.SOONEST_FIRST) -> Page[Case]:
    asked = QueryDict(url.partition("?")[2])
    found = Case.objects.filter(district=make.district())
    return paging.page(found, asked, order=order, here="desk:queue", size=SIZE)


def walk(page: Page[Case], onward: Callable[[Page[Case]], str], order: Order) -> list[Page[Case]]:
    walked = [page]
    while url := onward(walked[-1]):
        walked.append(ask(url, order=order))
    return walked


def later(page: Page[Case]) -> str:
    return page.pager.later_url


def earlier(page: Page[Case]) -> str:
    return page.pager.earlier_url


def filed(count: int, *, equal: bool) -> None:
    for _n in range(count):
        make.case()
    if equal:
        Case.objects.filter(district=make.district()).update(next_due_at=SAME)


@pytest.mark.parametrize("order", [listing.SOONEST_FIRST, listing.NEWEST_FIRST])
@pytest.mark.parametrize("equal", [False, True])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
def test_the_way_back_is_the_way_there(order: Order, *, equal: bool, count: int) -> None:
    filed(count, equal=equal)
    whole = list(order.sort(Case.objects.filter(district=make.district())))

    there = walk(ask(order=order), later, order)
    back = walk(there[-1], earlier, order)

    assert [row for page in there for row in page.rows] == whole
    assert [list(page.rows) for page in back[::-1]] == [list(page.rows) for page in there]
    assert [bool(page.pager.first_url) for page in back] == [True] * (len(back) - 1) + [False]


def test_a_page_costs_one_query_both_ways() -> None:
    filed(9, equal=True)
    second = ask(ask().pager.later_url)

    found = Case.objects.filter(district=make.district())
    for url in (second.pager.later_url, second.pager.earlier_url):
        with CaptureQueriesContext(connection) as asked:
            query = QueryDict(url.partition("?")[2])
            paging.page(found, query, order=listing.SOONEST_FIRST, here="desk:queue", size=SIZE)
        assert len(asked) == 1


def test_the_row_of_a_mark_may_be_gone() -> None:
    filed(8, equal=True)
    first, second = ask(), ask(ask().pager.later_url)
    Case.objects.filter(district=make.district(), pk=first.rows[-1].pk).update(
        next_due_at=make.NOON
    )
    Case.objects.filter(district=make.district(), pk=second.rows[0].pk).update(
        next_due_at=make.NOON
    )

    assert ask(first.pager.later_url).rows == [
        *second.rows[1:],
        *ask(second.pager.later_url).rows[:1],
    ]
    assert ask(second.pager.earlier_url).rows == [*ask().rows[1:2], *first.rows[:2]]


def test_less_than_a_page_in_front_of_the_mark_is_the_first_page() -> None:
    filed(7, equal=True)
    second = ask(ask().pager.later_url)
    gone = [row.pk for row in ask().rows[:2]]
    Case.objects.filter(district=make.district(), pk__in=gone).update(
        next_due_at=SAME + dt.timedelta(1)
    )

    found = ask(second.pager.earlier_url)

    assert found.rows == ask().rows
    assert found.pager.earlier_url == found.pager.first_url == ""


def test_nothing_behind_the_mark_is_the_first_page() -> None:
    filed(4, equal=True)
    url = ask().pager.later_url
    last = ask(url).rows[0].pk
    Case.objects.filter(district=make.district(), pk=last).update(next_due_at=make.NOON)

    assert ask(url).rows == ask().rows
    assert ask(url).rows[0].pk == last


def test_filters_are_kept_and_marks_do_not_pile_up() -> None:
    filed(7, equal=True)
    second = ask(ask("?state=OPEN&q=%E8%B7%AF").pager.later_url).pager

    asked = [
        QueryDict(url.partition("?")[2])
        for url in (second.first_url, second.earlier_url, second.later_url)
    ]

    assert [sorted(one) for one in asked] == [
        ["q", "state"],
        ["before", "q", "state"],
        ["after", "q", "state"],
    ]
    assert {(one["q"], one["state"]) for one in asked} == {("路", "OPEN")}


BROKEN = [
    "x",
    "~",
    "2026~1",
    "2026-03-02T12:00~018f0000-0000-7000-8000-000000000000",
    "0001-01-01T00:00:00+23:59~018f0000-0000-7000-8000-000000000000",
    "9999-12-31T23:59:59-23:59~018f0000-0000-7000-8000-000000000000",
    "%00",
]


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("mark", BROKEN)
def test_a_broken_mark_is_the_first_page(name: str, mark: str) -> None:
    filed(4, equal=False)

    assert ask(f"?{name}={mark}").rows == ask().rows


@pytest.mark.parametrize("path", ["/desk/?state=OPEN", "/desk/?state=ALL"])
def test_the_desk_pages_both_ways(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("lianxin.web.desk.queue.ROWS", SIZE)
    filed(8, equal=True)
    client.force_login(make.dispatcher())

    def rows(url: str) -> list[str]:
        return [str(row["id"]) for row in soup(client.get(url)).select(".rows__row")]

    def link(url: str, css: str) -> str:
        return str(soup(client.get(url)).select(css)[0]["href"])

    second = link(path, "a[rel=next]")
    assert rows(link(second, "a[rel=prev]")) == rows(path) == rows(link(second, ".pager a"))
    assert rows(link(link(second, "a[rel=next]"), "a[rel=prev]")) == rows(second)
