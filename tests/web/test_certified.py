"""Certificates of courses by page: given on the list of who came, kept by her, checked by all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client

from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.models import Qualification
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from tests import make
from tests.exchange import shelf
from tests.fulfilment import test_certifying
from tests.make import NOON

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        yield


def soup(client: Client, path: str) -> Tag:
    page = BeautifulSoup(client.get(path).content.decode(), "lxml")
    assert page.body is not None
    return page.body


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # any of the cast
    return client


def address(paper: Qualification) -> str:
    return f"/exchange/certificates/{paper.ref}/{privacy.tracking_code(paper.pk)}/"


def test_the_giver_hands_it_out_she_finds_it_and_anybody_checks_it(client: Client) -> None:
    """CAT-10, X20's way of checking."""
    claim = test_certifying.came(test_certifying.course(valid_months=12))
    assert claim.unit is not None
    giver, path = signed_in(make.handler(claim.unit)), f"/exchange/{claim.listing.ref}/people/"  # type: ignore[union-attr]  # has one
    row = soup(giver, f"{path}?tab=past")
    assert "发证书" in row.text

    answer = giver.post(f"{path}certify/?tab=past", {"claim": claim.ref, "key": str(new_id())})

    assert answer.status_code == 302
    paper = Qualification.objects.get(district_id=claim.district_id)
    assert "社区调解员证" in soup(giver, f"{path}?tab=past").text
    receipt = soup(client, f"/orders/{claim.ref}/{shelf.code(claim)}/")
    assert "我的证书" in receipt.text
    page = soup(client, address(paper))
    assert "这份证明有效" in page.text
    assert "2027-03-03 前有效" in page.text
    assert "周晓云" not in page.text  # masked
    assert "13800138000" not in page.text
    assert "撤销" not in page.text
    made = client.get(f"/orders/{claim.ref}/{shelf.code(claim)}/certificate/")
    assert made.content.startswith(b"%PDF")


def test_an_account_finds_it_under_track_and_another_does_not() -> None:
    user = make.user(of=make.district(), name="周晓云")
    who = Who(name="周晓云", user=user)
    test_certifying.given(test_certifying.came(test_certifying.course(), who))

    assert "社区调解员证" in soup(signed_in(user), "/track/").text
    assert "社区调解员证" not in soup(signed_in(make.dispatcher()), "/track/").text
    assert "社区调解员证" not in soup(Client(), "/track/").text


def test_who_gave_it_takes_it_back_with_a_reason_that_all_read(client: Client) -> None:
    paper = test_certifying.given(test_certifying.came(test_certifying.course()))
    giver, path = signed_in(make.handler(paper.issuer)), address(paper)
    assert "撤销证明" in soup(giver, path).text

    refused = giver.post(f"{path}revoke/", {"key": str(new_id()), "why": ""})
    giver.post(f"{path}revoke/", {"key": str(new_id()), "why": "登记错了人"})

    assert refused.status_code == 422
    page = soup(client, path).text
    assert "这份证明已撤销" in page
    assert "登记错了人" in page
    assert signed_in(make.dispatcher()).post(f"{path}revoke/", {"why": "x"}).status_code == 404


def test_one_that_is_over_says_so_and_a_wrong_code_opens_nothing(client: Client) -> None:
    paper = test_certifying.given(test_certifying.came(test_certifying.course(valid_months=1)))
    with time_machine.travel(NOON + 60 * DAY, tick=False):
        assert "已经过期" in soup(client, address(paper)).text
    assert client.get(f"/exchange/certificates/{paper.ref}/WRONG/").status_code == 404
    assert client.get(f"/orders/{paper.claim.ref}/WRONG/certificate/").status_code == 404
