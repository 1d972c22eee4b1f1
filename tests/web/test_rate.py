"""C20: the answer is judged by a link, without an account."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.cases.actions import dispatch
from lianxin.cases.models import Case, CaseClock, Rating
from lianxin.kernel.ids import new_id
from tests import make
from tests.web.swap import one

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def case() -> Case:
    return make.case(received_at=timezone.now() - 5 * HOUR, answered=True)


def url(case: Case) -> str:
    return f"/rate/{case.ref}/{make.code(case)}/"


def page(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "lxml")


def says(solved: str, **more: str) -> dict[str, str]:
    return {"key": str(new_id()), "solved": solved} | more


def test_she_rates_on_several_axes_and_the_case_closes(client: Client, case: Case) -> None:
    """C20"""
    assert "路灯已经修好。" in page(client.get(url(case))).text

    answer = client.post(
        url(case),
        says("YES", was_contacted="yes", score_SPEED="5", score_ATTITUDE="", comment="很快"),
    )

    assert answer.status_code == 302
    rating = Rating.objects.get()
    assert (rating.solved, rating.was_contacted, rating.comment) == ("YES", True, "很快")
    assert rating.scores == {"SPEED": 5}
    case.refresh_from_db()
    assert case.state == "CLOSED"
    assert "解决了：很快" in page(client.get(answer["Location"])).text


def test_no_asks_for_the_case_to_be_done_again(client: Client, case: Case) -> None:
    """C20: which must be decided within 24 hours."""
    client.post(url(case), says("NO", comment="灯还是不亮"))

    case.refresh_from_db()
    assert case.state == "REOPENING"
    clock = CaseClock.objects.get(name="DECIDE", stopped_at__isnull=True)
    assert clock.due_at - clock.started_at == 24 * HOUR
    shown = page(client.get(f"/track/{case.ref}/{make.code(case)}/")).text
    assert "等待决定" in shown


def test_the_same_rating_sent_twice_counts_once(client: Client, case: Case) -> None:
    sent = says("PARTLY")

    answers = [client.post(url(case), sent) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert Rating.objects.count() == 1


def test_an_answer_is_rated_once(client: Client, case: Case) -> None:
    client.post(url(case), says("YES"))

    again = client.post(url(case), says("NO"))

    assert again.status_code == 422
    assert "您已经评价过了" in page(again).text
    assert Rating.objects.get().solved == "YES"


def test_whether_it_is_solved_must_be_said(client: Client, case: Case) -> None:
    answer = client.post(url(case), says("", comment="还行吧"))

    assert answer.status_code == 422
    assert "请选择问题是否解决" in one(page(answer), ".error-summary").text
    assert "还行吧" in one(page(answer), "textarea").text


@pytest.mark.parametrize(
    ("days", "words"), [(13, "问题解决了吗"), (25, "评价期（答复后 14 天）已过")]
)
def test_the_link_is_good_for_14_days(client: Client, days: int, words: str) -> None:
    """C20"""
    received_at = timezone.now() - dt.timedelta(days=days)
    case = make.case(received_at=received_at, answered=True)

    assert words in page(client.get(url(case))).text


def test_before_the_answer_there_is_nothing_to_rate(client: Client) -> None:
    case = make.case(accepted=True)

    assert "还没有答复" in page(client.get(url(case))).text
    assert client.post(url(case), says("YES")).status_code == 409


def test_a_case_done_again_is_rated_again(client: Client, case: Case) -> None:
    client.post(url(case), says("NO"))
    case.refresh_from_db()
    dispatch.reopen(case, note="派人再去看。", by=None, at=timezone.now())
    assert "还没有答复" in page(client.get(url(case))).text

    dispatch.close(case, outcome="SOLVED", note="换了灯头。", by=None, at=timezone.now())

    assert client.post(url(case), says("YES")).status_code == 302
    assert [r.solved for r in Rating.objects.order_by("round")] == ["NO", "YES"]


def test_a_wrong_code_rates_nothing(client: Client, case: Case) -> None:
    assert client.post(f"/rate/{case.ref}/AAAA/", says("NO")).status_code == 404
    assert not Rating.objects.exists()


def test_the_page_costs_few_queries(client: Client, case: Case) -> None:
    client.get(url(case))

    with CaptureQueriesContext(connection) as asked:
        client.get(url(case))

    assert len(asked) <= 12
