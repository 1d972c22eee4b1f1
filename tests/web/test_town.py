"""What everybody sees without an account, and the card for a door."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.cases.actions import dispatch, publishing, requester, rulebook
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.actions.rulebook import Assignment
from lianxin.cases.models import Case
from lianxin.insight import actions as insight
from lianxin.network.models import Organisation, OrganisationKind, Place
from tests import make

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def text(client: Client, path: str) -> str:
    page = BeautifulSoup(client.get(path).content.decode(), "lxml")
    assert page.body is not None
    return " ".join(page.body.text.split())


def published(at: Place, subject: str, *, when: dt.datetime, class_code: str = "ROADS") -> Case:
    case = make.case(at, received_at=when - 9 * HOUR, class_code=class_code, answered=True)
    dispatch.close(case, outcome="SOLVED", note="已修好。", by=None, at=when - HOUR)
    publishing.publish(case, subject=subject, text=f"{subject}，已修好。", by=None, at=when)
    return case


def rated(satisfied: int, of: int, *, now: dt.datetime) -> None:
    for n in range(of):
        case = make.case(received_at=now - HOUR, answered=True)
        verdict = Verdict("YES" if n < satisfied else "NO")
        requester.rate(case, verdict, code=make.code(case), at=now)
        if verdict.solved == "NO":
            dispatch.uphold(case, note="已按规定办结。", by=None, at=now)
    day = timezone.localdate(now - HOUR)
    insight.count_day(make.district().pk, day, at=now)


def test_the_start_page_leads_to_the_one_main_thing(client: Client) -> None:
    make.district()
    page = BeautifulSoup(client.get("/").content, "lxml")

    [main] = page.select("main .button--main")
    assert main["href"] == "/report/"
    assert page.select("main a[href='/track/']")


def test_satisfaction_is_printed_with_what_it_is_a_rate_of(
    client: Client, now: dt.datetime
) -> None:
    """X8"""
    rated(4, of=5, now=now)

    shown = text(client, "/")

    assert "80.0 %" in shown
    assert "5 件评价中 4 件满意" in shown
    assert "参评率" in shown


def test_fewer_than_five_ratings_have_no_rate(client: Client, now: dt.datetime) -> None:
    """X8"""
    rated(4, of=4, now=now)

    assert "评价不足 5 件，不计算" in text(client, "/")


def test_an_empty_district_promises_and_claims_nothing(client: Client) -> None:
    make.district()

    shown = text(client, "/")

    assert "24 小时内有单位接手" in shown
    assert "0.0 %" not in shown


def test_staff_find_their_own_screen(client: Client) -> None:
    client.force_login(make.dispatcher())

    assert "/desk/" in client.get("/").content.decode()


def test_published_cases_show_what_was_written_for_the_public(
    client: Client, now: dt.datetime
) -> None:
    case = published(make.grid(), "路灯不亮", when=now)

    for path in ("/published/", f"/published/{case.ref}/"):
        shown = text(client, path)
        assert "路灯不亮，已修好。" in shown
        assert case.text not in shown
        assert "第一网格" not in shown  # no closer than the street


def test_what_is_not_published_is_not_there(client: Client) -> None:
    case = make.case(answered=True)

    assert client.get(f"/published/{case.ref}/").status_code == 404
    assert "还没有公开的事" in text(client, "/published/")


def test_the_list_is_narrowed_by_class_and_street(client: Client, now: dt.datetime) -> None:
    here, there = make.grid(), make.grid()
    published(here, "路灯不亮", when=now)
    published(there, "水管漏水", when=now, class_code="WATER")
    street = Place.objects.get(path="/".join(there.path.split("/")[:2]))

    assert "路灯不亮" not in text(client, "/published/?class_code=WATER")
    assert "路灯不亮" not in text(client, f"/published/?street={street.code}")
    assert "水管漏水" in text(client, f"/published/?street={street.code}&class_code=WATER")


def test_a_long_list_is_paged_without_gap_or_overlap(client: Client, now: dt.datetime) -> None:
    grid, same = make.grid(), now - HOUR
    for n in range(25):
        published(grid, f"第{n:02}件", when=same)

    seen: list[str] = []
    path = "/published/"
    while path:
        page = BeautifulSoup(client.get(path).content, "lxml")
        seen += [title.text for title in page.select("article h3")]
        onward = page.select_one("a[rel=next]")
        path = str(onward["href"]) if onward else ""

    assert len(seen) == len(set(seen)) == 25


def test_the_directory_says_who_does_what_and_how_to_call(client: Client) -> None:
    """NET-01"""
    unit = make.organisation(name="供水公司", kind=OrganisationKind.UTILITY)
    Organisation.objects.filter(pk=unit.pk).update(hotline="021-5500 1234")
    rulebook.put_duties(unit.district, [Assignment("WATER", unit, unit.place)])

    answer = client.get("/units/").content.decode()

    assert "供水公司" in answer
    assert "供水排水" in answer
    assert 'href="tel:02155001234"' in answer


def test_the_card_for_a_door_leads_to_the_form_of_the_place(client: Client) -> None:
    """VIS-04"""
    grid = make.grid()
    assert client.get(f"/cards/{grid.code}/").status_code == 302  # to the sign-in
    Organisation.objects.filter(code="desk").update(hotline="12345")
    client.force_login(make.dispatcher())

    page = BeautifulSoup(client.get(f"/cards/{grid.code}/").content, "lxml")

    [card] = page.select(".doorcard")
    assert card.select_one("svg.qr")
    assert f"testserver/r/{grid.code}/" in card.text
    assert "12345" in card.text
    assert "海韵街道 · 学苑社区" in card.text
    assert grid.parent is not None
    listed = client.get(f"/cards/?above={grid.parent.code}").content.decode()
    assert f"/cards/{grid.code}/" in listed


@pytest.mark.parametrize("path", ["/", "/published/", "/units/", "/cards/", "/cards/{}/"])
def test_pages_cost_few_queries_whatever_they_show(
    client: Client, now: dt.datetime, path: str
) -> None:
    grid = make.grid()
    for n in range(12):
        published(grid, f"第{n}件", when=now - n * HOUR)
        make.organisation(name=f"单位{n}", at=grid)
    client.force_login(make.dispatcher())
    client.get(path.format(grid.code))

    with CaptureQueriesContext(connection) as asked:
        client.get(path.format(grid.code))

    assert len(asked) <= 12, "\n".join(query["sql"] for query in asked)


def test_units_are_found_by_what_they_do(client: Client) -> None:
    water = make.organisation(name="供水公司")
    make.organisation(name="路灯管理所")
    rulebook.put_duties(water.district, [Assignment("WATER", water, water.place)])

    found = client.get("/units/?q=排水").content.decode()
    nothing = client.get("/units/?q=没有这个词").content.decode()

    assert "供水公司" in found
    assert "路灯管理所" not in found
    assert "直接反映就行" in nothing
