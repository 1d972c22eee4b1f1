"""The meeting's list and the requests for more time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lianxin.cases.actions import handling, meeting
from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Role
from tests import make
from tests.web.swap import one, soup

HOUR = dt.timedelta(hours=1)
MEETING, EXTENSIONS = "/desk/meeting/", "/desk/extensions/"


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + HOUR, tick=False):
        yield


@pytest.fixture
def unit() -> Organisation:
    return make.organisation(name="市政养护所")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.dispatcher())
    return client


def parked(unit: Organisation, *, on: dt.date | None = None, subject: str = "无主路灯") -> Case:
    case = make.case(assigned_to=unit, accepted=True, subject=subject)
    meeting.park(
        case, reason="权属不清", meeting_on=on, by=make.handler(unit), at=make.NOON + HOUR
    )
    return case


def test_the_list_is_by_meeting_with_everything_parked(desk: Client, unit: Organisation) -> None:
    """C21: each case stands under the day of the meeting that must decide it."""
    next_one = parked(unit)
    later = parked(unit, on=dt.date(2026, 4, 24), subject="断头路")

    page = soup(desk.get(MEETING))

    sittings = [section.get_text(" ", strip=True) for section in page.select(".agenda")]
    assert len(sittings) == 2
    assert "2026-03-27" in sittings[0]
    assert next_one.ref in sittings[0]
    assert "2026-04-24" in sittings[1]
    assert later.ref in sittings[1]


def test_a_case_leaves_the_list_only_with_what_who_and_until_when(
    desk: Client, unit: Organisation
) -> None:
    """C21: decision, owner and due date, or it stays listed."""
    case = parked(unit)
    [form] = soup(desk.get(MEETING)).select(f"form[action='/cases/{case.ref}/decide/']")
    typed = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    assert typed["owner"] == unit.name

    half = desk.post(str(form["action"]), typed | {"decision": "由市政维修"})
    assert half.status_code == 422
    assert case.ref in desk.get(MEETING).content.decode()
    done = desk.post(
        str(form["action"]), typed | {"decision": "由市政维修", "due_on": "2026-05-10"}
    )

    assert done["Location"] == MEETING
    page = soup(desk.get(MEETING))
    assert not page.select(".agenda")
    decided = one(page, "table")
    assert decided
    assert "由市政维修" in decided.text
    assert unit.name in decided.text
    assert "2026-05-10" in decided.text


def test_what_is_not_decided_is_carried_over(desk: Client, unit: Organisation) -> None:
    """C21."""
    case = parked(unit)
    [form] = soup(desk.get(MEETING)).select(f"form[action='/cases/{case.ref}/carry_over/']")
    typed = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    assert typed["to"] == "2026-04-24"

    desk.post(str(form["action"]), typed)

    case.refresh_from_db()
    assert case.meeting_on == dt.date(2026, 4, 24)


def test_an_auditor_reads_the_lists_and_decides_nothing(
    client: Client, unit: Organisation
) -> None:
    parked(unit)
    client.force_login(make.seat(Role.AUDITOR, make.desk()))

    page = soup(client.get(MEETING))

    assert page.select(".agenda")
    assert not page.select(".agenda form")


def test_requests_for_time_show_both_dates_and_are_decided_in_place(
    desk: Client, unit: Organisation
) -> None:
    """C14: an approver, with the reason in sight."""
    handler, case = make.handler(unit), make.case(assigned_to=unit, accepted=True)
    handling.ask_extension(
        case, until=make.NOON + 90 * HOUR, reason="等检测报告", by=handler, at=make.NOON + HOUR
    )

    item = one(soup(desk.get(EXTENSIONS)), ".agenda__item")
    assert item
    told = item.get_text(" ", strip=True)
    assert "现在的时限 后天 12:00" in told
    assert "申请延至 3月6日 06:00" in told
    assert "等检测报告" in told
    refused = desk.post(
        f"/cases/{case.ref}/refuse_extension/",
        {"key": new_id(), "note": "请按原时限办", "next": EXTENSIONS},
    )

    assert refused["Location"] == EXTENSIONS
    assert not soup(desk.get(EXTENSIONS)).select(".agenda__item")


def test_empty_lists_teach_how_they_fill(desk: Client) -> None:
    for path in (MEETING, EXTENSIONS):
        assert soup(desk.get(path)).select(".empty")
