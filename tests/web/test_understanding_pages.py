"""The model and the rules, open to those who work with them."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from lianxin.cases.actions import learning, rulebook, understanding
from lianxin.cases.models import Case, Routing, Rulebook
from tests import make

pytestmark = pytest.mark.usefixtures("clock")
NAMES = "东西南北中前后左右上下春夏秋冬日月山水江河湖海花草"
RULES = """\
- code: LAMPS
  label: {zh: 路灯归路灯所}
  class: ROADS
  to: CODE
"""


def test_before_anything_was_learned_the_page_says_so(client: Client) -> None:
    make.case()
    client.force_login(make.dispatcher())

    page = client.get(reverse("understanding:model")).content.decode()

    assert "随产品自带的词句" in page
    assert "把握达到 90% 才自动归类" in page


def test_the_model_in_use_shows_its_date_and_scores(client: Client, noon: dt.datetime) -> None:
    where, desk = make.grid(), make.dispatcher()
    for n in range(25):
        for code, text in (("ROADS", "路灯不亮"), ("LAND", "补偿款没发")):
            make.case(where, text=f"{NAMES[n]}{text}", class_code=code, by=desk, source="PHONE")
    learning.learn(where.district_id, at=noon)
    client.force_login(desk)

    page = client.get(reverse("understanding:model")).content.decode()

    for words in (
        "第 1 版，用 50 件已确认的诉求训练",
        "道路与路灯",
        "各类成绩，最弱的在前",
        "最近几版",
    ):
        assert words in page


def test_training_is_the_worker_s(client: Client) -> None:
    client.force_login(make.dispatcher())

    for _ in range(2):
        client.post(reverse("understanding:train"))

    queued = DBTaskResult.objects.filter(task_path="lianxin.cases.tasks.train")
    assert queued.count() == 1


def test_the_rules_stand_in_order_with_what_they_did(client: Client, noon: dt.datetime) -> None:
    unit = make.organisation(name="路灯管理所")
    _put(unit.code, at=noon)
    case = make.case(class_code="ROADS")
    understanding.read(case, at=noon)
    client.force_login(make.dispatcher())

    page = client.get(reverse("understanding:rules")).content.decode()

    assert page.index("路灯归路灯所") < page.index("权责清单")
    assert "类别：道路与路灯" in page
    assert "路灯管理所" in page
    assert "code: LAMPS" in page


def test_trying_rules_shows_what_would_move_and_changes_nothing(
    client: Client, noon: dt.datetime
) -> None:
    """C9."""
    case, unit = make.case(class_code="ROADS"), make.organisation(name="路灯管理所")
    client.force_login(make.dispatcher())
    before = (Rulebook.objects.count(), Routing.objects.count())

    answer = client.post(
        reverse("understanding:rules"), {"text": RULES.replace("CODE", unit.code)}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "最近的 1 件里，1 件会换单位" in page
    assert case.ref in page
    assert (Rulebook.objects.count(), Routing.objects.count()) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULES, "没有代码为“CODE”的项"),
        (RULES.replace("ROADS", "ROADZ"), "ROADZ"),
        ("- {code: X", "YAML"),
        ("- {code: X, to: DESK, colour: red}", "colour"),
        ("", "必填"),
    ],
)
def test_rules_that_are_wrong_are_told_with_their_line(
    client: Client, text: str, said: str
) -> None:
    make.case()
    client.force_login(make.dispatcher())

    answer = client.post(reverse("understanding:rules"), {"text": text})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    if text == RULES:
        assert "第 4 行" in page
        assert "路灯归路灯所" in page  # what was typed is kept


def test_the_command_tries_rules_on_everything(tmp_path: Path) -> None:
    case, unit = make.case(class_code="ROADS"), make.organisation()
    said, file = io.StringIO(), tmp_path / "rules.yaml"
    file.write_text(RULES.replace("CODE", unit.code), encoding="utf-8")

    call_command(
        "try_rules",
        case.district.slug,
        str(file),
        days=10_000,
        stdout=said,
    )

    assert f"{case.ref}\tdesk -> {unit.code}\tLAMPS" in said.getvalue()
    assert "1 of 1 cases" in said.getvalue()


def test_the_command_tells_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES.replace("ROADS", "ROADZ"), encoding="utf-8")

    with pytest.raises(CommandError, match="ROADZ"):
        call_command("try_rules", make.district().slug, str(file))


def _put(unit: str, *, at: dt.datetime) -> None:
    rule = {"code": "LAMPS", "label": {"zh": "路灯归路灯所"}, "class": "ROADS", "to": unit}
    rulebook.put_rules(make.district(), {**make.RULES, "routing": [rule]}, at=at)


def test_a_text_is_tried_without_being_filed(client: Client) -> None:
    near = make.case(make.grid(), text="路灯坏了，晚上看不见路", class_code="ROADS")
    client.force_login(make.dispatcher())
    said = "路灯坏了好几天，路灯不亮，晚上看不见路，我电话13812345678"
    place = near.place.path.split("/")[2]

    answer = client.post(reverse("understanding:trial"), {"text": said, "place": place})

    page = answer.content.decode()
    for words in ("道路与路灯", "依据：", "调度中心", near.ref, "我电话（电话）"):
        assert words in page
    assert Case.objects.count() == 1


def test_a_text_is_wanted(client: Client) -> None:
    make.grid()
    client.force_login(make.dispatcher())

    answer = client.post(reverse("understanding:trial"), {"text": " ", "place": "wanghai"})

    assert answer.status_code == 422
    assert "试读" in answer.content.decode()


def test_texts_are_tried_line_by_line_on_the_command_line(tmp_path: Path) -> None:
    make.grid()
    out, texts = io.StringIO(), tmp_path / "texts.txt"
    texts.write_text("路灯不亮\n\n家里煤气味很大\n", encoding="utf-8")

    call_command("try_text", "wanghai", str(texts), stdout=out)

    lamp, gas = (line.split("\t") for line in out.getvalue().splitlines())
    assert (lamp[0], lamp[2], lamp[6]) == ("ROADS", "路灯不亮", "路灯不亮")
    assert gas[5] == "煤气味"
    assert not Case.objects.exists()
    with pytest.raises(CommandError, match="nowhere"):
        call_command("try_text", "wanghai", str(texts), "--place", "nowhere")
