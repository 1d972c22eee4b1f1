"""C3, C14: what a requester reads while a danger waits or a dispute is being settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import dispatch, mediation, understanding
from lianxin.cases.actions.mediation import Side
from lianxin.cases.models import Case, CaseClock
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from tests import make
from tests.web.swap import soup

HOUR = dt.timedelta(hours=1)
SMELL = "一单元门口闻到很大的煤气味，怀疑燃气泄漏，快来人！"


@pytest.fixture(autouse=True)
def _soon_after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(minutes=5), tick=False):
        yield


def _page(client: Client, case: Case) -> str:
    url = reverse("me:case", args=[case.ref, make.code(case)])
    return soup(client.get(url)).select("#case")[0].get_text(" ", strip=True)


def _due(case: Case) -> dict[str, CaseClock]:
    return {row.name: row for row in CaseClock.objects.filter(case=case)}


def test_a_danger_is_promised_sooner_and_the_first_promise_stays(noon: dt.datetime) -> None:
    """C14; the desk had filed it as a small matter."""
    case = make.case(text=SMELL, grade="NORMAL")
    before = _due(case)["RESPOND"].due_at

    understanding.read(case, at=noon)

    case.refresh_from_db()
    row = _due(case)["RESPOND"]
    assert row.due_at < before == row.first_due_at
    assert case.next_due_at == row.due_at
    assert not timeline.verify(case)


def test_who_was_called_and_until_when_stands_above_all(client: Client, noon: dt.datetime) -> None:
    case = make.case(text=SMELL)
    understanding.read(case, at=noon)
    case.refresh_from_db()

    told = _page(client, case)

    assert "现在打 119" in told
    assert "已按紧急的事交给" in told
    assert "最迟今天" in told
    assert "原定" not in told


def test_once_somebody_has_taken_over_it_is_said_no_more(
    client: Client, noon: dt.datetime
) -> None:
    case = make.case(text=SMELL)
    understanding.read(case, at=noon)
    dispatch.assign(case, to=make.organisation(), by=None, at=noon)
    dispatch.accept(case, by=None, at=noon)

    assert "已按紧急的事交给" not in _page(client, case)


def test_the_desk_makes_it_urgent_and_the_clock_follows(noon: dt.datetime) -> None:
    case, at = make.case(text="路灯不亮"), noon + 3 * HOUR

    dispatch.classify(case, class_code="ROADS", grade="URGENT", by=make.dispatcher(), at=at)
    hurried = _due(case)["RESPOND"].due_at
    dispatch.classify(case, class_code="ROADS", grade="NORMAL", by=make.dispatcher(), at=at)

    assert at < hurried < noon + 24 * HOUR
    assert _due(case)["RESPOND"].due_at == hurried


def test_a_dispute_that_is_being_settled_is_told_without_a_word_of_it(
    client: Client, noon: dt.datetime
) -> None:
    case = make.case(accepted=True, contact=make.contact())
    assert "正在调解" not in _page(client, case)
    row = mediation.open_mediation(
        case,
        mediator=make.mediator(),
        parties=[Side("张大明", "13800138001"), Side("李小红")],
        by=make.dispatcher(),
        at=noon,
    )

    told = _page(client, case)
    case.refresh_from_db()
    mediation.end_mediation(case, note="双方说法不一", by=row.mediator, at=noon)
    after = _page(client, case)

    assert "这件事正在调解" in told
    assert not any(name in told for name in ("张大明", "李小红", str(row.mediator)))
    assert "调解已经结束" in after
    assert "双方说法不一" not in after


def test_it_is_urgent_from_the_moment_it_is_filed(client: Client) -> None:
    """C4: the receipt never promises a danger a whole day."""
    sent = {"key": str(new_id()), "text": SMELL, "place": str(make.place().code)}

    page = soup(client.post(reverse("me:report"), sent, follow=True))

    told = page.select("#case")[0].get_text(" ", strip=True)
    assert Case.objects.get().grade == "URGENT"
    assert "还剩 23 小时" not in told
    assert told.index("现在打 119") < told.index("请保存这张回执")
