"""servicerequestupdates: what has happened, and what a requester adds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.api.open311 import words
from lianxin.cases.actions import dispatch, handling, publishing
from lianxin.cases.models import Case, Rating
from lianxin.kernel import timeline
from lianxin.web.me import words as me
from tests import make
from tests.api.open311.caller import MOMENT, App

MINUTE = dt.timedelta(minutes=1)
FIELDS = (
    "update_id",
    "service_request_id",
    "status",
    "description",
    "updated_datetime",
    "media_url",
)


def _led(app: App, to: str) -> Case:
    """A case of the app's, led on to `to`."""
    case = app.file(description="路灯不亮")
    dispatch.assign(case, to=make.organisation(), by=None, at=make.NOON + MINUTE, note="内部")
    dispatch.accept(case, by=None, at=make.NOON + 2 * MINUTE)
    if to == "WAITING":
        handling.ask(case, note="哪一盏？", by=None, at=make.NOON + 3 * MINUTE)
    if to in ("ANSWERED", "CLOSED"):
        handling.answer(
            case, outcome="SOLVED", note="修好了。", by=None, at=make.NOON + 3 * MINUTE
        )
    if to == "CLOSED":
        dispatch.close(case, outcome="SOLVED", note="办完了。", by=None, at=make.NOON + 4 * MINUTE)
    return case


def _add(app: App, case: Case, *, at: int = 10, headers: Any = None, **told: Any) -> Any:
    with time_machine.travel(make.NOON + at * MINUTE, tick=False):
        return app.post("servicerequestupdates.json", headers, service_request_id=case.ref, **told)


def test_it_tells_no_more_than_the_requesters_own_page() -> None:
    """C3."""
    for verb in words.HAPPENED:
        if verb in me.TOLD:
            assert (verb in words.NOTED) <= me.TOLD[verb].has_note
    assert me.TOLD.keys() <= words.HAPPENED.keys()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_has_happened_the_newest_first(app: App, form: str) -> None:
    """C24."""
    case = _led(app, "CLOSED")

    with time_machine.travel(make.NOON + 5 * MINUTE, tick=False):
        rows = app.get(f"servicerequestupdates.{form}")

    assert [tuple(row) for row in rows] == [FIELDS] * 5
    assert {row["service_request_id"] for row in rows} == {case.ref}
    assert [row["description"] for row in rows] == [
        "办结：办完了。",
        "答复：修好了。",
        "接手办理",
        "交给单位办理",
        "提交反映",
    ]
    assert [row["status"] for row in rows] == ["closed", "open", "open", "open", "open"]
    assert all(MOMENT.fullmatch(row["updated_datetime"]) for row in rows)
    assert len({row["update_id"] for row in rows}) == 5


def test_the_time_narrows_it(app: App) -> None:
    _led(app, "CLOSED")

    rows = app.get(
        "servicerequestupdates.json",
        start_date="2026-03-02T12:02:00+08:00",
        end_date="2026-03-02T12:03:00+08:00",
    )

    assert [row["description"] for row in rows] == ["答复：修好了。", "接手办理"]


def test_the_public_gets_no_notes(app: App, anybody: App) -> None:
    """C23: what was written to the requester was written to her alone."""
    case = _led(app, "CLOSED")
    publishing.publish(case, subject="路灯", text="修好了", by=None, at=make.NOON + 5 * MINUTE)

    with time_machine.travel(make.NOON + 6 * MINUTE, tick=False):
        rows = anybody.get("servicerequestupdates.json")

    assert [row["description"] for row in rows][:3] == ["公开办理结果", "办结", "答复"]
    assert not any("修好了" in row["description"] for row in rows)


def test_an_answer_to_the_units_question_sets_the_clocks_going(app: App) -> None:
    case = _led(app, "WAITING")

    status, [row] = _add(app, case, description="门口那一盏。", status="open")

    case.refresh_from_db()
    entry = make.last_entry(case)
    assert (status, case.state) == (200, "WORKING")
    assert (entry.verb, entry.note) == ("supply", "门口那一盏。")
    assert row == {
        "update_id": str(entry.pk),
        "service_request_id": case.ref,
        "status": "open",
    }


def test_closed_is_the_verdict_on_an_answer(app: App) -> None:
    case = _led(app, "ANSWERED")

    assert _add(app, case, description="谢谢", status="CLOSED")[0] == 200

    case.refresh_from_db()
    assert (case.state, Rating.objects.get().solved) == ("CLOSED", "YES")


@pytest.mark.parametrize(
    ("state", "status"), [("ANSWERED", "REOPEN"), ("CLOSED", "reopen"), ("CLOSED", "open")]
)
def test_open_again_asks_for_it_to_be_reopened(app: App, state: str, status: str) -> None:
    case = _led(app, state)

    assert _add(app, case, description="又坏了", status=status)[0] == 200

    case.refresh_from_db()
    assert (case.state, Rating.objects.get().comment) == ("REOPENING", "又坏了")


def test_calling_an_answered_request_open_changes_nothing(app: App) -> None:
    """Clients that send the status with each comment judge nothing by it."""
    case = _led(app, "ANSWERED")

    assert _add(app, case, description="顺便问一句", status="OPEN")[0] == 200

    case.refresh_from_db()
    assert case.state == "ANSWERED"
    assert not Rating.objects.exists()
    assert make.last_entry(case).note == "顺便问一句"


def test_anything_else_is_a_note_to_the_unit(app: App) -> None:
    case = _led(app, "WORKING")

    assert _add(app, case, description="旁边那盏也坏了")[0] == 200

    entry = make.last_entry(case)
    assert entry.verb == "add"
    assert entry.note == "旁边那盏也坏了"


@pytest.mark.parametrize("how", ["update_id", "header"])
def test_an_update_is_added_once(app: App, how: str) -> None:
    """C2."""
    case = _led(app, "WORKING")
    told = {"update_id": "41"} if how == "update_id" else {"headers": {"Idempotency-Key": "41"}}

    first, again = (_add(app, case, description="旁边那盏也坏了", **told) for _ in range(2))

    assert first == again
    assert [entry.verb for entry in timeline.of(case)].count("add") == 1


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_update_needs_a_request_of_ones_own(app: App, client: Client, form: str) -> None:
    """C24."""
    other = App(client, make.token(make.volunteer(), "CASES_FILE"))
    path, told = f"servicerequestupdates.{form}", {"description": "x", "status": "open"}
    case = app.file()

    assert app.post(path, **told)[0] == 400
    assert app.post(path, service_request_id="WH-26-99999", **told)[0] == 404
    assert other.post(path, service_request_id=case.ref, **told)[0] == 404
    assert app.post(path, service_request_id=case.ref, description="")[0] == 400


def test_the_test_endpoint_adds_nothing(app: App) -> None:
    case = _led(app, "WORKING")
    trial = App(app.client, app.key, root="/open311/test/v2")

    status, rows = _add(trial, case, description="旁边那盏也坏了")

    assert (status, rows[0]["service_request_id"]) == (200, case.ref)
    assert make.last_entry(case).verb == "accept"
