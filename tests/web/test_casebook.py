"""What everybody reads of the casebook, and what a resident is shown while she writes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from defusedxml import ElementTree  # type: ignore[import-untyped]  # it has none
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document as Word

from lianxin.casebook.actions import series, using, writing
from lianxin.casebook.models import Article, Collection, Column, Use
from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from tests import make
from tests.casebook import stories
from tests.casebook.stories import LAMP

HOUR = dt.timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def lamp() -> Article:
    return stories.article()


def soup(client: Client, path: str, **asked: Any) -> Tag:
    page = BeautifulSoup(client.get(path, **asked).content.decode(), "lxml")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def test_an_answer_says_how_often_it_was_of_use(
    client: Client, lamp: Article, noon: dt.datetime
) -> None:
    """X40."""
    using.quote(lamp, case=stories.solved(), by=None, at=noon)
    using.deflect(lamp, at=noon, key=new_id())
    using.quote(lamp, case=make.case(), by=None, at=noon)

    for path in ("/casebook/", f"/casebook/{lamp.ref}/"):
        assert "用过 3 次，解决 2 次" in said(soup(client, path))


def test_an_answer_past_its_review_is_marked(
    client: Client, lamp: Article, noon: dt.datetime
) -> None:
    """X40."""
    assert "待复核" not in said(soup(client, f"/casebook/{lamp.ref}/"))

    with time_machine.travel(noon + 366 * 24 * HOUR, tick=False):
        assert "待复核" in said(soup(client, f"/casebook/{lamp.ref}/"))
        assert "待复核" in said(soup(client, "/casebook/"))


def test_a_draft_is_not_public(client: Client) -> None:
    draft = stories.article(is_published=False)

    assert client.get(f"/casebook/{draft.ref}/").status_code == 404
    assert client.get(f"/casebook/{draft.ref}/versions/").status_code == 404
    assert draft.title not in said(soup(client, "/casebook/"))


def test_answers_are_found_by_class_and_by_words(client: Client, lamp: Article) -> None:
    drain = stories.article(replace(LAMP, title="下水道堵了找谁？", class_code="WATER"))

    tiles = soup(client, "/casebook/").select(".tiles__tile")
    assert [" ".join(tile.text.split()) for tile in tiles] == ["道路与路灯1", "供水排水1"]

    def titles(path: str) -> list[str]:
        return [one.text for one in soup(client, path).select("#home article h3")]

    assert titles("/casebook/?class_code=WATER") == [drain.title]
    assert titles("/casebook/?q=下水道又返水") == [drain.title]
    assert titles("/casebook/?q=想学游泳") == []


def test_machines_read_question_and_answer(client: Client) -> None:
    article = stories.article(replace(LAMP, answer="先记下编号 </script><b>再报"))
    html = client.get(f"/casebook/{article.ref}/").content.decode()

    [found] = BeautifulSoup(html, "lxml").select("script[type='application/ld+json']")
    page = json.loads(found.string or "")

    assert page["@type"] == "FAQPage"
    [question] = page["mainEntity"]
    assert question["name"] == article.title
    assert question["acceptedAnswer"]["text"] == article.answer


def test_the_history_marks_what_was_changed(
    client: Client, lamp: Article, noon: dt.datetime
) -> None:
    """X40."""
    after = replace(LAMP, answer="记下灯杆上的编号，打市政热线告诉我们。")
    writing.edit(lamp, after, by=None, at=noon, note="换了渠道")

    page = soup(client, f"/casebook/{lamp.ref}/versions/")

    assert [one.text for one in page.select("ins")] == ["打市政热线告诉我们。"]
    assert [one.text for one in page.select("del")] == ["通过“我要反映”告诉我们。"]
    assert "换了渠道" in said(page)


@pytest.fixture
def learning(lamp: Article, noon: dt.datetime) -> tuple[Column, Collection]:
    told: dict[str, Any] = {"title": "你我共学", "by": None, "at": noon}
    district_id = make.district().pk
    column = series.open_column(district_id, slug="learn", key=new_id(), **told)
    book = series.open_collection(district_id, slug="book", key=new_id(), **told)
    series.issue(column, lamp, by=None, at=noon, key=new_id())
    series.collect(book, lamp, by=None, at=noon, key=new_id())
    return column, book


def test_a_column_is_followed_by_feed(
    client: Client, lamp: Article, learning: tuple[Column, Collection]
) -> None:
    assert "第 1 期" in said(soup(client, "/casebook/columns/learn/"))

    atom = client.get("/casebook/columns/learn/feed.atom")
    root = ElementTree.fromstring(atom.content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert [e.text for e in root.findall("a:entry/a:title", names)] == [f"第 1 期：{lamp.title}"]

    feed = client.get("/casebook/columns/learn/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["url"] == f"http://testserver/casebook/{lamp.ref}/"
    assert len(client.get("/casebook/feed.json").json()["items"]) == 1


def test_a_collection_is_a_book(
    client: Client, lamp: Article, learning: tuple[Column, Collection]
) -> None:
    """KNO-02: the same answers in Word and in PDF."""
    docx = client.get("/casebook/collections/book/book.docx")
    pdf = client.get("/casebook/collections/book/book.pdf")

    text = "\n".join(one.text for one in Word(BytesIO(docx.content)).paragraphs)
    assert lamp.title in text
    assert lamp.answer in text
    assert pdf.content.startswith(b"%PDF-")
    assert "filename" in pdf["Content-Disposition"]


def test_what_is_retired_leaves_column_and_book(
    client: Client,
    lamp: Article,
    learning: tuple[Column, Collection],
    noon: dt.datetime,
) -> None:
    writing.retire(lamp, note="旧了", by=None, at=noon)

    assert lamp.title not in said(soup(client, "/casebook/columns/learn/"))
    assert lamp.title not in said(soup(client, "/casebook/collections/book/"))
    assert client.get("/casebook/feed.json").json()["items"] == []


def ask(client: Client, **data: str) -> Tag:
    answer = client.post("/report/answers/", data, headers=HTMX)
    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert page.body is not None
    return page.body


def test_answers_are_offered_while_she_writes(client: Client, lamp: Article) -> None:
    """C25: the intake page shows matching answers."""
    page = ask(client, text="门口的路灯坏了三天", class_code="ROADS")

    assert lamp.answer in said(page)
    [button] = page.select("button[form=looking]")
    assert button["formaction"] == f"/report/answers/{lamp.ref}/solved/"
    assert lamp.title not in said(ask(client, text="想问孩子入学"))


def test_the_form_has_the_place_where_they_appear(client: Client) -> None:
    make.grid()
    page = soup(client, "/report/")

    assert page.select("form #answers")
    [looking] = page.select("form#looking")
    assert looking["data-hx-target"] == "#answers"
    assert not looking.find_parents("form")


def test_without_scripts_the_form_comes_back_with_them(client: Client, lamp: Article) -> None:
    grid = make.grid()
    data = {"text": "路灯坏了", "phone": "13800138000", "place": grid.code, "key": str(new_id())}

    page = BeautifulSoup(client.post("/report/answers/", data).content.decode(), "lxml")

    assert lamp.answer in page.text
    [area] = page.select("textarea[name=text]")
    assert area.text.strip() == "路灯坏了"
    assert page.select("input[name=phone]")[0]["value"] == "13800138000"
    assert page.select("input[name=key]")[0]["value"] == data["key"]
    assert not page.select(".error-summary")


def test_an_answer_that_helped_is_counted_and_nothing_is_filed(
    client: Client, lamp: Article
) -> None:
    """X40."""
    path, key = f"/report/answers/{lamp.ref}/solved/", str(new_id())

    client.post(path, {"key": key})
    thanks = client.post(path, {"key": key}, follow=True)

    [use] = Use.objects.filter(district=make.district())
    assert (use.article_id, use.kind, use.case_id) == (lamp.pk, "DEFLECTED", None)
    assert not Case.objects.filter(district=make.district()).exists()
    page = BeautifulSoup(thanks.content.decode(), "lxml")
    assert page.select("main a[href='/report/']")


def test_one_address_counts_ten_times_an_hour(client: Client, lamp: Article) -> None:
    for _n in range(12):
        answer = client.post(f"/report/answers/{lamp.ref}/solved/", {"key": str(new_id())})
        assert answer.status_code == 302

    assert Use.objects.filter(district=make.district()).count() == 10


def test_what_pages_cost_does_not_grow(client: Client, noon: dt.datetime) -> None:
    def costs() -> list[int]:
        counts = []
        for path in ("/casebook/", "/casebook/?q=路灯", "/casebook/columns/learn/"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counts.append(len(asked))
        return counts

    district_id = make.district().pk
    column = series.open_column(
        district_id, slug="learn", title="共学", by=None, at=noon, key=new_id()
    )
    found: list[list[int]] = []
    for n in range(6):
        article = stories.article(replace(LAMP, title=f"路灯不亮之{n}"))
        series.issue(column, article, by=None, at=noon, key=new_id())
        using.deflect(article, at=noon, key=new_id())
        found.append(costs())

    assert found[1] == found[-1]
    assert max(found[-1]) <= 12
