"""C23: a requester may be kept from the units; then only the dispatchers see who it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases import exports, queries
from lianxin.cases.models import Case, Requester
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Role
from tests import make
from tests.papers.reading import pdf_text
from tests.web.swap import soup

NAME, PHONE = "吴桂兰", "13800138000"
MASKED = ("吴**", "138****8000")


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


@pytest.fixture
def case(unit: Organisation) -> Case:
    said = make.contact(name=NAME, phone=PHONE, wants_privacy=True)
    return make.case(assigned_to=unit, contact=said)


def _url(case: Case, name: str = "detail") -> str:
    return reverse(f"cases:{name}", args=[case.ref])


def _reveal(client: Client, case: Case) -> tuple[int, str]:
    answer = client.post(_url(case, "reveal"), {"key": new_id(), "reason": "约上门时间"})
    return answer.status_code, answer.content.decode()


def test_the_unit_sees_nothing_of_her_and_how_to_ask(
    client: Client, case: Case, unit: Organisation
) -> None:
    client.force_login(make.handler(unit))

    page = soup(client.get(_url(case)))
    status, told = _reveal(client, case)

    assert not any(shown in str(page) for shown in (NAME, PHONE, *MASKED))
    assert "请补充" in page.select("#case-contact")[0].text
    assert not page.select("#deed-reveal")
    assert status == 403
    assert PHONE not in told
    assert not timeline.of(case).filter(verb="reveal").exists()


def test_nor_does_the_unit_by_the_dossier(client: Client, case: Case, unit: Organisation) -> None:
    client.force_login(make.handler(unit))

    masked = client.get(_url(case, "dossier"))
    full = client.post(
        _url(case, "dossier"), {"key": new_id(), "kind": "pdf", "reason": "约上门时间"}
    )

    assert not any(shown in pdf_text(masked.content) for shown in (NAME, PHONE, *MASKED))
    assert full.status_code == 403


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.WORKER])
def test_who_oversees_the_unit_sees_no_more(client: Client, case: Case, role: Role) -> None:
    person = make.user()
    make.seat(role, make.desk(), who=person, over=case.place)
    client.force_login(person)

    page = str(soup(client.get(_url(case))))

    assert not any(shown in page for shown in (NAME, PHONE, *MASKED))


def test_the_dispatcher_reaches_her_and_every_look_is_kept(client: Client, case: Case) -> None:
    dispatcher = make.dispatcher()
    client.force_login(dispatcher)

    page = soup(client.get(_url(case)))
    status, told = _reveal(client, case)

    assert MASKED[1] in page.select("#case-contact")[0].text
    assert "保密" in page.select("#case-contact")[0].text
    assert status == 200
    assert PHONE in told
    assert timeline.of(case).get(verb="reveal").by == dispatcher


def test_it_is_asked_for_with_a_box_and_told_on_her_page(client: Client) -> None:
    place = make.grid().parent
    assert place
    sent = {
        "key": new_id(),
        "text": "楼上半夜装修，电钻响到两点。",
        "place": place.code,
        "phone": PHONE,
        "wants_privacy": "on",
    }

    answer = client.post(reverse("me:report"), sent, follow=True)

    assert Requester.objects.get().wants_privacy
    assert "办理的单位看不到您的姓名和电话" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["楼上半夜装修，请替我保密。", "Noise. Keep my name confidential."]
)
def test_or_in_her_own_words(client: Client, text: str) -> None:
    place = make.grid().parent
    assert place

    client.post(reverse("me:report"), {"key": new_id(), "text": text, "place": place.code})

    assert Requester.objects.get().wants_privacy


def test_who_asks_for_nothing_can_be_called(client: Client, unit: Organisation) -> None:
    case = make.case(assigned_to=unit, contact=make.contact(phone=PHONE))
    client.force_login(make.handler(unit))

    status, told = _reveal(client, case)

    assert (status, PHONE in told) == (200, True)


def test_the_ledger_does_not_name_her(case: Case) -> None:
    rules = queries.rules_of(case.district_id)
    listed = exports.Listed(Case.objects.all(), case.district_id, rules)

    [row] = listed.ledger()

    assert case.ref in row
    assert not set(MASKED) & set(row)
