"""What comes in is classed and sent on by itself where there is no doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from lianxin.cases.actions import dispatch, rulebook, understanding
from lianxin.cases.actions.rulebook import Assignment
from lianxin.cases.models import Case, ClassedBy, Reading, Routing
from lianxin.cases.states import State
from lianxin.kernel import timeline
from lianxin.language.values import Guess
from tests import make

SURE, UNSURE = 0.97, 0.6


@pytest.fixture
def guessed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the classifier say what the test is about; its own tests are in tests/language."""

    def say(code: str, confidence: float) -> None:
        found = [Guess(code, confidence, ("路灯", "不亮")), Guess("LAND", 0.01)]
        monkeypatch.setattr(understanding, "guess", lambda *_args, **_more: (found, 0))

    return say


@pytest.fixture
def unit() -> object:
    found = make.organisation()
    rulebook.put_duties(found.district, [Assignment("ROADS", found, make.root())])
    return found


def test_a_clear_case_is_classed_and_assigned(
    noon: dt.datetime, guessed: Callable[..., None], unit: object
) -> None:
    guessed("ROADS", SURE)
    case = make.case()

    reading = understanding.read(case, at=noon)

    case.refresh_from_db()
    assert (case.class_code, case.classed_by, case.grade) == ("ROADS", ClassedBy.MACHINE, "MINOR")
    assert (case.state, case.lead) == (State.ASSIGNED, unit)
    assert reading.guesses[0] == {"code": "ROADS", "confidence": SURE, "words": ["路灯", "不亮"]}
    assert Routing.objects.get().is_automatic
    classed = timeline.of(case).get(verb="classify")
    assert classed.by is None
    assert "路灯" in classed.note
    assert case.received_at == noon


def test_an_unclear_case_waits_for_the_desk(
    noon: dt.datetime, guessed: Callable[..., None], unit: object
) -> None:
    guessed("ROADS", UNSURE)
    case = make.case()

    reading = understanding.read(case, at=noon)

    case.refresh_from_db()
    assert (case.class_code, case.state) == ("", State.RECEIVED)
    assert [guess["code"] for guess in reading.guesses] == ["ROADS", "LAND"]


def test_the_threshold_is_the_playbook_s(noon: dt.datetime, guessed: Callable[..., None]) -> None:
    rulebook.put_rules(
        make.district(), {**make.RULES, "understanding": {"threshold": 0.55}}, at=noon
    )
    guessed("ROADS", UNSURE)
    case = make.case()

    understanding.read(case, at=noon)

    assert case.class_code == "ROADS"


def test_what_the_requester_chose_is_sent_on_only_if_the_text_agrees(
    noon: dt.datetime, guessed: Callable[..., None], unit: object
) -> None:
    guessed("WATER", SURE)
    other = make.case(class_code="ROADS")
    guessed_other = understanding.read(other, at=noon)
    guessed("ROADS", SURE)
    same = make.case(class_code="ROADS")
    understanding.read(same, at=noon)

    assert (other.state, other.class_code) == (State.RECEIVED, "ROADS")
    assert guessed_other.guesses[0]["code"] == "WATER"
    assert (same.state, same.classed_by) == (State.ASSIGNED, ClassedBy.REQUESTER)


def test_what_staff_have_classed_stays(noon: dt.datetime, guessed: Callable[..., None]) -> None:
    guessed("ROADS", SURE)
    case = make.case(class_code="WATER", by=make.dispatcher(), source="PHONE")

    understanding.read(case, at=noon)

    assert (case.class_code, case.classed_by) == ("WATER", ClassedBy.STAFF)
    assert case.state == State.RECEIVED


def test_what_the_desk_did_meanwhile_is_not_undone(
    noon: dt.datetime, guessed: Callable[..., None], unit: object
) -> None:
    guessed("ROADS", SURE)
    case, other = make.case(), make.organisation()
    dispatch.assign(case, to=other, by=make.dispatcher(), at=noon)

    understanding.read(Case.objects.whole().get(), at=noon)

    case.refresh_from_db()
    assert case.lead == other


def test_a_danger_makes_the_case_urgent_whatever_its_class(
    noon: dt.datetime, guessed: Callable[..., None]
) -> None:
    guessed("ROADS", UNSURE)
    case = make.case(text="一单元门口闻到很大的煤气味，怀疑燃气泄漏，快来人！")

    reading = understanding.read(case, at=noon)

    assert case.grade == "URGENT"
    assert reading.dangers
    assert reading.dangers[0]["words"] in case.text
    assert case.received_at == noon


def test_a_danger_is_sent_on_even_if_another_like_it_is_known(
    noon: dt.datetime, guessed: Callable[..., None], unit: object
) -> None:
    """It may be the next door; nobody may wait for the desk to compare the two."""
    guessed("ROADS", SURE)
    where, said = make.grid(), "路上窨井没有盖，路灯的电线掉下来漏电"
    first, second = make.case(where, text=said), make.case(where, text=said)

    for case in (first, second):
        understanding.read(case, at=noon)

    second.refresh_from_db()
    assert (second.grade, second.state, second.lead) == ("URGENT", State.ASSIGNED, unit)


def test_reading_twice_changes_nothing(
    noon: dt.datetime, guessed: Callable[..., None], unit: object
) -> None:
    guessed("ROADS", SURE)
    case = make.case()
    understanding.read(case, at=noon)
    length = timeline.of(case).count()

    understanding.read(case, at=noon + dt.timedelta(hours=1))

    assert (Reading.objects.count(), timeline.of(case).count()) == (1, length)


def test_filing_has_the_case_read_by_the_worker() -> None:
    case = make.case()

    understanding.understand.call(case.district_id, str(case.pk))

    assert Reading.objects.get().case == case


def test_a_class_that_the_playbook_has_not_is_no_certainty(
    noon: dt.datetime, guessed: Callable[..., None]
) -> None:
    guessed("ELSEWHERE", SURE)

    understanding.read(case := make.case(), at=noon)

    assert case.class_code == ""


def test_the_shipped_words_understand_a_street_lamp(noon: dt.datetime) -> None:
    case = make.case(text="小区门口的路灯坏了好几天，晚上黑漆漆的，老人不敢出门。")

    reading = understanding.read(case, at=noon)

    assert reading.guesses[0]["code"] == "ROADS"
    assert all(word in case.text for word in reading.guesses[0]["words"])


def test_a_firm_s_matter_is_guessed_among_those_of_firms(noon: dt.datetime) -> None:
    case = make.case(text="路灯不亮，货车进不来，想问补贴怎么申报。", kind="ENTERPRISE")

    reading = understanding.read(case, at=noon)

    assert [guess["code"] for guess in reading.guesses] == ["POLICY"]
