"""Challenges and the funnel by REST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.challenges.actions import putting
from lianxin.introductions.actions import recording
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from tests import make
from tests.challenges import board
from tests.introductions import pairs
from tests.make import NOON

API = "/api/v1"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def ask(path: str, person: User | None = None, **asked: Any) -> Any:
    headers = {"Authorization": f"Bearer {make.token(person)}"} if person else {}
    return Client().get(f"{API}{path}", asked, headers=headers)


def test_everybody_reads_challenges_page_by_page_and_nobody_an_application() -> None:
    first, second = board.challenge(), board.challenge(title="另一榜")
    board.applied(first)
    question = putting.ask(first, "能改装吗？", at=NOON, key=new_id())
    putting.answer(question, "能。", by=None, at=NOON)

    page = ask("/challenges", limit=1).json()
    rest = ask("/challenges", limit=1, cursor=page["next"]).json()

    found = {one["ref"] for one in page["items"] + rest["items"]}
    assert found == {first.listing.ref, second.listing.ref}
    assert rest["next"] is None
    answer = ask(f"/challenges/{first.listing.ref}")
    told = answer.json()
    assert (told["phase"], told["reward_yuan"], told["questions"][0]["answer"]) == (
        "ASKING", 500_000, "能。",
    )  # fmt: skip
    assert "膜课题组" not in answer.content.decode()
    assert ask("/challenges/NO-26-1").status_code == 404


def test_the_funnel_is_for_those_who_oversee_it() -> None:
    """X25."""
    made = pairs.introduction(occasion=pairs.occasion())
    recording.record(made, "INTENT", amount_fen=100, by=None, at=NOON)

    told = ask("/introductions/funnel", make.manager(), source="MEETING").json()
    assert [stage["count"] for stage in told["stages"]] == [1, 1, 1, 0, 0, 0]
    assert told["occasions"] == 1
    unit = make.organisation()
    assert ask("/introductions/funnel", make.handler(unit)).status_code == 403
    assert ask("/introductions/funnel").status_code == 401
