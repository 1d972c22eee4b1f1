"""Where answers are written, and where a case meets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.casebook.actions import proposing, series
from lianxin.casebook.models import Article, Use
from lianxin.casebook.states import State
from lianxin.kernel.ids import new_id
from tests import make
from tests.casebook import stories
from tests.casebook.stories import LAMP

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.dispatcher())
    return client


def soup(client: Client, path: str, *, status: int = 200) -> Tag:
    answer = client.get(path)
    assert answer.status_code == status
    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert page.body is not None
    return page.body


def press(client: Client, page: Tag, label: str, **typed: str) -> Any:
    """Send the form whose button says `label`, as a browser without scripts would."""
    [form] = [
        one for one in page.select("form") if any(label == b.text.strip() for b in one("button"))
    ]
    sent = {str(i["name"]): str(i.get("value", "")) for i in form.select("input[name]")}
    sent |= {str(t["name"]): t.text.removeprefix("\n") for t in form.select("textarea")}
    for select in form.select("select"):
        chosen = select.select("option[selected]") or select.select("option")[:1]
        sent[str(select["name"])] = str(chosen[0]["value"]) if chosen else ""
    return client.post(str(form["action"]), sent | typed)


def only() -> Article:
    return Article.objects.get(district=make.district())


def test_two_clicks_from_a_closed_case_to_its_draft(desk: Client) -> None:
    """X40: one button on the case, and the draft stands there, its spots marked beside it."""
    case = stories.solved(text="三号楼前路灯不亮，请打 13800138000。")

    answer = press(desk, soup(desk, f"/cases/{case.ref}/"), "写成社区答案")

    page = soup(desk, answer["Location"])
    assert answer["Location"] == f"/casebook/edit/{only().ref}/"
    assert "13800138000" not in page.select("#id_problem")[0].text
    assert {mark.text for mark in page.select("mark.spot")} == {"13800138000"}
    assert only().ref in soup(desk, f"/cases/{case.ref}/").text


def test_publishing_is_refused_beside_what_is_personal(desk: Client) -> None:
    """X40."""
    stories.article(replace(LAMP, answer="请打 13800138000。"), is_published=False)
    page = soup(desk, f"/casebook/edit/{only().ref}/")
    assert page.select(".notice--bad mark")[0].text == "13800138000"

    answer = press(desk, page, "发布")

    assert answer.status_code == 422
    assert only().state == State.DRAFT
    saved = press(desk, page, "保存草稿", answer="请打市政热线。")
    assert saved.status_code == 302
    assert press(desk, soup(desk, saved["Location"]), "发布").status_code == 302
    assert only().state == State.PUBLISHED


def test_a_published_answer_is_edited_with_a_reason(desk: Client) -> None:
    page = soup(desk, f"/casebook/edit/{stories.article().ref}/")

    refused = press(desk, page, "保存并公开", answer="别的办法。")
    done = press(desk, page, "保存并公开", answer="别的办法。", note="换了渠道")

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "别的办法。" in refused.content.decode()
    assert only().answer == "别的办法。"


def test_a_proposal_is_listed_with_its_cases_and_dismissed_with_a_reason(
    desk: Client, noon: dt.datetime
) -> None:
    """C25."""
    for n in range(3):
        stories.solved(received_at=noon - n * DAY)
    [article] = proposing.propose(make.district().pk, at=noon + HOUR)

    listed = soup(desk, "/casebook/edit/?tab=proposed")
    assert article.title in listed.text
    assert "出自 3 件诉求" in " ".join(listed.text.split())
    page = soup(desk, f"/casebook/edit/{article.ref}/")
    assert len(page.select("#sources ~ details")) == 3

    assert press(desk, page, "不采用").status_code == 422
    assert press(desk, page, "不采用", note="各处情况不同").status_code == 302
    assert only().state == State.DISMISSED


def test_a_review_is_one_tap_in_the_list(desk: Client, noon: dt.datetime) -> None:
    """X40."""
    stories.article()
    with time_machine.travel(noon + 366 * DAY, tick=False):
        desk.force_login(make.dispatcher())
        page = soup(desk, "/casebook/edit/?tab=due")
        form = page.select("form[action$='/renew/']")[0]
        sent = {str(i["name"]): str(i.get("value", "")) for i in form.select("input[name]")}
        answer = desk.post(str(form["action"]), sent)

        assert answer["Location"] == "/casebook/edit/?tab=due"
        assert not soup(desk, "/casebook/edit/?tab=due").select(".drafts")
    assert only().review_on == dt.date(2028, 3, 3)


def test_a_new_answer_is_written_and_printed(desk: Client) -> None:
    page = soup(desk, "/casebook/edit/new/")
    assert press(desk, page, "保存草稿", title="").status_code == 422
    words = {"title": "井盖响怎么办？", "problem": "车一过就响。", "answer": "告诉我们。"}
    answer = press(desk, page, "保存草稿", **words, class_code="ROADS")
    press(desk, soup(desk, answer["Location"]), "发布")
    press(desk, soup(desk, "/casebook/edit/series/"), "新建专栏", title="共学", slug="learn")

    done = press(desk, soup(desk, answer["Location"]), "刊入专栏")

    assert done.status_code == 302
    assert "第 1 期" in " ".join(soup(desk, "/casebook/columns/learn/").text.split())


def test_an_answer_is_quoted_with_one_tap_and_counted_when_sent(
    client: Client, noon: dt.datetime
) -> None:
    """X40: used n×."""
    article, unit = stories.article(), make.organisation()
    case = make.case(assigned_to=unit, accepted=True, class_code="ROADS")
    client.force_login(make.handler(unit))
    path = f"/cases/{case.ref}/"

    [link] = [one for one in soup(client, path).select("a.button--chip") if "引用" in one.text]
    page = soup(client, f"{path}{str(link['href']).removeprefix(path)}")
    assert page.select("#answer_note")[0].text.strip() == article.answer
    assert press(client, page, "答复", outcome="SOLVED").status_code == 302

    [use] = Use.objects.filter(district=make.district())
    assert (use.article_id, use.case_id, use.kind) == (article.pk, case.pk, "USED")


def test_an_answer_in_own_words_counts_nothing(client: Client) -> None:
    stories.article()
    unit = make.organisation()
    case = make.case(assigned_to=unit, accepted=True, class_code="ROADS")
    client.force_login(make.handler(unit))

    page = soup(client, f"/cases/{case.ref}/")
    press(client, page, "答复", outcome="SOLVED", note="修好了。")

    assert not Use.objects.filter(district=make.district()).exists()


def test_the_editors_list_costs_the_same_with_more_in_it(desk: Client, noon: dt.datetime) -> None:
    def costs() -> int:
        desk.get("/casebook/edit/?tab=published")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/casebook/edit/?tab=published")
        return len(asked)

    stories.article()
    few = costs()
    for n in range(5):
        stories.article(replace(LAMP, title=f"路灯不亮之{n}"))

    assert costs() == few <= 12


def test_an_article_of_another_district_is_not_there(desk: Client, noon: dt.datetime) -> None:
    other = make.district("other")
    column = series.open_column(
        other.pk, slug="learn", title="共学", by=None, at=noon, key=new_id()
    )

    assert column.district_id == other.pk
    assert soup(desk, "/wanghai/casebook/columns/learn/", status=404)
