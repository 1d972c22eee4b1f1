"""Deeds on the page of a case: done, refused, repeated, and by two people at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import dispatch, handling, meeting
from lianxin.cases.actions.rulebook import Assignment, put_duties
from lianxin.cases.models import Case, Helper, Photo, Rating
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from lianxin.web.cases.deeds import ALL
from tests import make
from tests.web.swap import after_swap, one, soup

HOUR = dt.timedelta(hours=1)
HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


@pytest.fixture
def handler(unit: Organisation) -> User:
    return make.handler(unit)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.dispatcher())
    return client


@pytest.fixture
def office(client: Client, handler: User) -> Client:
    """A browser signed in as the unit's handler."""
    client.force_login(handler)
    return client


@pytest.fixture
def working(unit: Organisation) -> Case:
    return make.case(assigned_to=unit, accepted=True, contact=make.contact())


def url(case: Case, name: str = "detail") -> str:
    return reverse(f"cases:{name}", args=[case.ref])


def send(client: Client, case: Case, name: str, *, key: UUID | None = None, **typed: Any) -> Any:
    return client.post(url(case, name), {"key": key or new_id(), **typed})


def without_keys(page: BeautifulSoup) -> str:
    """Each form has a key of its own, made anew each time it is shown."""
    for key in page.select("input[name=key]"):
        key["value"] = "KEY"
    return page.prettify()


def test_every_deed_has_a_view_and_a_url_of_its_name() -> None:
    for deed in ALL:
        assert reverse(f"cases:{deed.name}", args=["WH-26-00001"]).endswith(f"/{deed.name}/")
        assert deed.title


def test_the_page_after_a_deed_is_the_page_after_reloading(
    desk: Client, unit: Organisation
) -> None:
    case = make.case()
    page = soup(desk.get(url(case)))

    answer = desk.post(url(case, "assign"), {"key": new_id(), "other": unit.name}, headers=HTMX)

    swapped = after_swap(
        page, trigger=f"form[data-hx-post='{url(case, 'assign')}']", answer=answer
    )
    reloaded = soup(desk.get(url(case)))
    one(swapped, "title").decompose()
    one(reloaded, "title").decompose()
    assert without_keys(swapped) == without_keys(reloaded)


def test_the_first_suggested_unit_is_chosen_with_its_reason(
    desk: Client, unit: Organisation
) -> None:
    case = make.case(class_code="ROADS")
    put_duties(case.district, [Assignment("ROADS", unit, make.root())])

    form = one(soup(desk.get(url(case))), "#deed-assign form")
    first = one(form, "input[name=to][checked]")

    assert first["value"] == str(unit.pk)
    assert "职责：道路与路灯 · 望海新区 · 在办 0 件" in form.get_text(" ", strip=True)
    assert send(desk, case, "assign", to=str(unit.pk)).status_code == 302
    case.refresh_from_db()
    assert case.lead == unit


def test_an_unknown_unit_is_named_and_the_words_are_kept(desk: Client) -> None:
    answer = send(desk, make.case(), "assign", other="没有这个单位", note="请快一点")

    page = soup(answer)
    assert answer.status_code == 422
    assert "没有找到“没有这个单位”" in one(page, ".error-summary").get_text()
    assert one(page, "#assign_note").text.strip() == "请快一点"


def test_a_unit_accepts_works_and_answers(office: Client, unit: Organisation) -> None:
    case = make.case(assigned_to=unit)

    send(office, case, "accept")
    send(office, case, "feedback", note="配件已领")
    send(office, case, "answer", outcome="SOLVED", note="灯已修好")

    case.refresh_from_db()
    assert (case.state, case.outcome) == ("ANSWERED", "SOLVED")


def test_a_bounce_needs_a_reason_and_a_unit_and_leaves_the_own_list(
    office: Client, unit: Organisation
) -> None:
    """C12."""
    case, other = make.case(assigned_to=unit), make.organisation(name="住建局")

    assert send(office, case, "bounce", reason="NOT_OUR_DUTY").status_code == 422
    assert send(office, case, "bounce", proposed=other.name).status_code == 422
    gone = send(office, case, "bounce", reason="NOT_OUR_DUTY", proposed=other.name)

    assert gone.status_code == 200
    assert "已不在您的办理范围" in gone.content.decode()
    case.refresh_from_db()
    assert (case.state, case.bounces, case.lead) == ("RECEIVED", 1, make.desk())


