"""The dossier of a case, taken from its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.papers import pdf, word
from tests import make
from tests.papers.reading import docx_text, pdf_text
from tests.web.swap import soup


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def case() -> Case:
    return make.case(assigned_to=make.organisation(), contact=make.contact())


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.dispatcher())
    return client


def address(case: Case, kind: str = "") -> str:
    return reverse("cases:dossier", args=[case.ref]) + (f"?kind={kind}" if kind else "")


def test_one_click_gives_either_file(desk: Client, case: Case) -> None:
    """C22."""
    page = soup(desk.get(reverse("cases:detail", args=[case.ref])))
    links = [link["href"] for link in page.select("#case-papers a[download]")]

    made, written = (desk.get(str(link)) for link in links)

    assert (made["Content-Type"], written["Content-Type"]) == (pdf.TYPE, word.TYPE)
    assert made["Content-Disposition"] == f'attachment; filename="{case.ref}.pdf"'
    assert "no-store" in made["Cache-Control"]
    assert case.ref in pdf_text(made.content)
    assert case.ref in docx_text(written.content)


def test_the_contact_in_full_needs_a_reason_and_is_written_down(desk: Client, case: Case) -> None:
    """X40."""
    refused = desk.post(address(case), {"key": str(new_id()), "kind": "pdf", "reason": " "})
    assert refused.status_code == 422
    assert not timeline.of(case).filter(verb="reveal").exists()

    key = str(new_id())
    sent = {"key": key, "kind": "pdf", "reason": "回访"}
    made = desk.post(address(case), sent)
    assert "13800138000" in pdf_text(made.content)
    assert "13800138000" not in pdf_text(desk.get(address(case, "pdf")).content)
    assert make.last_entry(case).note == "回访"

    again = desk.post(address(case), sent | {"kind": "docx"})
    assert "13800138000" in docx_text(again.content)
    assert timeline.of(case).filter(verb="reveal").count() == 1


def test_who_may_not_see_the_contact_may_not_take_it(client: Client, case: Case) -> None:
    client.force_login(make.manager())

    page = soup(client.get(reverse("cases:detail", args=[case.ref])))
    answer = client.post(address(case), {"key": str(new_id()), "kind": "pdf", "reason": "看看"})

    assert not page.select("#case-papers form")
    assert answer.status_code == 403
    assert "13800138000" not in answer.content.decode()


def test_somebody_elses_key_opens_nothing(desk: Client, case: Case) -> None:
    key = str(new_id())
    sent = {"key": key, "kind": "pdf", "reason": "回访"}
    desk.post(address(case), sent)
    desk.force_login(make.dispatcher())

    assert desk.post(address(case), sent).status_code != 200


def test_who_may_not_see_the_case_gets_nothing(client: Client, case: Case) -> None:
    client.force_login(make.dispatcher(of=make.district("other")))

    assert client.get(address(case, "pdf")).status_code == 404


def test_a_volunteer_takes_what_the_requester_sees(client: Client) -> None:
    volunteer = make.volunteer()
    case = make.case(by=volunteer, source="VOLUNTEER", contact=make.contact())
    client.force_login(volunteer)

    text = docx_text(client.get(address(case, "docx")).content)

    assert case.ref in text
    assert "李" not in text


def test_there_are_no_other_kinds(desk: Client, case: Case) -> None:
    assert desk.get(address(case, "exe")).status_code == 404
