"""Pages in English: what is joined from several words keeps the punctuation of the language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from lianxin.cases.actions import handling, meeting, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.kernel.clock import Term
from lianxin.network.models import District
from lianxin.web import promises
from tests import make

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + 2 * HOUR, tick=False):
        yield


def said(client: Client, path: str) -> str:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, path
    body = BeautifulSoup(answer.content, "lxml").body
    assert body
    return " ".join(body.get_text(" ").split())


def test_the_desk_reads_as_english(client: Client, noon: dt.datetime) -> None:
    case = make.case(accepted=True, received_at=noon, address="Gate 3", text="No light")
    manager = make.manager()
    handling.ask_extension(
        case, until=noon + 90 * HOUR, reason="Parts", by=make.handler(case.lead), at=noon + HOUR
    )
    meeting.park(case, reason="Hard", by=manager, at=noon + HOUR)
    client.force_login(make.dispatcher())

    for path in (f"/cases/{case.ref}/", "/desk/", "/desk/meeting/", "/desk/extensions/"):
        page = said(client, path).split("History Newest")[0]  # history is kept as it was written
        assert not re.findall(".{0,12}[，。：；（）、].{0,9}", page), path


def test_what_she_said_of_the_answer_reads_as_english(client: Client, noon: dt.datetime) -> None:
    case = make.case(answered=True, received_at=noon, text="No light")
    code = make.code(case)
    requester.rate(case, Verdict("YES", comment="Thanks"), code=code, at=noon + HOUR)

    assert "Yes: Thanks" in said(client, f"/track/{case.ref}/{code}/")


def test_the_board_is_of_the_district_by_its_english_name(client: Client) -> None:
    District.objects.filter(pk=make.district().pk).update(name_en="Wanghai New Area")
    client.force_login(make.manager())

    assert "Wanghai New Area As of today" in said(client, "/lead/")
    assert "tell Wanghai New Area here" in said(client, "/")


@pytest.mark.parametrize(
    ("term", "words"), [("1h", "1 hour"), ("24h", "24 hours"), ("1d", "1 day")]
)
def test_one_is_said_in_the_singular(term: str, words: str) -> None:
    with translation.override("en"):
        assert promises.length(Term.parse(term)) == words