def test_a_form_sent_again_after_a_bounce_says_what_became_of_the_case(
    office: Client, unit: Organisation
) -> None:
    case, key = make.case(assigned_to=unit), new_id()
    typed = {"reason": "NOT_OUR_DUTY", "proposed": make.organisation(name="住建局").name}
    send(office, case, "bounce", key=key, **typed)

    again = send(office, case, "bounce", key=key, note="归住建局管", **typed)

    page = one(soup(again), "#case-detail").get_text()
    assert again.status_code == 404
    assert f"{case.ref} 已不在您的办理范围" in page
    assert "今天 13:00，退回" in page
    assert "归住建局管" in page
    assert office.get(url(case)).status_code == 404
    told = office.post(url(case, "accept"), {"key": new_id()}, headers=JSON).json()
    assert told == {"code": "gone", "message": f"{case.ref} 已经转给别人，不用您办了。"}


def test_a_case_that_was_never_theirs_is_a_bare_404(office: Client) -> None:
    answer = office.get(url(make.case(assigned_to=make.organisation())))

    assert answer.status_code == 404
    assert "已不在您的办理范围" not in answer.content.decode()


def test_a_binding_assignment_offers_no_bounce(office: Client, unit: Organisation) -> None:
    """C12: after the second bounce the desk's decision holds."""
    case = make.case()
    for _round in range(2):
        dispatch.assign(case, to=unit, by=None, at=make.NOON)
        dispatch.bounce(
            case,
            reason="WRONG_PLACE",
            proposed=make.organisation(),
            note="",
            by=None,
            at=make.NOON,
        )
    dispatch.assign(case, to=unit, by=None, at=make.NOON)

    assert not soup(office.get(url(case))).select("#deed-bounce")
    answer = send(
        office, case, "bounce", reason="WRONG_PLACE", proposed=make.organisation(name="甲").name
    )
    assert answer.status_code == 422
    assert "不能再退回" in answer.content.decode()


def test_an_illegal_move_tells_machines_the_legal_ones(office: Client, working: Case) -> None:
    """C7: 409 with the moves that do exist from here."""
    for typed in ({}, {"key": new_id()}):
        answer = office.post(url(working, "accept"), typed, headers=JSON)

        assert answer.status_code == 409
        told = answer.json()
        assert told["code"] == "illegal_move"
        assert "办理中" in told["message"]
        assert {"ask", "pause", "answer"} <= set(told["legal"])


def test_machines_get_the_state_and_what_is_wrong_as_json(office: Client, working: Case) -> None:
    bad = office.post(url(working, "answer"), {"key": new_id(), "note": "好了"}, headers=JSON)
    good = office.post(url(working, "note"), {"key": new_id(), "note": "记一笔"}, headers=JSON)

    assert (bad.status_code, bad.json()["code"]) == (422, "invalid")
    assert "outcome" in bad.json()["errors"]
    told = {"ref": working.ref, "state": "WORKING", "said": "已记录，诉求人看不到。"}
    assert good.json().items() >= told.items()


def test_what_is_not_mine_to_do_is_refused_with_the_words_kept(
    desk: Client, working: Case
) -> None:
    answer = send(desk, working, "answer", outcome="SOLVED", note="我替他们答复")

    assert answer.status_code == 403
    lost = one(soup(answer), ".case__lost").get_text(" ", strip=True)
    assert "主办单位" in lost
    assert "我替他们答复" in lost


def test_of_two_people_at_once_the_second_is_told_and_keeps_her_words(
    client: Client, unit: Organisation
) -> None:
    case, other = make.case(), make.organisation(name="另一单位")
    client.force_login(make.dispatcher())
    page = soup(client.get(url(case)))
    key = one(page, "#deed-assign input[name=key]")["value"]
    dispatch.assign(case, to=unit, by=make.dispatcher(), at=make.NOON)

    answer = client.post(
        url(case, "assign"), {"key": key, "other": other.name, "note": "请今天到"}, headers=HTMX
    )

    assert answer.status_code == 409
    lost = one(soup(answer), ".case__lost").get_text(" ", strip=True)
    assert "不能分派" in lost
    assert "请今天到" in lost
    case.refresh_from_db()
    assert case.lead == unit

    chosen = client.post(url(case, "assign"), {"key": new_id(), "to": other.pk}, headers=HTMX)
    lost = one(soup(chosen), ".case__lost").get_text(" ", strip=True)
    assert lost.count("。") == 3  # why, what happened, and that this is how it stands now
    assert str(other.pk) not in lost


