"""Introductions by page: the lead's funnel, the desk, and each side by its link."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.introductions import queries
from lianxin.introductions.actions import Party, recording
from lianxin.introductions.models import Introduction, Occasion
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, User
from tests import make
from tests.exchange import shelf
from tests.introductions import pairs
from tests.make import NOON


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def soup(client: Client, path: str, **asked: Any) -> Tag:
    page = BeautifulSoup(client.get(path, asked).content.decode(), "lxml")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def keyed(**fields: Any) -> dict[str, Any]:
    return {"key": str(new_id())} | fields


def _meetings() -> None:
    made = [
        pairs.introduction(
            occasion=pairs.occasion(title=f"第 {number} 场"), subject=f"项目 {number}"
        )
        for number in range(3)
    ]
    for one in made[1:]:
        recording.record(one, "INTENT", amount_fen=10_000_000, by=None, at=NOON)
    recording.receive(made[2], amount_fen=189_000_000_00, by=None, at=NOON, key=new_id())


def test_every_figure_of_the_funnel_leads_to_its_rows() -> None:
    """X25, INS-06."""
    _meetings()
    lead = signed_in(make.manager())
    page = soup(lead, "/introductions/")

    figures = {
        str(kpi.select_one(".kpi__label").text): kpi  # type: ignore[union-attr]  # each has one
        for kpi in page.select(".kpi")
    }
    assert "3" in said(figures["对接活动"])
    assert "2项" in said(figures["达成意向"]).replace(" ", "")
    assert "1.89" in said(figures["到账"])
    links = [str(a["href"]) for a in page.select("tbody a")]
    counts = [int(a.text) for a in page.select("tbody a")]
    for link, count in zip(links, counts, strict=True):
        assert f"共 {count} 项" in said(soup(lead, link)), link


def test_the_plot_stands_on_a_table() -> None:
    _meetings()
    page = soup(signed_in(make.manager()), "/introductions/")

    rows = [said(row) for row in page.select("lx-chart tbody tr")]
    assert rows[2].startswith("有意向 2")


def test_the_rows_come_as_excel_with_amounts_as_numbers() -> None:
    _meetings()

    answer = signed_in(make.manager()).get("/introductions/rows.xlsx", {"reached": "INTENT"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 3
    assert any(189_000_000 in row for row in rows)
    assert "海洋大学" in rows[-1]


def test_each_side_answers_by_its_link_without_an_account(client: Client) -> None:
    """X25."""
    made = pairs.introduction()
    first, second = (f"/introductions/{made.ref}/{pairs.code(made, n)}/" for n in (1, 2))
    assert "海晶膜业" in said(soup(client, first))

    told = {"stage": "CONTRACTED", "amount": "500000"}
    client.post(first, keyed(**told))
    client.post(second, keyed(stage="CONTRACTED", amount="480000"))

    assert "一方说 500,000.00 元，另一方说 480,000.00 元" in said(soup(client, second))
    desk = signed_in(make.dispatcher())
    assert "双方说法不一" in said(soup(desk, f"/introductions/{made.ref}/"))
    client.post(second, keyed(**told))
    after = pairs.fresh(made)
    assert (after.state, after.contracted_fen) == ("CONTRACTED", 50_000_000)
    assert client.get(f"/introductions/{made.ref}/WRONG-CODE/").status_code == 404


def test_a_word_that_is_not_whole_is_told_and_kept(client: Client) -> None:
    made = pairs.introduction()
    path = f"/introductions/{made.ref}/{pairs.code(made, 1)}/"

    answer = client.post(path, keyed(stage="FELL_THROUGH", text=""))

    assert answer.status_code == 422
    assert "请写一句原因" in answer.content.decode()
    assert client.post(path, keyed(stage="RECEIVED")).status_code == 422


def test_the_desk_records_and_a_side_by_its_account_only_speaks() -> None:
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    made = pairs.introduction(first=Party(organisation=campus))
    path = f"/introductions/{made.ref}/"
    desk, side = signed_in(make.dispatcher()), signed_in(make.handler(campus))

    assert side.post(f"{path}record/", keyed(stage="MET")).status_code == 403
    side.post(f"{path}say/", keyed(side="1", stage="MET"))
    assert side.post(f"{path}say/", keyed(side="2", stage="MET")).status_code == 422
    desk.post(f"{path}record/", keyed(stage="INTENT", amount="1000", on="2026-03-02"))
    desk.post(f"{path}receive/", keyed(amount="600"))
    answer = desk.post(f"{path}receive/", keyed(amount="0"))
    assert answer.status_code == 422

    after = pairs.fresh(made)
    assert (after.state, after.intent_fen, after.received_fen) == ("RECEIVED", 100_000, 60_000)
    other = make.handler(make.organisation(name="别的单位"))
    assert signed_in(other).get(path).status_code == 404


def test_the_desk_puts_an_amount_right_and_says_why() -> None:
    made = pairs.introduction()
    path, desk = f"/introductions/{made.ref}/", signed_in(make.dispatcher())
    assert "更正金额" not in said(soup(desk, path))  # there is none yet
    desk.post(f"{path}record/", keyed(stage="INTENT", amount="1000"))

    refused = desk.post(f"{path}correct/", keyed(stage="INTENT", amount="900", note=""))
    desk.post(f"{path}correct/", keyed(stage="INTENT", amount="900", note="合同写的是九百"))

    assert refused.status_code == 422
    assert 'value="900"' in refused.content.decode()
    assert pairs.fresh(made).intent_fen == 90_000
    page = said(soup(desk, path))
    assert "更正金额" in page
    assert "合同写的是九百" in page
    answer = desk.post(f"{path}correct/", keyed(stage="CONTRACTED", amount="1", note="试"))
    assert answer.status_code == 422
    worker = signed_in(make.handler(make.organisation(name="海洋大学", kind="CAMPUS")))
    assert worker.post(f"{path}correct/", keyed()).status_code == 403


def test_what_falls_through_says_why_and_can_be_revived() -> None:
    made = pairs.introduction()
    desk, path = signed_in(make.dispatcher()), f"/introductions/{made.ref}/"

    assert desk.post(f"{path}fell-through/", keyed(reason="")).status_code == 422
    desk.post(f"{path}fell-through/", keyed(reason="没有预算"))
    assert "没有预算" in said(soup(desk, path))
    desk.post(f"{path}revive/", keyed())
    assert pairs.fresh(made).state == "INTRODUCED"


def test_the_desk_brings_two_together_and_notes_the_occasion() -> None:
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    desk = signed_in(make.dispatcher())
    desk.post(
        "/introductions/occasions/add/",
        keyed(title="膜材料对接会", kind="MEETING", held_on="2026-03-01"),
    )
    held = Occasion.objects.get(district_id=campus.district_id)

    answer = desk.post(
        "/introductions/new/",
        keyed(
            subject="抗污染膜", source="OTHER", occasion=str(held.pk), first=campus.name,
            second_name="海晶膜业", second_email="sun@example.com",
        ),
    )  # fmt: skip

    made = Introduction.objects.get(district_id=campus.district_id)
    assert answer["Location"].endswith(f"/introductions/{made.ref}/")
    assert (made.source, made.occasion) == ("MEETING", held)
    page = said(soup(desk, "/introductions/occasions/"))
    assert "膜材料对接会" in page


def test_pages_cost_the_same_however_much_there_is() -> None:
    lead = signed_in(make.seat(Role.MANAGER, make.desk()))
    paths = ("/introductions/", "/introductions/rows/", "/introductions/occasions/")
    pairs.introduction(occasion=pairs.occasion())

    def costs() -> list[int]:
        counted = []
        for path in paths:
            lead.get(path)
            with CaptureQueriesContext(connection) as asked:
                lead.get(path)
            counted.append(len(asked))
        return counted

    before = costs()
    for _ in range(4):
        pairs.introduction(occasion=pairs.occasion())
    assert costs() == before
    assert max(before) <= 12


def test_the_desk_chooses_both_sides_for_a_listing_by_name() -> None:
    need = shelf.listing(kind="NEED", title="要抗污染膜", mode="ONLINE")
    assert need.provider is not None
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    desk = signed_in(make.dispatcher())
    address = f"/introductions/new/?listing={need.ref}"
    assert soup(desk, f"/exchange/{need.ref}/").select(f'a[href="{address}"]')
    form = soup(desk, address)
    assert form.select(f'input[name=second][value="{need.provider.name}"]')
    assert form.select('input[name=subject][value="要抗污染膜"]')

    told = keyed(
        subject="要抗污染膜", source="LISTING", first_name="海洋大学", second=need.provider.name
    )
    desk.post(address, told)
    made = Introduction.objects.get(district_id=need.district_id)
    assert (pairs.side(made, 1).organisation, pairs.side(made, 2).listing) == (campus, need)
    assert not soup(signed_in(make.handler(campus)), f"/exchange/{need.ref}/").select(
        f'a[href="{address}"]'
    )


def test_both_sides_carry_a_plan_out_by_account_and_by_link() -> None:
    """MAT-05, MAT-12: one side reports by its page, the other accepts by its link."""
    person = make.user()
    made = pairs.introduction(first=Party(user=person))
    hers, here = signed_in(person), f"/introductions/{made.ref}/"
    late = {"due_on": "2026-06-01", "text": ""}
    answer = hers.post(f"{here}plan/", keyed(title="", side="1", **late))
    assert answer.status_code == 422
    hers.post(f"{here}plan/", keyed(title="排查五家企业", side="1", **late))
    [one] = queries.milestones_of(made)
    assert "0 / 1" in said(soup(hers, here))
    hers.post(f"{here}milestones/{one.pk}/replan/", keyed(title="排查六家企业", **late))
    hers.post(f"{here}milestones/{one.pk}/report/", keyed(text="六家都看了"))

    link = f"{here}{pairs.code(made, 2)}/"
    page = said(soup(Client(), link))
    assert "排查六家企业" in page
    assert "六家都看了" in page
    back = Client().post(f"{link}milestones/{one.pk}/send_back/", keyed(note=""))
    assert back.status_code == 422
    Client().post(f"{link}milestones/{one.pk}/accept/", keyed())
    assert queries.milestones_of(made)[0].state == "ACCEPTED"
    assert signed_in(make.user()).get(here).status_code == 404
    assert Client().post(f"{here}wrong/milestones/{one.pk}/accept/", keyed()).status_code == 404


def test_the_final_report_is_asked_for_once_all_else_is_accepted() -> None:
    """Before, its place says what is open; what was typed into an old page is kept."""
    person = make.user()
    made = pairs.introduction(first=Party(user=person))
    hers, here = signed_in(person), f"/introductions/{made.ref}/"
    late = {"due_on": "2026-06-01", "text": ""}
    hers.post(f"{here}plan/", keyed(title="排查五家企业", side="1", **late))
    hers.post(f"{here}plan/", keyed(title="挂职总结", side="1", is_final="on", **late))
    study, final = queries.milestones_of(made)
    reporting = f"{here}milestones/{final.pk}/report/"
    page = soup(hers, here)
    assert "还差：排查五家企业" in said(page)
    assert not page.select(f"form[action='{reporting}']")
    answer = hers.post(reporting, keyed(text="五条建议"))
    assert answer.status_code == 422
    assert "五条建议" in answer.content.decode()

    hers.post(f"{here}milestones/{study.pk}/report/", keyed(text="都看了"))
    link = f"{here}{pairs.code(made, 2)}/"
    Client().post(f"{link}milestones/{study.pk}/accept/", keyed())
    page = soup(hers, here)
    assert "还差" not in said(page)
    assert page.select(f"form[action='{reporting}']")
