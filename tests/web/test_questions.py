"""The questions of a class where a case is filed: shown for it, judged by what was asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lianxin.cases.models import Answers, Case
from lianxin.forms import actions
from lianxin.forms.checks import checked
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place
from tests import make
from tests.forms import samples
from tests.make import NOON
from tests.web.swap import one
from tests.web.test_report import said, soup

ASK = "/questions/"


@pytest.fixture
def grid() -> Place:
    grid = make.grid()
    actions.put_form(grid.district_id, samples.definition(), by=None, at=NOON)
    return grid


def _answers(**given: Any) -> dict[str, Any]:
    return {"asked": "LAMP"} | {f"answer-{name}": value for name, value in given.items()}


def test_a_class_brings_its_questions(client: Client, grid: Place) -> None:
    page = soup(client.get(ASK, {"class_code": "ROADS"}))

    assert one(page, "input[name=asked]")["value"] == "LAMP"
    assert [box["value"] for box in page.select("[name=answer-what]")] == ["lamp", "road"]
    assert one(page, "[name=answer-lamps_out]")["inputmode"] == "numeric"
    assert one(page, "[name=answer-since]")["type"] == "date"
    assert len(page.select("[name=answer-when][type=checkbox]")) == 2
    lamps = one(page, "[data-question=lamps_out]")
    assert json.loads(str(lamps["data-relevant"])) == ["=", ["ref", "what"], ["text", "lamp"]]
    assert "只在“是什么坏了？”选了“路灯”时回答。" in lamps.text


@pytest.mark.parametrize("class_code", ["", "WATER", "NO_SUCH"])
def test_another_class_has_none(client: Client, grid: Place, class_code: str) -> None:
    page = soup(client.get(ASK, {"class_code": class_code}))
    assert one(page, "#questions").text.strip() == ""


def test_the_report_keeps_what_was_answered(client: Client, grid: Place) -> None:
    sent = said(grid, **_answers(what="lamp", lamps_out="3", when=["night"]))
    assert client.post("/report/", sent).status_code == 303
    assert Answers.objects.get().values == {"what": "lamp", "lamps_out": 3, "when": ["night"]}


def test_what_was_not_asked_is_dropped(client: Client, grid: Place) -> None:
    sent = said(grid, **_answers(what="road", lamps_out="许多"))
    assert client.post("/report/", sent).status_code == 303
    assert Answers.objects.get().values == {"what": "road"}


def test_a_wrong_answer_keeps_everything_typed(client: Client, grid: Place) -> None:
    sent = said(grid, **_answers(what="lamp", lamps_out="许多", when=["day", "night"]))

    answer = client.post("/report/", sent)

    page = soup(answer)
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert one(page, "[name=answer-lamps_out]")["value"] == "许多"
    assert one(page, "[name=answer-lamps_out]")["aria-invalid"] == "true"
    assert one(page, "[name=answer-what][checked]")["value"] == "lamp"
    assert len(page.select("[name=answer-when][checked]")) == 2
    assert "请填整数，例如 3。" in one(page, ".error-summary a[href='#id_answer-lamps_out']").text


def test_a_needed_answer_is_asked_for_only_where_it_was_seen(client: Client, grid: Place) -> None:
    answer = client.post("/report/", said(grid, asked="LAMP"))
    assert answer.status_code == 422
    assert "请选是什么坏了。" in one(soup(answer), ".error-summary").text

    assert client.post("/report/", said(grid)).status_code == 303
    assert not Answers.objects.exists()


def test_answers_to_another_class_are_left_out(client: Client, grid: Place) -> None:
    sent = said(grid, class_code="WATER", **_answers(what="lamp"))
    assert client.post("/report/", sent).status_code == 303
    assert not Answers.objects.exists()


def test_without_scripts_the_questions_are_asked_for(client: Client, grid: Place) -> None:
    answer = client.post("/report/", said(grid, ask="1", text="路灯不亮"))

    page = soup(answer)
    assert answer.status_code == 200
    assert not Case.objects.exists()
    assert one(page, "textarea[name=text]").text.strip() == "路灯不亮"
    assert one(page, "[name=class_code][checked]")["value"] == "ROADS"
    assert one(page, "input[name=asked]")["value"] == "LAMP"
    assert not page.select(".error-summary, [aria-invalid]")


def test_the_desk_asks_the_same(client: Client, grid: Place) -> None:
    client.force_login(make.dispatcher())
    call = {
        "key": str(new_id()), "text": "路灯不亮。", "source": "PHONE",
        "place": "海韵街道 · 学苑社区 · 第一网格", "class_code": "ROADS",
    }  # fmt: skip
    page = soup(client.post(reverse("desk:look_up"), call))
    assert one(page, "input[name=asked]")["value"] == "LAMP"
    answer = client.post(reverse("desk:register"), call | _answers(what="lamp", lamps_out="0"))
    assert answer.status_code == 422
    assert "请填 1 到 200。" in one(soup(answer), ".error-summary").text
    answer = client.post(reverse("desk:register"), call | _answers(what="lamp", lamps_out="2"))
    assert answer.status_code == 200
    assert Answers.objects.get().values == {"what": "lamp", "lamps_out": 2}


def test_a_long_list_is_a_menu(client: Client, grid: Place) -> None:
    choices = [{"code": f"c{n}", "label": f"第 {n} 项"} for n in range(9)]
    form = checked(
        {
            "code": "LAMP",
            "title": "表",
            "questions": [
                {"name": "q", "type": "select_one", "label": "选", "choices": choices},
                {"name": "n", "type": "note", "label": "请拍下灯杆号。"},
                {"name": "t", "type": "text", "label": "说", "appearance": "multiline"},
            ],
        }
    )
    actions.put_form(grid.district_id, form, by=None, at=NOON)
    page = soup(client.get(ASK, {"class_code": "ROADS"}))
    assert len(page.select("select[name=answer-q] option")) == 10
    assert "请拍下灯杆号。" in one(page, "[data-question=n]").text
    assert page.select_one("textarea[name=answer-t]")
    assert not page.select("[data-relevant]")


def test_the_answers_are_shown_to_her_and_to_the_desk(client: Client, grid: Place) -> None:
    case = make.case(grid, class_code="ROADS", answers={"what": "lamp", "lamps_out": "3"})
    hers = soup(client.get(reverse("me:case", args=[case.ref, make.code(case)])))
    client.force_login(make.dispatcher())
    theirs = soup(client.get(reverse("cases:detail", args=[case.ref])))
    for page in (hers, theirs):
        told = [" ".join(row.text.split()) for row in page.select(".facts__fact")]
        assert {"是什么坏了？ 路灯", "几盏不亮？ 3"} <= set(told)


def test_what_was_answered_can_be_put_right_later(client: Client, grid: Place) -> None:
    """Without another word; the unit reads what has changed, and so does the requester."""
    client.post("/report/", said(grid, class_code="ROADS", **_answers(what="lamp", lamps_out="3")))
    case = Case.objects.whole().get()
    here = reverse("me:case", args=[case.ref, make.code(case)])
    assert one(soup(client.get(here)), "[name=answer-lamps_out]")["value"] == "3"

    sent = {"key": str(new_id()), **_answers(what="lamp", lamps_out="5")}
    client.post(reverse("me:supply", args=[case.ref, make.code(case)]), sent)

    assert Answers.objects.get().values == {"what": "lamp", "lamps_out": 5}
    assert make.last_entry(case).note == "更正了回答：\n几盏不亮？ 5"
    assert "几盏不亮？ 5" in soup(client.get(here)).text


def test_a_wrong_correction_is_told_beside_its_field(client: Client, grid: Place) -> None:
    client.post("/report/", said(grid, class_code="ROADS", **_answers(what="lamp", lamps_out="3")))
    case = Case.objects.whole().get()

    sent = {"key": str(new_id()), "note": "", **_answers(what="lamp", lamps_out="900")}
    answer = client.post(reverse("me:supply", args=[case.ref, make.code(case)]), sent)

    assert answer.status_code == 422
    assert "请填 1 到 200" in soup(answer).text
    assert Answers.objects.get().values["lamps_out"] == 3
