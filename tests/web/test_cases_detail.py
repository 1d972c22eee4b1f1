"""The page of one case: who sees what of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import dispatch, handling, meeting, photos, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, Photo
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Role, User
from tests import make
from tests.web.swap import one, soup

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


@pytest.fixture
def case(unit: Organisation) -> Case:
    return make.case(assigned_to=unit, accepted=True, contact=make.contact())


def url(case: Case, name: str = "detail") -> str:
    return reverse(f"cases:{name}", args=[case.ref])


def offered(client: Client, case: Case, who: User) -> set[str]:
    """The names of the deeds that the page offers to `who`."""
    client.force_login(who)
    page = soup(client.get(url(case)))
    return {str(form["action"]).split("/")[-2] for form in page.select("form.deed")}


def test_each_person_is_offered_what_the_policy_allows(
    client: Client, case: Case, unit: Organisation
) -> None:
    handler, dispatcher, manager = make.handler(unit), make.dispatcher(), make.manager()
    auditor = make.seat(Role.AUDITOR, make.desk())

    assert {"answer", "ask", "pause", "hand", "feedback"} <= offered(client, case, handler)
    assert "assign" not in offered(client, case, handler)
    assert {"reassign", "close", "urge", "withdraw"} <= offered(client, case, dispatcher)
    assert "answer" not in offered(client, case, dispatcher)
    assert offered(client, case, manager) == {"note", "park"}
    assert offered(client, case, auditor) == set()


def test_a_case_of_others_does_not_exist(client: Client, case: Case) -> None:
    client.force_login(make.handler(make.organisation()))

    assert client.get(url(case)).status_code == 404
    assert client.post(url(case, "note"), {"note": "x"}).status_code == 404


def test_a_seat_ends_at_midnight_in_shanghai(client: Client, case: Case) -> None:
    """X4: the last day counts whole, and ends with it."""
    last_day = dt.date(2026, 3, 2)
    client.force_login(make.dispatcher(until=last_day))

    with time_machine.travel(dt.datetime(2026, 3, 2, 23, 59, 59, tzinfo=make.SHANGHAI)):
        assert client.get(url(case)).status_code == 200
    with time_machine.travel(dt.datetime(2026, 3, 3, 0, 0, 0, tzinfo=make.SHANGHAI)):
        assert client.get(url(case)).status_code == 404


def test_the_main_deed_follows_state_and_person(client: Client, unit: Organisation) -> None:
    case, handler, dispatcher = make.case(), make.handler(unit), make.dispatcher()

    def main(who: User) -> str:
        client.force_login(who)
        return str(one(soup(client.get(url(case))), ".deeds__main")["id"])

    assert main(dispatcher) == "deed-assign"
    dispatch.assign(case, to=unit, by=dispatcher, at=make.NOON)
    assert main(handler) == "deed-accept"
    dispatch.accept(case, by=handler, at=make.NOON)
    assert main(handler) == "deed-answer"
    handling.ask(case, note="是哪一盏？", by=handler, at=make.NOON)
    assert main(handler) == "deed-supply"


def test_a_wish_to_reopen_is_in_the_hands_of_the_desk(client: Client, unit: Organisation) -> None:
    case = make.case(assigned_to=unit, answered=True)
    requester.rate(case, Verdict("NO"), code=make.code(case), at=make.NOON + HOUR)
    client.force_login(make.dispatcher())

    ball = one(soup(client.get(url(case))), ".ball").get_text(" ", strip=True)

    assert make.desk().name in ball
    assert unit.name not in ball


def test_the_page_says_who_has_the_ball_until_when_and_what_next(
    client: Client, case: Case, unit: Organisation
) -> None:
    client.force_login(make.dispatcher())

    ball = one(soup(client.get(url(case))), ".ball").get_text(" ", strip=True)

    assert unit.name in ball
    assert "还剩 1 天 23 小时" in ball or "还剩 47 小时" in ball
    assert "办理并答复诉求人" in ball


def test_contact_is_masked_until_a_reason_is_given_and_then_shown_once(
    client: Client, case: Case, unit: Organisation
) -> None:
    handler = make.handler(unit)
    client.force_login(handler)

    assert "138****8000" in client.get(url(case)).content.decode()
    bare = client.post(url(case, "reveal"), {"key": new_id(), "reason": ""})
    assert bare.status_code == 422
    assert "13800138000" not in bare.content.decode()

    key = new_id()
    shown = client.post(url(case, "reveal"), {"key": key, "reason": "约上门时间"})
    assert "13800138000" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "13800138000" not in client.get(url(case)).content.decode()
    again = client.post(url(case, "reveal"), {"key": key, "reason": "约上门时间"})
    assert "13800138000" not in again.content.decode()

    [entry] = timeline.of(case).filter(verb="reveal")
    assert (entry.by, entry.note) == (handler, "约上门时间")


def test_a_manager_sees_no_way_to_the_contact(client: Client, case: Case) -> None:
    client.force_login(make.manager())

    assert not soup(client.get(url(case))).select("#deed-reveal")
    answer = client.post(url(case, "reveal"), {"key": new_id(), "reason": "看看"})
    assert answer.status_code == 403
    assert "13800138000" not in answer.content.decode()


def test_internal_notes_are_for_those_who_work_on_the_case(client: Client) -> None:
    volunteer = make.volunteer()
    case = make.case(by=volunteer, source="VOLUNTEER", contact=make.contact())
    handling.note(case, note="对方电话停机", by=None, at=make.NOON)
    dispatch.assign(case, to=make.organisation(), note="上次就是你们没修好", by=None, at=make.NOON)

    client.force_login(make.dispatcher())
    assert "对方电话停机" in client.get(url(case)).content.decode()
    client.force_login(volunteer)
    relayed = client.get(url(case)).content.decode()
    assert "对方电话停机" not in relayed
    assert "上次就是你们没修好" not in relayed
    assert "138****" not in relayed


def test_a_parked_case_shows_the_meeting_instead_of_overdue(
    client: Client, unit: Organisation
) -> None:
    """X7: the solution is owed to the meeting; response and feedback stay due."""
    case = make.case(grade="MINOR", assigned_to=unit, accepted=True)
    meeting.park(case, reason="权属不清", by=make.handler(unit), at=make.NOON)
    handling.feedback(case, note="已看过现场", by=None, at=make.NOON)
    client.force_login(make.dispatcher())

    with time_machine.travel(make.NOON + 100 * HOUR, tick=False):
        page = soup(client.get(url(case)))

    assert "2026-03-27 上会" in one(page, ".clocks").get_text(" ", strip=True)
    assert "已超" not in one(page, ".ball").get_text()


def test_the_clocks_show_what_was_promised_first_and_how_long_they_stood(
    client: Client, case: Case, unit: Organisation
) -> None:
    """C6, C14: the total pause and the original due time stay in sight."""
    handler = make.handler(unit)
    handling.pause(case, reason="PARTS", note="等灯头", by=handler, at=make.NOON + HOUR)
    handling.resume(case, by=handler, at=make.NOON + 6 * HOUR)
    handling.ask_extension(
        case,
        until=make.NOON + 100 * HOUR,
        reason="等检测",
        by=handler,
        at=make.NOON + 7 * HOUR,
    )
    handling.grant_extension(case, by=make.dispatcher(), at=make.NOON + 7 * HOUR)
    client.force_login(handler)

    clocks = one(soup(client.get(url(case))), ".clocks").get_text(" ", strip=True)

    assert "累计暂停 5 小时 00 分" in clocks
    assert "原定" in clocks


def test_photos_are_served_to_those_who_may_see_the_case(
    client: Client, unit: Organisation
) -> None:
    case = make.case(photos=[make.upload()], assigned_to=unit)
    picture = Photo.objects.get(case=case)
    path = reverse("cases:photo", args=[case.ref, picture.pk])
    client.force_login(make.handler(unit))
    assert client.get(path).status_code == 404  # not yet made safe

    photos.make_ready.func(str(picture.pk))
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    client.force_login(make.handler(make.organisation()))
    assert client.get(path).status_code == 404


def test_a_standard_text_fills_the_answer_without_scripts(
    client: Client, case: Case, unit: Organisation
) -> None:
    client.force_login(make.handler(unit))

    page = soup(client.get(url(case), {"text": "FIXED"}))

    assert one(page, "#answer_note").text.strip() == "已经修好。"
