"""What is known nearby, offered while somebody reports; and what who follows it sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.cases.actions import dispatch, family, handling, joining
from lianxin.cases.models import Case
from lianxin.cases.states import State
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place
from tests import make
from tests.web.swap import one, soup

HOUR = dt.timedelta(hours=1)
LAMP = "三号楼前的路灯不亮，晚上看不见台阶。"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + 3 * HOUR, tick=False):
        yield


@pytest.fixture
def here() -> Place:
    return make.grid()


@pytest.fixture
def known(here: Place) -> Case:
    secret = make.contact(name="赵六", phone="13911112222", email="zhao@example.cn")
    return make.case(here, text=f"{LAMP}我住 502。", class_code="ROADS", contact=secret)


def typed(here: Place, **more: str) -> dict[str, str]:
    return {"key": str(new_id()), "text": "路灯不亮，看不见台阶", "place": here.parent.code} | more


def test_what_is_known_nearby_is_offered_in_public_words(
    client: Client, here: Place, known: Case
) -> None:
    """C15."""
    answer = client.post("/report/similar/", typed(here), headers=HTMX)

    page = soup(answer)
    assert one(page, f"[name=joins][value='{known.ref}']")
    assert "道路与路灯 · 学苑社区" in page.text
    for private in ("赵六", "139", "住 502", "台阶", "zhao"):
        assert private not in page.text


def test_of_what_seems_to_be_one_matter_one_is_offered_and_the_choice_stays(
    client: Client, here: Place, known: Case
) -> None:
    other = make.case(here, text=LAMP, class_code="ROADS")
    Case.objects.filter(pk=other.pk).update(similar_to=known)

    answer = client.post("/report/similar/", typed(here, joins=known.ref), headers=HTMX)

    rows = soup(answer).select("[name=joins]")
    assert [row["value"] for row in rows] == [known.ref, ""]
    assert [row.has_attr("checked") for row in rows] == [True, False]


def test_without_scripts_the_form_comes_back_with_it(
    client: Client, here: Place, known: Case
) -> None:
    page = soup(client.post("/report/similar/", typed(here)))

    assert one(page, f"[name=joins][value='{known.ref}']")
    assert one(page, "#id_text").text.strip() == "路灯不亮，看不见台阶"


@pytest.mark.parametrize("more", [{"text": "灯"}, {"place": ""}, {"text": "垃圾没人清运，太臭了"}])
def test_nothing_is_offered_that_does_not_fit(
    client: Client, here: Place, known: Case, more: dict[str, str]
) -> None:
    answer = client.post("/report/similar/", typed(here, **more), headers=HTMX)

    assert answer.status_code == 200
    assert "joins" not in answer.text


def test_who_follows_gets_a_number_and_sees_the_progress_of_the_main_one(
    client: Client, here: Place, known: Case, noon: dt.datetime
) -> None:
    """C15."""
    answer = client.post("/report/", typed(here, joins=known.ref, text=LAMP))
    case = Case.objects.exclude(pk=known.pk).get()
    assert (case.state, case.into) == (State.JOINED, known)
    unit = make.organisation(name="市政养护所")
    dispatch.assign(known, to=unit, by=None, at=noon + HOUR)
    dispatch.accept(known, by=None, at=noon + HOUR)
    note = "已派工，赵师傅 13911112222 下午到。"
    handling.feedback(known, note=note, by=None, at=noon + 2 * HOUR)

    page = client.get(answer.headers["Location"].partition("?")[0])

    assert "和同一件事一起办" in page.text
    assert "市政养护所" in page.text
    assert "已派工" in page.text
    for private in ("13911112222", known.ref, "住 502"):
        assert private not in page.text
    handling.answer(known, outcome="SOLVED", note="灯已修好。", by=None, at=noon + 3 * HOUR)
    page = client.get(answer.headers["Location"].partition("?")[0])
    assert "灯已修好" in page.text
    assert f"/rate/{case.ref}/" in page.text


def test_the_own_number_works_after_splitting(
    client: Client, here: Place, known: Case, noon: dt.datetime
) -> None:
    """C15."""
    case = make.case(here)
    joining.join(case, into=known, by=None, at=noon)
    joining.split(case, by=None, at=noon + HOUR)

    page = client.get(f"/track/{case.ref}/{make.code(case)}/")

    assert "已收到，正在安排单位" in page.text
    assert "改为单独办理" in page.text


def test_a_bundle_is_asked_for_once_and_its_parts_are_shown(client: Client, here: Place) -> None:
    """C16, CAS-13."""
    page = soup(client.get("/report/"))
    assert "新生儿出生一件事" in one(page, ".bundles").text
    page = soup(client.get("/report/?bundle=NEWBORN"))
    assert one(page, "[name=bundle]")["value"] == "NEWBORN"
    assert "办医保参保" in page.text

    answer = client.post("/report/", typed(here, bundle="NEWBORN"))

    case = Case.objects.get(parent=None)
    assert case.bundle == "NEWBORN"
    page = soup(client.get(answer.headers["Location"].partition("?")[0]))
    assert "几个单位分头办" in page.text
    assert "办出生登记" in page.text
    assert family.composed(case) == ""
