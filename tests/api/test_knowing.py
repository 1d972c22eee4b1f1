"""Search, the model, and rules tried out, through the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.cases.models import Case, Classifier
from lianxin.operate.worker import run_all
from tests import make
from tests.api.test_rest import Caller

SCORES = {
    "n": 40,
    "accuracy": 0.9,
    "macro_f1": 0.88,
    "coverage": 0.7,
    "threshold": 0.8,
    "classes": [{"code": "ROADS", "n": 9, "precision": 1.0, "recall": 0.9, "f1": 0.95}],
    "bins": [],
}
RULES = "- {code: NIGHT, label: 夜间, to: desk, hours: '18:00-08:00'}\n"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def desk(client: Client) -> Caller:
    return Caller(client, make.dispatcher())


def test_cases_are_found_by_words_where_they_may_be_seen(desk: Caller, client: Client) -> None:
    case = make.case(text="三号楼前的路灯不亮，晚上看不见台阶。")
    make.case(text="水管漏水。")
    run_all()

    status, found = desk("get", "search?q=路灯")

    assert (status, [row["ref"] for row in found["items"]]) == (200, [case.ref])
    assert "路灯" in found["items"][0]["title"]
    assert found["items"][0]["kind"] == "CASE"
    assert desk("get", "search?q=路灯&kind=ARTICLE")[1]["items"] == []
    assert Caller(client, make.user())("get", "search?q=路灯")[1]["items"] == []


@pytest.mark.parametrize("q", ["灯", "x", "？", "的"])
def test_a_word_that_nothing_holds_finds_nothing(desk: Caller, q: str) -> None:
    status, found = desk("get", f"search?q={q}")

    assert (status, found["items"]) == (200, [])


@pytest.mark.parametrize("query", ["q=", "", "q=x&limit=0", "q=x&kind=PERSON", "q=x&offset=201"])
def test_a_search_that_makes_no_sense_is_refused(desk: Caller, query: str) -> None:
    assert desk("get", f"search?{query}")[0] == 422


def test_the_model_in_use_is_told(desk: Caller) -> None:
    assert desk("get", "understanding")[1] == {"version": 0, "threshold": 0.9, "models": []}
    Classifier.objects.create(
        district=make.district(),
        version=3,
        made_at=make.NOON,
        labelled=120,
        scores=SCORES,
        scores_before=SCORES,
        is_used=True,
        data=b"",
    )

    _status, told = desk("get", "understanding")

    assert told["version"] == 3
    [model] = told["models"]
    assert (model["labelled"], model["scores"]["accuracy"]) == (120, 0.9)
    assert model["scores"]["classes"][0]["code"] == "ROADS"


def test_rules_are_tried_and_change_nothing(desk: Caller) -> None:
    """C9."""
    case = make.case(class_code="WATER", received_at=make.NOON - dt.timedelta(hours=14))

    status, told = desk("post", "routing/try", {"rules": RULES})

    assert (status, told["tried"], told["held"]) == (200, 1, {"NIGHT": 1})
    assert Case.objects.get().seq == case.seq
    assert desk("post", "routing/try", {"days": 30})[1]["held"] == {"": 1}
    status, problem = desk("post", "routing/try", {"rules": "- {code: X, to: nowhere}"})
    assert (status, problem["code"], problem["field"]) == (422, "bad_rules", "rules")
    assert "routing:1" in problem["message"]


def test_a_text_is_read_without_being_filed(desk: Caller) -> None:
    near = make.case(make.grid(), text="路灯坏了，晚上看不见路", class_code="ROADS")
    said = "路灯坏了好几天，路灯不亮，晚上看不见路，我电话13812345678"
    place = near.place.path.split("/")[2]

    status, told = desk("post", "understanding/try", {"text": said, "place": place})

    assert (status, told["class_code"], told["unit"], told["likes"]) == (
        200,
        "ROADS",
        "",
        [near.ref],
    )
    assert told["guesses"][0]["words"]
    assert (told["personal"], told["redacted"].endswith("我电话（电话）")) == (["PHONE"], True)
    assert Case.objects.count() == 1
    status, problem = desk("post", "understanding/try", {"text": said, "place": "nowhere"})
    assert (status, problem["field"]) == (422, "place")


@pytest.mark.parametrize(
    "rules", ["[" * 5000, "&a [*a]", "- &a {code: A, to: *a}", "- 5", "{a: *b}", "- {code: [x]}"]
)
def test_rules_that_cannot_be_read_are_refused(desk: Caller, rules: str) -> None:
    status, problem = desk("post", "routing/try", {"rules": rules})

    assert (status, problem["code"]) == (422, "bad_rules")


def test_only_those_who_oversee_are_told(client: Client) -> None:
    handler = Caller(client, make.handler(make.organisation()))

    assert handler("get", "understanding")[0] == 403
    assert handler("post", "routing/try", {"days": 30})[0] == 403
    assert handler("post", "understanding/try", {"text": "路灯不亮"})[0] == 403