def test_an_overtaken_writer_finds_the_form_again(
    office: Client, working: Case, handler: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two read the same version; the one who writes second gets 409 and may send again."""
    stale = Case.objects.get(pk=working.pk)
    handling.note(working, note="先到一步", by=handler, at=make.NOON)
    monkeypatch.setattr("lianxin.web.cases.views.get_object_or_404", _first_stale(stale))

    answer = send(office, working, "answer", outcome="SOLVED", note="修好了")

    form = one(soup(answer), "#deed-answer")
    assert answer.status_code == 409
    assert "其他人刚刚处理了" in form.get_text()
    assert one(form, "textarea").text.strip() == "修好了"


def _first_stale(stale: Case) -> Any:
    """The first look finds the case as it was; every later one, as it is."""
    looks = iter([stale])

    def look(cases: Any, **which: Any) -> Case:
        return next(looks, None) or cases.get(**which)

    return look


def test_the_same_form_twice_is_one_deed(office: Client, working: Case) -> None:
    key = new_id()

    first = send(office, working, "note", key=key, note="打过电话")
    second = send(office, working, "note", key=key, note="打过电话")

    assert first.status_code == second.status_code == 302
    assert timeline.of(working).filter(verb="note").count() == 1


def test_a_get_does_nothing(office: Client, working: Case) -> None:
    for deed in ALL:
        assert office.get(url(working, deed.name)).status_code == 405


def test_pausing_and_going_on(office: Client, working: Case) -> None:
    """C6: a listed reason and words for the requester."""
    assert send(office, working, "pause", reason="LUNCH", note="吃饭").status_code == 422
    assert send(office, working, "pause", reason="PARTS", note="").status_code == 422
    send(office, working, "pause", reason="PARTS", note="灯头周三到货")
    working.refresh_from_db()
    assert (working.state, working.pause_reason) == ("PAUSED", "PARTS")

    send(office, working, "resume", note="")
    working.refresh_from_db()
    assert working.state == "WORKING"


def test_asking_and_writing_down_the_answer_from_the_phone(office: Client, working: Case) -> None:
    send(office, working, "ask", note="是哪一盏灯？")
    send(office, working, "supply", note="南门第二盏", photos=make_file())

    working.refresh_from_db()
    assert working.state == "WORKING"
    assert Photo.objects.filter(is_proof=False).count() == 1


def make_file() -> Any:
    content: Any = make.upload().content
    content.name = "现场.jpg"
    return content


def test_proof_is_added_as_photos(office: Client, working: Case) -> None:
    assert send(office, working, "add_photos").status_code == 422
    assert send(office, working, "add_photos", photos=make_file()).status_code == 302
    assert Photo.objects.get(case=working).is_proof


def test_a_helper_is_asked_and_let_go(office: Client, working: Case) -> None:
    """C10: one lead, helpers beside it; a helper may be asked again."""
    other = make.organisation(name="供电公司")
    for _time in range(2):
        send(office, working, "ask_help", unit=other.name, note="请断电")
        assert Helper.objects.filter(ended_at=None).get().unit == other
        send(office, working, "end_help", unit=str(other.pk))
        assert not Helper.objects.filter(ended_at=None).exists()


def test_a_helper_may_note_but_not_close(client: Client, working: Case, handler: User) -> None:
    """C10."""
    other = make.organisation(name="供电公司")
    handling.ask_help(working, unit=other, note="请断电", by=handler, at=make.NOON)
    client.force_login(make.handler(other))

    assert send(client, working, "note", note="已断电").status_code == 302
    closed = send(client, working, "close", outcome="SOLVED", note="好了")
    assert closed.status_code == 403


def test_more_time_is_asked_and_granted(client: Client, working: Case, handler: User) -> None:
    """C14: the approver sees who asks for what and why; the first date stays on the file."""
    client.force_login(handler)
    send(client, working, "ask_extension", until="2026-03-07T12:00", reason="等检测报告")
    client.force_login(make.dispatcher())
    page = soup(client.get(url(working)))
    assert "等检测报告" in one(page, ".deeds__main .deed__hint").get_text()

    send(client, working, "grant_extension")

    clock = working.clocks.get(name="FEEDBACK")
    assert clock.due_at > clock.first_due_at


def test_escalating_needs_a_reason_and_keeps_the_unit(desk: Client, working: Case) -> None:
    """X10: each step is written down with its time to the minute."""
    assert send(desk, working, "escalate", reason="").status_code == 422
    send(desk, working, "escalate", reason="涉及三个社区")

    working.refresh_from_db()
    assert working.level == "COMMUNITY"
    history = one(soup(desk.get(url(working))), ".timeline").get_text(" ", strip=True)
    assert "网格 → 社区：涉及三个社区" in history
    assert "13:00" in history


def test_a_hard_case_is_parked_and_decided(
    desk: Client, working: Case, unit: Organisation
) -> None:
    """C21."""
    send(desk, working, "park", reason="权属不清", meeting_on="2026-03-27")
    working.refresh_from_db()
    assert working.meeting_on == dt.date(2026, 3, 27)

    send(desk, working, "carry_over", to="2026-04-24")
    working.refresh_from_db()
    assert working.meeting_on == dt.date(2026, 4, 24)

    send(desk, working, "decide", decision="由市政维修", owner=unit.name, due_on="2026-05-10")
    working.refresh_from_db()
    assert working.meeting_on is None


def test_reopening_upholding_and_rating_on_behalf(desk: Client) -> None:
    case = make.case(answered=True)

    send(desk, case, "rate", solved="NO", comment="还是不亮", score_SPEED="2")
    case.refresh_from_db()
    assert case.state == "REOPENING"
    assert Rating.objects.get().scores == {"SPEED": 2}

    assert send(desk, case, "uphold", note="").status_code == 422
    send(desk, case, "reopen", note="安排重新检查")
    case.refresh_from_db()
    assert (case.state, case.reopens) == ("ASSIGNED", 1)


def test_closing_publishing_and_taking_back(desk: Client, working: Case) -> None:
    """C7: closing demands words for the requester."""
    assert send(desk, working, "close", outcome="EXPLAINED", note="").status_code == 422
    send(desk, working, "close", outcome="EXPLAINED", note="已电话说明")
    personal = send(desk, working, "publish", subject="路灯", text="联系 13800138000")
    assert personal.status_code == 422
    assert "疑似个人信息" in personal.content.decode()

    send(desk, working, "publish", subject="路灯修复", text="已修好")
    working.refresh_from_db()
    assert (working.public_text, working.published_at) == ("已修好", None)
    send(desk, working, "unpublish")
    working.refresh_from_db()
    assert working.public_text == ""


def test_urging_twice_a_day_is_refused(desk: Client, working: Case) -> None:
    """C13: once in 24 hours."""
    assert send(desk, working, "urge").status_code == 302
    again = send(desk, working, "urge")
    assert again.status_code == 422
    assert "24 小时内已经催过一次" in again.content.decode()


def test_handing_within_the_unit(office: Client, working: Case, unit: Organisation) -> None:
    colleague = make.handler(unit)

    send(office, working, "hand", to=str(colleague.pk))

    working.refresh_from_db()
    assert working.handler == colleague


def test_classifying_moves_no_clock(desk: Client, working: Case) -> None:
    """C4."""
    before = list(working.clocks.order_by("id").values_list("name", "due_at"))

    send(desk, working, "classify", class_code="POLICY", grade="URGENT")

    working.refresh_from_db()
    assert (working.class_code, working.grade, working.kind) == ("POLICY", "URGENT", "ENTERPRISE")
    assert list(working.clocks.order_by("id").values_list("name", "due_at")) == before


def test_a_list_gets_its_visitor_back(desk: Client, working: Case) -> None:
    meeting.park(working, reason="难", by=make.manager(), at=make.NOON)
    ours, theirs = reverse("desk:meeting"), "https://elsewhere.example/"

    back = send(desk, working, "carry_over", to="2026-04-24", next=ours)
    kept = send(desk, working, "carry_over", to="2026-05-22", next=theirs)

    assert back["Location"] == ours
    assert kept["Location"] == url(working)


def test_an_assignment_can_be_taken_back_from_what_is_said_of_it(
    desk: Client, unit: Organisation
) -> None:
    """Without scripts: a button of its own, beside the sentence."""
    case = make.case()

    told = desk.post(url(case, "assign"), {"key": new_id(), "other": unit.name}, follow=True)
    form = one(BeautifulSoup(told.content, "lxml"), ".flash form")
    assert "撤回" in form.get_text()
    typed = {field["name"]: field["value"] for field in form.select("input")}
    undo = str(form["action"])
    after = desk.post(undo, typed, follow=True)

    case.refresh_from_db()
    assert (case.state, case.lead) == ("RECEIVED", make.desk())
    assert "已撤回分派" in after.content.decode()
    assert after.redirect_chain == [(url(case), 302)]
    assert desk.post(undo, typed).status_code == 302  # twice is once
    assert timeline.of(case).filter(verb="unassign").count() == 1


def test_what_is_no_longer_fresh_offers_no_way_back(desk: Client, unit: Organisation) -> None:
    case = make.case()
    dispatch.assign(case, to=unit, by=None, at=make.NOON)

    assert not soup(desk.get(url(case))).select("#deed-unassign")
    answer = send(desk, case, "unassign")

    assert answer.status_code == 422
    assert "改派" in answer.content.decode()
