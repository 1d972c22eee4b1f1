"""Surveys by page: drawn up, asked, answered without an account, told without pointing at anybody
(INS-05)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from lianxin.deliberation.actions import surveying
from lianxin.deliberation.models import Reply, Survey
from tests import make
from tests.deliberation.building import CLOSES, house
from tests.deliberation.test_surveys import (
    LATER,
    TEXT,
    answered,
    drawn_up,
    fresh,
    open_survey,
)
from tests.web.test_partnering import keyed, signed_in


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def page(survey: Survey) -> str:
    return f"/deliberation/surveys/{survey.ref}/"


def sent(survey: Survey, **answers: Any) -> dict[str, Any]:
    told = {f"answer-{name}": value for name, value in answers.items()}
    return keyed(asked=survey.form.code) | told


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_a_hall_asks_and_says_what_was_done_with_the_answers() -> None:
    at, anybody = house(), Client()
    host = signed_in(at.host)
    form = {
        "hall": str(at.hall.pk), "title": "充电棚够不够用", "about": "决定要不要再建一处。",
        "closes_at": "2026-03-30T12:00",
    }  # fmt: skip
    wrong = host.post("/deliberation/desk/surveys/new/", keyed(**form, questions="够吗？\n- 够"))
    assert (wrong.status_code, "2 到 30 个不同的选项" in wrong.content.decode()) == (422, True)
    made = host.post("/deliberation/desk/surveys/new/", keyed(**form, questions=TEXT))
    survey = Survey.objects.whole().get()
    desk = f"/deliberation/desk/surveys/{survey.ref}/"
    assert made["Location"] == desk
    assert anybody.get(page(survey)).status_code == 404
    host.post(f"{desk}revise/", keyed(**form | {"title": "充电棚"}, questions=TEXT))
    assert "多久用一次充电棚" in text(host, desk)
    host.post(f"{desk}ask/", keyed())
    assert "充电棚" in text(anybody, "/deliberation/surveys/?hall=qinghe")
    assert "/deliberation/surveys/?hall=qinghe" in text(anybody, "/deliberation/halls/qinghe/")
    answered(survey, 8, q1="o1", q3="东门最挤")

    with time_machine.travel(fresh(survey).closes_at + dt.timedelta(minutes=1), tick=False):
        surveying.close_due(survey.district_id, at=fresh(survey).closes_at)
        told = text(signed_in(at.host), desk)
        assert told.count("东门最挤") == 8
        assert "commitments/give/?of=deliberation.survey:" in text(
            signed_in(make.unit_lead(at.hall.unit)), desk
        )
        signed_in(at.host).post(f"{desk}conclude/", keyed(text="东门再建一处。"))
        public = text(anybody, page(survey))
    assert "东门再建一处。" in public
    assert "8 人，占 100.0%（共 8 份）" in public
    assert "东门最挤" not in public


def test_one_answer_from_each_device_and_the_device_alone_remembers() -> None:
    """INS-05: the cookie says the same on every device; nothing of it is kept."""
    survey, phone = open_survey(house()), Client()
    assert "交卷" in text(phone, page(survey))

    answer = phone.post(page(survey), sent(survey, q1="o1", q2=["o1", "o2"]))
    assert answer.status_code == 302
    (cookie,) = [one for name, one in answer.cookies.items() if name.startswith("survey-")]
    assert cookie.value.split(":")[0] == "1"
    assert (cookie["httponly"], cookie["path"]) == (True, page(survey))
    again = text(phone, page(survey))
    assert "这台设备已经填过了" in again
    assert "交卷" not in again
    phone.post(page(survey), sent(survey, q1="o2"))

    assert [row.answers for row in Reply.objects.all()] == [{"q1": "o1", "q2": ["o1", "o2"]}]
    other = Client()
    other.cookies[cookie.key] = "1:made-up"
    assert "交卷" in text(other, page(survey))


def test_nothing_answered_is_refused_and_what_was_typed_stays() -> None:
    survey = open_survey(house())
    empty = Client().post(page(survey), sent(survey))
    assert empty.status_code == 422
    assert "至少答一个" in empty.content.decode()
    wrong = Client().post(page(survey), sent(survey, q1="o9", q3="东门最挤"))
    assert (wrong.status_code, "东门最挤" in wrong.content.decode()) == (422, True)


def test_small_cells_are_told_nowhere_and_before_the_end_nothing_is() -> None:
    """INS-05: neither on the page nor in Excel, nor could one be reckoned."""
    survey = open_survey(house())
    answered(survey, 20, q1="o1")
    answered(survey, 9, q1="o2")
    answered(survey, 3, q1="o3")
    anybody = Client()
    assert "20 人" not in text(anybody, page(survey))
    surveying.close(survey, at=LATER)

    told = text(anybody, page(survey))
    assert "20 人，占 62.5%（共 32 份）" in told
    assert told.count("人太少，不公布") == 2
    assert "9 人" not in told
    book = openpyxl.load_workbook(io.BytesIO(anybody.get(f"{page(survey)}results.xlsx").content))
    rows = [[str(cell.value) for cell in row][1:3] for row in book.active.iter_rows(min_row=2)]
    assert ["每天", "20"] in rows
    assert ["每周", "不公布"] in rows
    assert ["不用", "不公布"] in rows


def test_after_the_hour_nobody_answers_though_it_is_not_counted_yet() -> None:
    survey = open_survey(house())
    with time_machine.travel(CLOSES, tick=False):
        assert "交卷" not in text(Client(), page(survey))
        late = Client().post(page(survey), sent(survey, q1="o1"))
    assert late.status_code == 409


def test_a_survey_of_others_is_not_there() -> None:
    survey = drawn_up(house())
    other = signed_in(make.handler(make.organisation()))
    desk = f"/deliberation/desk/surveys/{survey.ref}/"
    assert other.get(desk).status_code == 404
    assert other.post(f"{desk}ask/", keyed()).status_code == 404
    assert fresh(survey).state == "DRAFT"


def test_the_lists_ask_the_same_few_queries_however_many(
    django_assert_max_num_queries: Any,
) -> None:
    at = house()
    for _one in range(6):
        open_survey(at)
    with django_assert_max_num_queries(12):
        text(Client(), "/deliberation/surveys/")
    host = signed_in(at.host)
    text(host, "/deliberation/desk/surveys/")
    with django_assert_max_num_queries(20):
        text(host, "/deliberation/desk/surveys/")
