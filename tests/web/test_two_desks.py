"""Two dispatchers on one queue: each is told what the other did, and no word is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from tests import make
from tests.web.swap import Answer, one, soup

HOUR = dt.timedelta(hours=1)
HTMX = {"HX-Request": "true"}
ROWS = "/desk/rows/"


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def me() -> User:
    return make.dispatcher()


@pytest.fixture
def other() -> User:
    return make.dispatcher()


@pytest.fixture
def desk(client: Client, me: User) -> Client:
    client.force_login(me)
    return client


@pytest.fixture
def unit() -> Organisation:
    return make.organisation(name="市政养护所")


def ask(desk: Client, case: Case, seq: int, **more: str) -> str | None:
    """What the poll of somebody who has `case` open hears of it."""
    answer = desk.get(ROWS, headers={**HTMX, "Lianxin-Open": f"{case.ref} {seq}", **more})
    return answer.headers.get("Lianxin-Moved")


def test_whoever_has_a_case_open_hears_what_somebody_else_did(
    desk: Client, unit: Organisation, other: User, noon: dt.datetime
) -> None:
    case = make.case()
    seq = case.seq
    assert ask(desk, case, seq) is None

    dispatch.assign(case, to=unit, by=other, at=noon + HOUR)

    ref, moved, said = str(ask(desk, case, seq)).split(" ")
    assert (ref, int(moved)) == (case.ref, case.seq)
    assert unquote(said) == f"{other} 今天 13:00 分派"
    assert ask(desk, case, case.seq) is None


def test_what_one_did_oneself_in_another_window_is_told_as_such(
    desk: Client, unit: Organisation, me: User, noon: dt.datetime
) -> None:
    case = make.case()
    seq = case.seq
    dispatch.assign(case, to=unit, by=me, at=noon + HOUR)

    assert unquote(str(ask(desk, case, seq))).endswith(" 您（在另一个窗口） 今天 13:00 分派")


def test_the_current_row_is_asked_after_beside_the_case_that_is_open(
    desk: Client, unit: Organisation, other: User, noon: dt.datetime
) -> None:
    one, two = make.case(), make.case()
    looked = f"{one.ref} {one.seq},{two.ref} {two.seq}"
    dispatch.assign(two, to=unit, by=other, at=noon + HOUR)

    answer = desk.get(ROWS, headers={**HTMX, "Lianxin-Open": looked})

    assert answer.headers["Lianxin-Moved"].startswith(f"{two.ref} {two.seq} ")


def test_what_is_taken_back_without_leaving_the_page_is_told_in_words(
    desk: Client, unit: Organisation, me: User, noon: dt.datetime
) -> None:
    """As the desk sends it, so that a letter being written stays."""
    case = make.case()
    dispatch.assign(case, to=unit, by=me, at=noon + HOUR)

    answer = desk.post(
        f"/cases/{case.ref}/unassign/",
        {"key": str(new_id())},
        headers={"Accept": "application/json"},
    )

    case.refresh_from_db()
    assert answer.json()["said"].startswith("已撤回分派")
    assert answer.json()["seq"] == case.seq


@pytest.mark.parametrize("header", ["", "WH-26-00001", "WH-26-00001 x", "NO-26-00001 0", "  "])
def test_what_nobody_can_have_open_is_passed_over(desk: Client, header: str) -> None:
    make.case()

    answer = desk.get(ROWS, headers={**HTMX, "Lianxin-Open": header})

    assert answer.status_code == 200
    assert "Lianxin-Moved" not in answer.headers


def test_the_poll_says_nothing_of_a_case_that_one_may_not_see(desk: Client, me: User) -> None:
    street = make.place(kind="STREET")
    narrow = Client()
    narrow.force_login(make.dispatcher(over=street))
    case = make.case()

    assert ask(narrow, case, 0) is None


def test_the_open_case_says_which_version_it_is(desk: Client) -> None:
    case = make.case()

    page = soup(desk.get(reverse("desk:case", args=[case.ref])))

    article = one(page, "lx-pane #desk-case #case-detail")
    assert (article["data-ref"], article["data-seq"]) == (case.ref, str(case.seq))


def test_the_second_to_assign_hears_who_was_quicker(
    desk: Client, unit: Organisation, other: User, noon: dt.datetime
) -> None:
    case = make.case(class_code="ROADS")
    dispatch.assign(case, to=make.organisation(), by=other, at=noon + HOUR)

    answer = desk.post(
        reverse("desk:assign", args=[case.ref]), {"key": new_id(), "to": unit.pk}, headers=HTMX
    )

    assert answer.status_code == 409
    said = one(_flashes(answer), ".flash__text").text
    assert case.ref in said
    assert f"{other} 今天 13:00 分派" in said


def test_the_second_to_merge_hears_that_it_is_done(
    desk: Client, other: User, noon: dt.datetime
) -> None:
    place = make.grid()
    head, follower = make.case(place), make.case(place)
    Case.objects.filter(pk=follower.pk).update(similar_to=head)
    url, theirs = reverse("desk:merge", args=[head.ref]), Client()
    theirs.force_login(other)
    theirs.post(url, {"key": new_id()})

    answer = desk.post(url, {"key": new_id()}, headers=HTMX)

    assert answer.status_code == 409
    assert f"{other} 今天 13:00 合并同一件事" in one(_flashes(answer), ".flash__text").text
    assert timeline.of(follower).filter(verb="join").count() == 1


def test_what_was_written_too_late_stands_there_with_who_was_quicker(
    desk: Client, unit: Organisation, other: User, noon: dt.datetime
) -> None:
    """One closes while the other writes to the unit."""
    case = make.case()
    note = "请今晚去看，住户七点后在家。"
    dispatch.close(case, outcome="EXPLAINED", note="已电话说明。", by=other, at=noon + HOUR)

    answer = desk.post(
        reverse("cases:assign", args=[case.ref]),
        {"key": new_id(), "other": unit.name, "note": note},
        headers=HTMX,
    )

    assert answer.status_code == 409
    lost = one(soup(answer), ".case__lost")
    assert note in lost.text
    assert f"{other} 今天 13:00 办结" in lost.text


def test_two_notes_are_both_kept(desk: Client, other: User, noon: dt.datetime) -> None:
    case = make.case()
    handling.note(Case.objects.get(pk=case.pk), note="他写的", by=other, at=noon + HOUR)

    answer = desk.post(
        reverse("cases:note", args=[case.ref]), {"key": new_id(), "note": "我写的"}, headers=HTMX
    )

    assert answer.status_code == 200
    assert [e.note for e in timeline.of(case).filter(verb="note")] == ["他写的", "我写的"]


def _flashes(answer: Answer) -> BeautifulSoup:
    """The whole answer; `soup` leaves the flashes out."""
    return BeautifulSoup(answer.content.decode(), "lxml")


def test_a_closed_case_is_read_first_and_its_deeds_stay_folded(
    desk: Client, unit: Organisation, noon: dt.datetime
) -> None:
    case = make.case(assigned_to=unit, answered=True)
    dispatch.close(case, outcome="EXPLAINED", note="已说明。", by=None, at=noon + HOUR)

    shown = soup(desk.get(f"/desk/cases/{case.ref}/"))

    assert not shown.select(".deeds__main")
    assert not one(shown, "#deed-reopen").has_attr("open")
