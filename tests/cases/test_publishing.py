"""C23: nothing is published that tells of a person, or that its requester has not seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases import findable
from lianxin.cases.actions import dispatch, handling, mediation, publishing, requester
from lianxin.cases.actions.mediation import Side
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.operate.worker import run_all
from lianxin.outbox.models import Delivery, Message
from lianxin.search.models import Document
from tests import make
from tests.web.swap import soup

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SUBJECT, TEXT = "楼道灯修好了", "换了灯泡和开关，当天亮了。"


@pytest.fixture
def closed(noon: dt.datetime) -> Case:
    contact = make.contact(name="阿卜杜", email="li@example.com")
    case = make.case(
        contact=contact, answered=True, text="我叫王小明，楼道灯不亮，电话13912345678"
    )
    requester.rate(case, Verdict("YES"), code=make.code(case), at=noon + HOUR)
    return case


def show(case: Case, at: dt.datetime, **words: Any) -> None:
    words = {"subject": SUBJECT, "text": TEXT} | words
    publishing.show(case, by=make.dispatcher(), at=at, **words)


def public(client: Client, case: Case) -> str:
    """What anybody can read of it, through all doors."""
    findable.catch_up(case.district_id)
    answers = [client.get(door.format(case.ref)).content.decode() for door in PUBLIC_DOORS]
    listed: Any = client.get(reverse("ledger:published"))
    answers.append(b"".join(listed.streaming_content).decode())
    answers += Document.objects.filter(is_public=True).values_list("title", flat=True)
    return "\n".join(answers)


PUBLIC_DOORS = (
    "/published/",
    "/open311/v2/requests.json",
    "/open311/v2/requests.json?service_request_id={0}",
)


def page(client: Client, case: Case) -> Any:
    return client.get(reverse("me:case", args=[case.ref, make.code(case)]))


def test_she_reads_it_before_anybody_else(closed: Case, noon: dt.datetime, client: Client) -> None:
    """C23: by message and on her page; the public sees nothing of it."""
    with time_machine.travel(noon + 2 * HOUR, tick=False):
        show(closed, noon + 2 * HOUR)
        read = soup(page(client, closed)).text
        assert SUBJECT in read
        assert TEXT in read
        assert "3月9日" in read
        forms = soup(page(client, closed)).select("form[method=post]")
        assert all(form.select("[name=csrfmiddlewaretoken]") for form in forms)
        assert SUBJECT not in public(client, closed)
    letter = Delivery.objects.get(kind="case_shown")
    assert TEXT in letter.facts["text"]


def test_without_an_objection_it_is_public_after_a_week(
    closed: Case, noon: dt.datetime, client: Client
) -> None:
    """C23."""
    with time_machine.travel(noon + 2 * HOUR, tick=False):
        show(closed, noon + 2 * HOUR)
    with time_machine.travel(noon + 7 * DAY, tick=False):
        run_all()
        assert not Case.objects.get().published_at
    with time_machine.travel(noon + 7 * DAY + 3 * HOUR, tick=False):
        run_all()
        assert Case.objects.get().published_at
        assert SUBJECT in public(client, closed)


def test_she_agrees_and_it_is_public_at_once(
    closed: Case, noon: dt.datetime, client: Client
) -> None:
    show(closed, noon + 2 * HOUR)
    with time_machine.travel(noon + 3 * HOUR, tick=False):
        client.post(reverse("me:agree", args=[closed.ref, make.code(closed)]))
        closed.refresh_from_db()
        assert closed.published_at == noon + 3 * HOUR
        assert "已经公开的内容" in soup(page(client, closed)).text


def test_she_objects_and_it_never_is(closed: Case, noon: dt.datetime, client: Client) -> None:
    """C23: nobody publishes the words she did not want, and the desk is told why."""
    desk = make.dispatcher()
    show(closed, noon + 2 * HOUR)
    with time_machine.travel(noon + 3 * HOUR, tick=False):
        url = reverse("me:forbid", args=[closed.ref, make.code(closed)])
        client.post(url, {"note": "邻居会认出我", "key": "0190f000-0000-7000-8000-000000000001"})
    with time_machine.travel(noon + 9 * DAY, tick=False):
        run_all()
        closed.refresh_from_db()
        assert (closed.public_subject, closed.public_text, closed.published_at) == ("", "", None)
        assert SUBJECT not in public(client, closed)
    told = Message.objects.get(kind="case_forbidden", to=desk)
    assert told.facts["text"] == "邻居会认出我"


def test_what_is_public_she_takes_back(closed: Case, noon: dt.datetime, client: Client) -> None:
    publishing.publish(closed, subject=SUBJECT, text=TEXT, by=None, at=noon + 2 * HOUR)
    with time_machine.travel(noon + 3 * HOUR, tick=False):
        assert SUBJECT in public(client, closed)
        client.post(reverse("me:forbid", args=[closed.ref, make.code(closed)]))
        assert SUBJECT not in public(client, closed)


@pytest.mark.parametrize("deed", [publishing.agree, publishing.forbid])
def test_only_her_code_says_so(closed: Case, noon: dt.datetime, deed: Any) -> None:
    show(closed, noon + 2 * HOUR)
    with pytest.raises(NotAllowed):
        deed(closed, code=make.code(make.case()), at=noon + 3 * HOUR)


def test_no_person_publishes_past_her(closed: Case, noon: dt.datetime) -> None:
    """C23."""
    show(closed, noon + HOUR)
    with pytest.raises(Refusal, match="诉求人自己"):
        publishing.agree(closed, by=make.dispatcher(), at=noon + 2 * HOUR)
    with pytest.raises(Refusal, match="先请诉求人看过"):
        publishing.publish(
            closed, subject=SUBJECT, text=TEXT, by=make.dispatcher(), at=noon + 2 * HOUR
        )


@pytest.mark.parametrize(
    "text",
    ["联系 13800138000", "京A12345 已挪走", "110101199003070011", "回复了阿卜杜", "王小明先生"],
)
def test_what_tells_of_a_person_is_flagged(closed: Case, noon: dt.datetime, text: str) -> None:
    """C23: also how this requester is called, which no shape gives away."""
    with pytest.raises(Refusal, match="疑似个人信息"):
        show(closed, noon + 2 * HOUR, text=text)


def test_what_is_proposed_tells_of_nobody(closed: Case) -> None:
    """C23."""
    subject, text = publishing.proposed(closed)

    for word in ("王小明", "13912345678"):
        assert word not in f"{subject}{text}"
    assert "楼道灯不亮" in text
    assert "路灯已经修好" in text


def test_what_was_shown_anew_has_its_own_week(closed: Case, noon: dt.datetime) -> None:
    show(closed, noon + 2 * HOUR)
    show(closed, noon + 5 * DAY, text="换了灯泡。")
    with time_machine.travel(noon + 8 * DAY, tick=False):
        run_all()
        closed.refresh_from_db()
        assert closed.published_at is None
    with time_machine.travel(noon + 13 * DAY, tick=False):
        run_all()
        closed.refresh_from_db()
        assert closed.public_text == "换了灯泡。"
        assert closed.published_at


def test_a_reopened_case_is_not_public_any_more(
    closed: Case, noon: dt.datetime, client: Client
) -> None:
    publishing.publish(closed, subject=SUBJECT, text=TEXT, by=None, at=noon + 2 * HOUR)
    dispatch.reopen(closed, note="又坏了", by=None, at=noon + 3 * HOUR)

    assert (closed.published_at, closed.public_text) == (None, "")


def test_what_waits_is_dropped_when_she_wants_it_done_again(
    noon: dt.datetime,
) -> None:
    case = make.case(answered=True)
    dispatch.close(case, outcome="SOLVED", note="修好了", by=None, at=noon + HOUR)
    show(case, noon + 2 * HOUR)
    requester.rate(case, Verdict("NO"), code=make.code(case), at=noon + 3 * HOUR)

    assert case.public_subject == ""
    with pytest.raises(IllegalMove):
        publishing.agree(case, code=make.code(case), at=noon + 4 * HOUR)


def test_what_becomes_confidential_is_not_public_any_more(
    closed: Case, noon: dt.datetime, client: Client
) -> None:
    """CAS-11: once mediated it is nobody's to read, whatever was published before."""
    publishing.publish(closed, subject=SUBJECT, text=TEXT, by=None, at=noon + 2 * HOUR)
    dispatch.reopen(closed, note="又吵了", by=None, at=noon + 3 * HOUR)
    Case.objects.filter(pk=closed.pk).update(published_at=noon, public_subject=SUBJECT)
    closed.refresh_from_db()
    dispatch.accept(closed, by=None, at=noon + 4 * HOUR)
    handling.note(closed, note="请调解", by=None, at=noon + 4 * HOUR)
    sides = [Side("王小明"), Side("李小红")]
    mediation.open_mediation(
        closed,
        mediator=make.mediator(),
        parties=sides,
        by=make.dispatcher(),
        at=noon + 5 * HOUR,
    )

    assert closed.published_at is None
    assert SUBJECT not in public(client, closed)
