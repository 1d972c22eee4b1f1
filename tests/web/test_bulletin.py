"""The board as a paper says what the board says."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from lianxin.insight import actions as insight
from lianxin.papers import pdf, word
from tests import make
from tests.papers.reading import bare, docx_table, docx_text, pdf_text
from tests.web.swap import soup


def test_the_paper_holds_the_figures_of_the_board_with_denominators(client: Client) -> None:
    at = timezone.now() - dt.timedelta(hours=72)
    grid = make.grid()
    for n in range(3):
        make.case(grid, answered=n > 0, received_at=at, class_code="ROADS", text=f"路灯 {n}")
    late = make.case(grid, received_at=at, text="一直没人管")
    insight.count_stale_days(make.district().pk, at=timezone.now())
    client.force_login(make.manager())

    page = soup(client.get("/lead/?days=7"))
    answer = client.get("/lead/bulletin/?days=7")
    written = docx_text(answer.content)

    assert answer["Content-Type"] == word.TYPE
    for kpi in page.select(".board__rates .kpi"):
        for part in (".kpi__label", ".kpi__value", ".kpi__note"):
            found = kpi.select_one(part)
            assert found is None or found.get_text(strip=True) in written
    head = ["编号", "事项", "单位", "超过的时限", "最后一步"]
    assert late.ref in [row[0] for row in docx_table(answer.content, *head)]

    made = client.get("/lead/bulletin/?days=7&kind=pdf")
    assert made["Content-Type"] == pdf.TYPE
    text = pdf_text(made.content)
    assert "办件简报" in text
    assert bare("近 7 天") in text
    assert late.ref in text


def test_it_tells_what_recurs_and_where_time_went(client: Client) -> None:
    grid, now = make.grid(), timezone.now()
    for n in range(3):
        at = now - dt.timedelta(days=5 + 7 * n)
        make.case(grid, received_at=at, class_code="ROADS", text=f"路灯 {n}")
    client.force_login(make.manager())

    answer = client.get("/lead/bulletin/").content

    head = ["类别", "社区", "件数", "有几周出现", "最近一周"]
    [row] = docx_table(answer, *head)
    assert (row[0], row[2], row[3]) == ("道路与路灯", "3", "3/13")
    assert "在调度中心" in docx_text(answer)


def test_it_is_for_those_who_lead(client: Client) -> None:
    client.force_login(make.handler(make.organisation()))

    assert client.get("/lead/bulletin/").status_code == 403


def test_there_are_no_other_kinds(client: Client) -> None:
    client.force_login(make.manager())

    assert client.get("/lead/bulletin/?kind=exe").status_code == 404
