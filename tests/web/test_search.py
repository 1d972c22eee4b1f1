from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from lianxin.cases import findable
from lianxin.cases.models import Case
from lianxin.network.models import Role, User
from lianxin.search import queries
from tests import make
from tests.web.swap import one


@pytest.fixture(autouse=True)
def _noon(clock: Any) -> None:
    """All at noon."""


def ask(client: Client, user: User, **asked: str) -> BeautifulSoup:
    client.force_login(user)
    answer = client.get(reverse("search:all"), asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text().strip() for link in page.select(".rows__title")]


def filed(subject: str, **fields: Any) -> Case:
    case = make.case(subject=subject, **fields)
    findable.catch_up(case.district_id)
    return case


def test_two_characters_find_a_case_and_are_marked(client: Client) -> None:
    case = filed("路灯不亮", text="学苑路的路灯不亮三天了。")
    page = ask(client, make.dispatcher(), q="路灯")

    assert titles(page) == ["路灯不亮"]
    assert {mark.get_text() for mark in page.select("mark")} == {"路灯"}
    assert str(one(page, ".rows__title")["href"]).endswith(
        reverse("cases:detail", args=[case.ref])
    )


def test_nobody_finds_what_they_may_not_open(client: Client) -> None:
    unit, other = make.organisation(), make.organisation(name="园林公司")
    filed("路灯不亮", assigned_to=unit)
    assert titles(ask(client, make.handler(unit), q="路灯")) == ["路灯不亮"]
    assert titles(ask(client, make.handler(other), q="路灯")) == []


def test_what_was_found_can_be_narrowed(client: Client, noon: dt.datetime) -> None:
    filed("路灯甲", class_code="ROADS")
    filed("路灯乙", class_code="WATER", received_at=noon - dt.timedelta(days=9))
    who = make.dispatcher()
    assert titles(ask(client, who, q="路灯", class_code="WATER")) == ["路灯乙"]
    assert titles(ask(client, who, q="路灯", state="CLOSED")) == []
    assert titles(ask(client, who, q="路灯", state="OPEN", order="NEWEST")) == ["路灯甲", "路灯乙"]
    assert titles(ask(client, who, q="路灯", since="2026-03-01")) == ["路灯甲"]
    assert titles(ask(client, who, q="路灯", until="2026-02-28")) == ["路灯乙"]
    assert titles(ask(client, who, q="路灯", until="某天", class_code="XX")) == [
        "路灯甲",
        "路灯乙",
    ]


def test_the_rest_stands_on_the_next_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianxin.web.search.finding.ROWS", 2)
    for n in range(3):
        make.case(subject=f"路灯{n}")
    findable.catch_up(make.district().pk)
    who = make.dispatcher()
    first = ask(client, who, q="路灯")
    second = ask(client, who, q="路灯", after="2")
    assert len(titles(first)) == 2
    assert len(titles(second)) == 1
    assert "after=2" in one(first, ".pager__later")["href"]
    assert titles(ask(client, who, q="路灯", after="x")) == titles(first)


def test_a_sentence_finds_what_holds_some_of_it_and_says_so(client: Client) -> None:
    filed("路灯不亮")
    page = ask(client, make.dispatcher(), q="门口路灯好几天不亮了")
    assert titles(page) == ["路灯不亮"]
    assert "其中一部分" in page.get_text()


def test_an_empty_page_teaches(client: Client) -> None:
    who = make.dispatcher()
    assert "写几个字就能找" in ask(client, who).get_text()
    assert "换一个说法" in ask(client, who, q="独角兽").get_text()


def test_many_rows_cost_no_more_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        make.case(subject=f"路灯{n}")
    findable.catch_up(make.district().pk)
    client.force_login(make.dispatcher())
    client.get(reverse("search:all"))  # what is asked once
    with django_assert_max_num_queries(12):
        client.get(reverse("search:all"), {"q": "路灯"})


def test_lists_find_by_words_too(client: Client) -> None:
    filed("路灯不亮", text="学苑路第三根灯杆")
    filed("下水道堵了")
    client.force_login(make.dispatcher())
    for name in ("desk:queue", "lead:cases"):
        page = client.get(reverse(name), {"q": "灯杆"}).content.decode()
        assert "路灯不亮" in page
        assert "下水道堵了" not in page


def test_somebody_without_a_seat_is_kept_out(client: Client) -> None:
    client.force_login(make.seat(Role.DISPATCHER, make.desk(), until=dt.date(2026, 1, 2)))
    assert client.get(reverse("search:all"), {"q": "路灯"}).status_code == 403


def test_the_newest_page_reaches_as_far_as_is_weighed() -> None:
    assert queries.CANDIDATES % 20 == 0
