"""What a system was sent, or was not, sent once more."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from lianxin.cases import states
from lianxin.cases.actions import dispatch, retelling
from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network.models import Role
from lianxin.operate.worker import run_all
from lianxin.outbox import replay
from lianxin.outbox.models import Delivery, Endpoint
from tests import make
from tests.make import NOON
from tests.outbox.letters import Server, http_server

SECRET = "the receiver knows it too"
DOCUMENT = Path(__file__).parents[2] / "docs" / "api" / "webhooks.md"
ACTIONS = Path(__file__).parents[2] / "src" / "lianxin" / "cases" / "actions"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _an_hour_on(clock: time_machine.Traveller) -> None:
    """So that what cases went through is in the past."""
    clock.shift(HOUR)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Server]:
    settings.WEBHOOK_PRIVATE = True
    with http_server() as server:
        yield server


def subscribed(url: str, *events: str, name: str = "市平台") -> Endpoint:
    return Endpoint.objects.create(
        district=make.district(),
        name=name,
        url=url,
        secret=SECRET,
        events=list(events or ["case.*"]),
    )


def a_case(**fields: Any) -> Case:
    """Of a class already, so that nothing else happens to it."""
    return make.case(class_code="WATER", **fields)


def heard(receiver: Server) -> list[str]:
    run_all()
    return [asked.json["event"] for asked in receiver.asked]


def test_all_facts_or_those_subscribed_to(receiver: Server) -> None:
    subscribed(f"{receiver.url}/all")
    subscribed(f"{receiver.url}/some", "case.assign", name="园区")

    a_case(assigned_to=make.organisation())

    heard(receiver)
    by_path = {(asked.path, asked.json["event"]) for asked in receiver.asked}
    assert by_path == {
        ("/all", "case.open"),
        ("/all", "case.assign"),
        ("/some", "case.assign"),
    }


def test_all_since_a_moment_go_again_under_the_same_numbers(receiver: Server) -> None:
    endpoint = subscribed(receiver.url)
    a_case(received_at=NOON - 2 * HOUR)
    late = a_case(received_at=NOON)
    heard(receiver)
    first = {asked.headers["X-Lianxin-Delivery"]: asked.json for asked in receiver.asked}
    receiver.asked.clear()

    count = retelling.replay(
        endpoint.district_id, endpoint.pk, since=NOON - HOUR, by=None, at=NOON
    )

    assert count == 1
    assert heard(receiver) == ["case.open"]
    [again] = receiver.asked
    assert again.json == first[again.headers["X-Lianxin-Delivery"]]
    assert again.headers["X-Lianxin-Event-Id"] == str(timeline.of(late)[0].pk)


def test_what_was_never_sent_is_found_in_the_histories(receiver: Server) -> None:
    """As the case stood at each moment, though it has gone on since."""
    unit = make.organisation()
    case = a_case(assigned_to=unit, answered=True)
    a_case(received_at=NOON - 2 * HOUR)
    endpoint = subscribed(receiver.url)

    for _twice in range(2):
        retelling.replay(endpoint.district_id, endpoint.pk, since=NOON, by=None, at=NOON + HOUR)
        heard(receiver)
        retelling.retell.func(endpoint.district_id, str(endpoint.pk), NOON.isoformat())

    told = {asked.json["event_id"]: asked.json["data"] for asked in receiver.asked}
    assert {data["ref"] for data in told.values()} == {case.ref}
    assert [(data["verb"], data["state"], data["outcome"]) for data in told.values()] == [
        ("open", "RECEIVED", ""),
        ("assign", "ASSIGNED", ""),
        ("accept", "WORKING", ""),
        ("answer", "ANSWERED", "SOLVED"),
    ]
    assert Delivery.objects.filter(endpoint=endpoint).count() == 4


def test_what_is_told_late_is_what_would_have_been_told(receiver: Server) -> None:
    early = subscribed(receiver.url)
    case = a_case()
    dispatch.classify(case, class_code="ROADS", grade="URGENT", by=None, at=NOON)
    heard(receiver)
    late = subscribed(receiver.url, name="园区")
    retelling.replay(late.district_id, late.pk, since=NOON, by=None, at=NOON)
    heard(receiver)

    facts = [
        list(Delivery.objects.filter(endpoint=one).order_by("about").values_list("facts", "about"))
        for one in (early, late)
    ]
    assert facts[0] == facts[1]


def test_one_event_is_sent_again(receiver: Server) -> None:
    receiver.status = 410
    endpoint = subscribed(receiver.url)
    a_case()
    heard(receiver)
    row = Delivery.objects.get(endpoint=endpoint)
    with pytest.raises(Overtaken, match="排队"):
        replay.resend(row, by=None, at=NOON)
    Delivery.objects.filter(pk=row.pk).update(state="FAILED")

    receiver.status = 200
    replay.resend(row, by=None, at=NOON)

    assert heard(receiver) == ["case.open"] * 2
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("SENT", 1)


def test_only_operators_replay_and_only_what_makes_sense(receiver: Server) -> None:
    endpoint = subscribed(receiver.url)
    at, here = NOON, endpoint.district_id
    for person in (make.dispatcher(), make.seat(Role.OPERATOR, make.desk(make.district("other")))):
        with pytest.raises(NotAllowed):
            retelling.replay(here, endpoint.pk, since=at, by=person, at=at)
    with pytest.raises(Refusal, match="还没有到"):
        retelling.replay(here, endpoint.pk, since=at + HOUR, by=None, at=at)
    endpoint.is_active = False
    endpoint.save()
    with pytest.raises(Refusal, match="停用"):
        retelling.replay(here, endpoint.pk, since=at, by=None, at=at)


def test_the_command_replays(receiver: Server, capsys: pytest.CaptureFixture[str]) -> None:
    endpoint = subscribed(receiver.url)
    a_case()
    heard(receiver)

    call_command("replay_webhooks", "--endpoint", "市平台", "--since", "2026-03-01")

    assert capsys.readouterr().out.startswith("1 events")
    assert heard(receiver) == ["case.open"] * 2
    with pytest.raises(CommandError, match="no system"):
        call_command("replay_webhooks", "--endpoint", "别的", "--since", "2026-03-01")
    call_command("replay_webhooks", "--endpoint", str(endpoint.pk), "--since", "2026-03-01T08:00")


def test_the_example_of_the_document_checks_what_we_send(receiver: Server) -> None:
    [code] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    example: dict[str, Any] = {}
    exec(code, example)  # noqa: S102  our own document
    subscribed(receiver.url)
    case = a_case()
    heard(receiver)
    [asked] = receiver.asked
    seen: set[str] = set()
    told = {"headers": asked.headers, "seen": seen, "now": (NOON + HOUR).timestamp()}

    event = example["verified"](SECRET, body=asked.body, **told)

    assert event["data"]["ref"] == case.ref == Case.objects.get().ref
    assert example["verified"](SECRET, body=asked.body, **told) is None
    with pytest.raises(ValueError, match="not signed"):
        example["verified"](SECRET, body=asked.body + b" ", **told)
    with pytest.raises(ValueError, match="too long ago"):
        example["verified"](
            SECRET,
            body=asked.body,
            headers=asked.headers,
            seen=set(),
            now=(NOON + HOUR).timestamp() + 301,
        )


def test_the_document_lists_every_event() -> None:
    listed = dict(re.findall(r"^\| `case\.(\w+)` \| (.+) \|$", DOCUMENT.read_text(), re.MULTILINE))

    verbs = {*states.DEEDS, *states.LIFECYCLE.moves}
    assert listed == {verb: states.label(verb) for verb in verbs}


def _calls(function: ast.FunctionDef) -> set[str]:
    nodes = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {ast.unparse(node).removeprefix("deed.") for node in nodes}


def test_whatever_is_written_into_a_history_is_told() -> None:
    """Also by deeds that write their own entries."""
    writes = {"timeline.append", "timeline.begin", "LIFECYCLE.apply"}
    functions = {
        f"{path.stem}.{node.name}": _calls(node)
        for path in ACTIONS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    writing = {name: calls for name, calls in functions.items() if calls & writes}

    assert len(writing) > 4
    assert [name for name, calls in writing.items() if "changed" not in calls] == []
