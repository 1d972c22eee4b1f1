"""What a resident reads beside her own words: cautions, what is kept of her, who said what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import dispatch, handling, joining, requester, retention
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case
from lianxin.network.models import Place
from lianxin.outbox import letters
from lianxin.outbox.models import Delivery
from tests import make
from tests.web.swap import one
from tests.web.test_report import said, soup

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def grid() -> Place:
    return make.grid()


def page(client: Client, case: Case) -> Any:
    return soup(client.get(f"/track/{case.ref}/{make.code(case)}/"))


def written(client: Client, text: str) -> str:
    return str(soup(client.post("/report/answers/", {"text": text}, headers=HTMX)).text)


def test_a_danger_is_answered_at_once(client: Client, grid: Place) -> None:
    """Before anything is filed: first the safe place, then 119."""
    shown = written(client, "楼道里有一股很浓的煤气味")

    assert "燃气泄漏" in shown
    assert "先到屋外，再打 119" in shown
    receipt = client.post("/report/", said(grid, text="楼道里有一股很浓的煤气味"))
    assert "先到屋外，再打 119" in soup(client.get(receipt["Location"])).text


def test_data_of_people_are_pointed_out_while_writing(client: Client, grid: Place) -> None:
    """C23."""
    shown = written(client, "王建国先生 13912345678，身份证110101199003070011，车牌京A12345")

    assert "身份证号、电话、车牌、姓名" in shown
    assert "公开时会去掉" in shown
    assert "您写的内容里有" not in written(client, "路灯不亮，3号楼2单元501")


def test_letters_speak_the_language_of_the_page(client: Client, grid: Place) -> None:
    sent = said(grid, text="The lamp is out.", email="tom@example.com")
    client.post("/report/", sent, headers={"Accept-Language": "en"})

    letter = letters.words(Delivery.objects.get(kind="case_received"))
    assert letter.subject.startswith("Your report is received")


def test_of_a_deleted_case_the_code_still_tells(client: Client, noon: dt.datetime) -> None:
    """C23: somebody who kept number and code is not told that they are wrong."""
    case = make.case(contact=make.contact())
    address, code = f"/track/{case.ref}/{make.code(case)}/", make.code(case)
    requester.withdraw(case, note="不用了", code=code, at=noon)
    retention.delete(case, at=noon + 400 * DAY)

    answer = client.get(address)
    assert answer.status_code == 410
    assert "这件事的资料已经删除" in soup(answer).text
    tried = client.post("/track/", {"ref": case.ref, "code": code})
    assert tried["Location"] == address
    assert client.get(f"/track/{case.ref}/{'0' * 20}/").status_code == 404


def test_who_looks_later_reads_that_names_are_gone(client: Client, noon: dt.datetime) -> None:
    case = make.case(answered=True, contact=make.contact())
    requester.rate(case, Verdict("YES"), code=make.code(case), at=noon + HOUR)
    retention.anonymise(case, at=noon + 400 * DAY)

    assert "姓名、电话等已在" in page(client, case).text


def test_who_joined_reads_nothing_of_the_other(client: Client, noon: dt.datetime) -> None:
    """C15: how the other is called is no more told than her number."""
    other = make.contact(name="阿卜杜", phone="13877776666")
    main = make.case(contact=other, accepted=True)
    case = make.case(received_at=noon + HOUR)
    joining.join(case, into=main, by=None, at=noon + 2 * HOUR)
    note = "已联系阿卜杜和李阿姨 13877776666，明天换线。"
    handling.feedback(main, note=note, by=None, at=noon + 3 * HOUR)

    with time_machine.travel(noon + 4 * HOUR, tick=False):
        shown = page(client, case).text
    assert "明天换线" in shown
    for word in ("阿卜杜", "李阿姨", "13877776666", main.ref):
        assert word not in shown


def test_what_the_desk_decides_stands_in_its_own_name(client: Client, noon: dt.datetime) -> None:
    case = make.case(answered=True)
    requester.rate(case, Verdict("NO"), code=make.code(case), at=noon + HOUR)
    dispatch.uphold(case, note="灯已经亮了。", by=None, at=noon + 2 * HOUR)

    card = next(c for c in page(client, case).select(".card") if "灯已经亮了。" in c.text)
    assert "调度中心" in card.text


def test_the_promised_day_to_rate_is_kept(client: Client, noon: dt.datetime) -> None:
    """C20: where fourteen days end on a day off, the promise runs to the next working day."""
    case = make.case(received_at=dt.datetime(2026, 3, 7, 9, 0, tzinfo=noon.tzinfo), answered=True)
    late = dt.datetime(2026, 3, 23, 10, 0, tzinfo=noon.tzinfo)

    with time_machine.travel(late, tick=False):
        assert "评价这次办理" in page(client, case).text
    requester.rate(case, Verdict("YES"), code=make.code(case), at=late)


def test_a_matter_without_a_class_is_not_offered(client: Client, grid: Place) -> None:
    """Nobody could tell from the row if it is the same."""
    make.case(grid, text="路灯不亮，看不见台阶")
    sent = {"text": "路灯不亮，看不见台阶", "place": grid.parent.code}

    assert (
        one(soup(client.post("/report/similar/", sent, headers=HTMX)), "#similar").text.strip()
        == ""
    )


def test_a_danger_is_told_in_the_reader_s_language(client: Client) -> None:
    make.grid()

    page = client.post(
        reverse("me:answers"),
        {"text": "There is a strong smell of gas on the stairs"},
        headers={"Accept-Language": "en"},
    ).content.decode()

    assert "may be dangerous: gas leak" in page
    assert "then call 119. Send this form" in page
