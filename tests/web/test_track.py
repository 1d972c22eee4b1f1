"""查进度: what a requester sees, and what she can do, with number and code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianxin.cases.actions import dispatch, handling, meeting, photos
from lianxin.cases.models import Case, Photo
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from tests import make

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def url(case: Case, *more: str) -> str:
    return "/".join([f"/track/{case.ref}/{make.code(case)}", *more, ""])


def text(answer: Any) -> str:
    page = BeautifulSoup(answer.content.decode(), "lxml")
    return " ".join(page.text.split())


def in_work(now: dt.datetime, **fields: Any) -> Case:
    return make.case(received_at=now - 5 * HOUR, accepted=True, **fields)


def waiting(now: dt.datetime) -> Case:
    case = in_work(now)
    handling.ask(case, note="是哪一盏？", by=None, at=now - HOUR)
    return case


def test_she_sees_state_times_messages_and_outcome(client: Client, now: dt.datetime) -> None:
    """C3"""
    case = in_work(now)
    handling.feedback(case, note="配件已领，下午到场。", by=None, at=now - HOUR)
    handling.answer(case, outcome="SOLVED", note="路灯已修好。", by=None, at=now)

    shown = text(client.get(url(case)))

    for words in (
        "已答复，请您评价",
        "有单位接手",
        "配件已领，下午到场。",
        "路灯已修好。",
        "已解决",
    ):
        assert words in shown


def test_she_sees_no_staff_no_internal_note_and_no_contact(
    client: Client, now: dt.datetime
) -> None:
    """C3: nor what a dispatcher wrote to a unit, or one unit of another."""
    unit, other = make.organisation(name="市政中心"), make.organisation(name="供水公司")
    dispatcher = make.dispatcher(who=make.user(name="调度张三"))
    handler = make.handler(unit, who=make.user(name="经办李四"))
    case = make.case(received_at=now - 5 * HOUR, contact=make.contact(email="li@example.cn"))
    dispatch.assign(case, to=unit, by=dispatcher, at=now - 4 * HOUR, note="上次就是你们没修好")
    dispatch.bounce(
        case,
        reason="NOT_OUR_DUTY",
        proposed=other,
        note="他们的管子",
        by=handler,
        at=now - 3 * HOUR,
    )
    dispatch.assign(case, to=unit, by=dispatcher, at=now - 2 * HOUR)
    dispatch.accept(case, by=handler, at=now - HOUR)
    handling.note(case, note="此人常投诉", by=handler, at=now)

    shown = text(client.get(url(case)))

    assert "交回调度中心" in shown
    for words in (
        "张三",
        "李四",
        "上次就是",
        "他们的管子",
        "常投诉",
        "138",
        "李阿姨",
        "li@example",
    ):
        assert words not in shown


def test_wrong_code_and_unknown_number_look_alike(client: Client) -> None:
    """C3"""
    case = make.case()
    tries = [(case.ref, "AAAA-AAAA-AAAA-AAAA-AAAA"), ("WH-26-99999", make.code(case))]

    by_form = [client.post("/track/", {"ref": ref, "code": code}) for ref, code in tries]
    by_link = [client.get(f"/track/{ref}/{code}/") for ref, code in tries]

    assert [a.status_code for a in by_form + by_link] == [422, 422, 404, 404]
    one, two = (
        text(answer).replace(ref, "").replace(code, "")
        for answer, (ref, code) in zip(by_form, tries, strict=True)
    )
    assert one == two


def test_the_sixth_try_in_a_quarter_of_an_hour_is_refused(client: Client) -> None:
    """C3: even with the right code."""
    case = make.case()
    for n in range(5):
        assert client.post("/track/", {"ref": case.ref, "code": f"WRONG{n}"}).status_code == 422

    answer = client.post("/track/", {"ref": case.ref, "code": make.code(case)})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_code_is_understood_as_people_type_it(client: Client) -> None:
    case = make.case()
    typed = make.code(case).lower().replace("-", " ").replace("0", "o")

    answer = client.post("/track/", {"ref": f" {case.ref.lower()} ", "code": typed})

    assert answer["Location"] == url(case)


def test_pages_behind_a_code_are_not_kept_or_found(client: Client) -> None:
    answer = client.get(url(make.case()))

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"


def test_she_answers_what_the_unit_asked(client: Client, now: dt.datetime) -> None:
    case = waiting(now)
    assert "是哪一盏？" in text(client.get(url(case)))
    content = make.upload().content.read()
    sent = {"key": str(new_id()), "note": "南门第二盏。"}

    answers = [
        client.post(url(case, "supply"), sent | {"photos": SimpleUploadedFile("a.jpg", content)})
        for _ in range(2)
    ]

    assert [a.status_code for a in answers] == [302, 302]  # sent twice is done once
    case.refresh_from_db()
    assert case.state == "WORKING"
    assert Photo.objects.count() == 1
    assert [entry.verb for entry in timeline.of(case)].count("supply") == 1
    assert "南门第二盏。" in text(client.get(url(case)))


def test_an_empty_answer_is_asked_for_again(client: Client, now: dt.datetime) -> None:
    answer = client.post(url(waiting(now), "supply"), {"key": str(new_id()), "note": " "})

    assert answer.status_code == 422
    assert "请写下要补充的内容" in text(answer)


def test_a_stale_page_tells_the_present_state(client: Client, now: dt.datetime) -> None:
    case = waiting(now)
    dispatch.close(case, outcome="EXPLAINED", note="已说明", by=None, at=now)

    answer = client.post(url(case, "supply"), {"key": str(new_id()), "note": "南门第二盏。"})

    assert answer.status_code == 409
    assert "这件诉求已经办结" in text(answer)
    assert "南门第二盏。" in text(answer)


def test_the_unit_went_on_and_still_hears_the_answer(client: Client, now: dt.datetime) -> None:
    case = waiting(now)
    handling.resume(case, by=None, at=now)

    client.post(url(case, "supply"), {"key": str(new_id()), "note": "南门第二盏。"})

    assert make.last_entry(case).note == "南门第二盏。"


def test_she_asks_for_speed_once_a_day(client: Client, now: dt.datetime) -> None:
    """C13"""
    case = in_work(now)
    assert client.post(url(case, "urge"), {"key": str(new_id())}).status_code == 302

    again = client.post(url(case, "urge"), {"key": str(new_id())})

    assert again.status_code == 422
    assert "24 小时内已经催过一次" in text(again)
    assert not BeautifulSoup(again.content, "lxml").select("form[action$='/urge/']")


def test_she_takes_it_back(client: Client, now: dt.datetime) -> None:
    case = in_work(now)

    client.post(url(case, "withdraw"), {"key": str(new_id()), "note": "自己修好了"})

    case.refresh_from_db()
    assert (case.state, case.outcome) == ("CLOSED", "WITHDRAWN")
    shown = text(client.get(url(case)))
    assert "已撤回" in shown
    assert "晚了" not in shown


@pytest.mark.parametrize("verb", ["supply", "urge", "withdraw"])
def test_nothing_moves_without_the_code(client: Client, now: dt.datetime, verb: str) -> None:
    case = in_work(now)
    before = timeline.of(case).count()

    answer = client.post(
        f"/track/{case.ref}/AAAA/{verb}/", {"key": str(new_id()), "note": "不是我"}
    )

    assert answer.status_code == 404
    assert timeline.of(case).count() == before


def test_after_an_extension_both_dates_are_shown(client: Client, now: dt.datetime) -> None:
    """C14"""
    unit = make.organisation()
    case = make.case(received_at=now - HOUR, assigned_to=unit, accepted=True)
    handler = make.handler(unit, since=dt.date(2020, 1, 1))
    handling.ask_extension(
        case, until=now + dt.timedelta(days=9), reason="等配件到货", by=handler, at=now
    )
    handling.grant_extension(
        case, by=make.dispatcher(since=dt.date(2020, 1, 1)), at=now, note="同意"
    )

    shown = text(client.get(url(case)))

    assert "原定" in shown
    assert "等配件到货" in shown


def test_a_parked_case_shows_the_meeting_instead_of_overdue(
    client: Client, now: dt.datetime
) -> None:
    """X7"""
    case = in_work(now)
    manager = make.manager(since=dt.date(2020, 1, 1))
    meeting.park(case, reason="几家都有关", by=manager, at=now)

    assert "连心会" in text(client.get(url(case)))


def test_pictures_are_served_to_the_holder_of_the_code_alone(
    client: Client, now: dt.datetime
) -> None:
    case, other = in_work(now, photos=[make.upload()]), in_work(now)
    [photo] = Photo.objects.all()
    assert client.get(url(case, "photos", str(photo.pk))).status_code == 404  # not ready yet
    assert "正在处理" in text(client.get(url(case)))
    photos.make_ready.func(str(photo.pk))

    answer = client.get(url(case, "photos", str(photo.pk)))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer)[:2] == b"\xff\xd8"
    assert client.get(url(other, "photos", str(photo.pk))).status_code == 404
    Photo.objects.update(is_public=False)
    assert client.get(url(case, "photos", str(photo.pk))).status_code == 404


def test_the_page_costs_few_queries(client: Client, now: dt.datetime) -> None:
    case = in_work(now, photos=[make.upload(colour=c) for c in ("red", "blue", "teal")])
    for n in range(20):
        handling.feedback(case, note=f"进展 {n}", by=None, at=now - HOUR + n * HOUR / 60)
    client.get(url(case))

    with CaptureQueriesContext(connection) as asked:
        client.get(url(case))

    assert len(asked) <= 14
