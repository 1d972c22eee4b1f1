"""Partners by page: drafting, one tap to sign, what was given, everybody's page, Excel."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.exchange.actions import applications
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.partnering import actions
from lianxin.partnering.models import Agreement, Handover
from tests import make
from tests.exchange import shelf
from tests.make import NOON
from tests.partnering import pacts


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def soup(client: Client, path: str, **asked: Any) -> Tag:
    page = BeautifulSoup(client.get(path, asked).content.decode(), "html5lib")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def keyed(**fields: Any) -> dict[str, Any]:
    return {"key": str(new_id())} | fields


def line(number: int, **fields: Any) -> dict[str, Any]:
    told = {"giver": "HOST", "what": "SPACE", "every": "MONTH", "text": "", "amount": ""} | fields
    return {f"t{number}-{name}": value for name, value in told.items()}


def words(pact: pacts.Pact, **fields: Any) -> dict[str, Any]:
    return keyed(
        title="活动室换上门理发", kind="PARTNERSHIP", way="SPACE",
        host=str(pact.agreement.host_id), partner=pact.agreement.partner.name,
        starts_on="2026-03-02", ends_on="2027-03-01", **fields,
    )  # fmt: skip


def test_a_community_drafts_and_both_sign_with_one_tap() -> None:
    made = pacts.pact()
    host, firm = signed_in(made.host), signed_in(made.partner)
    bad = words(made, **line(1, text="活动室", amount="60"), **line(2, text="理发", amount="0"))
    answer = host.post("/partnering/new/", bad)
    assert answer.status_code == 422
    assert "数量要大于零" in answer.content.decode()
    good = words(
        made, **line(1, text="活动室", amount="60"),
        **line(2, giver="PARTNER", what="HOURS", text="理发", amount="12.5"), **line(3),
    )  # fmt: skip

    path = host.post("/partnering/new/", good)["Location"]
    for client in (firm, host):
        page = soup(client, path)
        form = page.select_one('form[action$="/sign/"]')
        assert form is not None
        sent = {str(i["name"]): i.get("value", "") for i in form.select("input")}
        client.post(f"{path}sign/", sent)

    one = Agreement.objects.exclude(pk=made.agreement.pk).get()
    assert (one.state, [term["amount"] for term in one.terms]) == ("SIGNED", [6000, 1250])
    assert "履行中" in said(soup(host, path))


def test_a_change_shows_the_words_typed_and_asks_for_new_signatures() -> None:
    made = pacts.pact()
    path, host = f"/partnering/{made.agreement.ref}/", signed_in(made.host)
    page = soup(host, f"{path}edit/")
    assert page.select_one('input[name="t1-amount"]')["value"] == "60.0"  # type: ignore[index]  # it is there

    told = words(made, **line(1, text="二楼教室", amount="30", until_on="2030-01-01"))
    answer = host.post(f"{path}edit/", told)
    assert answer.status_code == 422
    assert "二楼教室" in answer.content.decode()
    told["t1-until_on"] = ""
    assert host.post(f"{path}edit/", told).status_code == 302
    assert pacts.fresh(made.agreement).terms[0]["text"] == "二楼教室"


def test_one_records_the_other_confirms_and_the_public_reads_what_was_kept(client: Client) -> None:
    made = pacts.pact(signed=True)
    path = f"/partnering/{made.agreement.ref}/"
    host, firm = signed_in(made.host), signed_in(made.partner)
    told = keyed(term="2", amount="4", given_on="2026-03-02", note="六位老人")

    firm.post(f"{path}record/", told)
    firm.post(f"{path}record/", told)
    (handover,) = Handover.objects.all()
    assert firm.post(f"{path}{handover.pk}/confirm/", keyed()).status_code == 403
    answer = host.post(f"{path}{handover.pk}/dispute/", keyed(objection=""))
    assert answer.status_code == 422
    host.post(f"{path}{handover.pk}/confirm/", keyed())

    public = said(soup(client, f"/partnering/town/{made.agreement.ref}/"))
    assert "对方已确认 4 小时" in public
    assert "还差 8 小时" in public
    assert made.host.name not in public
    assert "六位老人" not in public
    assert "活动室换上门理发" in said(soup(client, "/partnering/town/"))


def test_what_is_not_signed_is_nobody_elses(client: Client) -> None:
    made = pacts.pact()
    other = make.handler(make.organisation(name="别的单位"))

    assert client.get(f"/partnering/town/{made.agreement.ref}/").status_code == 404
    assert signed_in(other).get(f"/partnering/{made.agreement.ref}/").status_code == 404
    assert "活动室" not in said(soup(client, "/partnering/town/"))


def test_it_is_ended_or_renewed_by_page() -> None:
    made = pacts.pact(signed=True)
    path, firm = f"/partnering/{made.agreement.ref}/", signed_in(made.partner)

    answer = firm.post(f"{path}renew/", keyed(ends_on="2028-03-01"))
    new = Agreement.objects.get(renews=made.agreement)
    assert answer["Location"] == f"/partnering/{new.ref}/"
    assert made.agreement.ref in said(soup(firm, answer["Location"]))
    assert firm.post(f"{path}renew/", keyed(ends_on="2028-03-01")).status_code == 422
    firm.post(f"/partnering/{new.ref}/drop/", keyed(reason="条件不同了"))
    firm.post(f"{path}end/", keyed(reason="店铺搬走"))

    page = said(soup(firm, path))
    assert "提前终止" in page
    assert "店铺搬走" in page


def test_the_settlement_comes_as_excel_with_numbers() -> None:
    made = pacts.pact(signed=True)
    handover = pacts.given(made)
    handover.agreement = made.agreement
    actions.confirm(handover, by=made.host, at=NOON)

    for path in (
        f"/partnering/{made.agreement.ref}/settlement.xlsx",
        "/partnering/agreements.xlsx",
    ):
        answer = signed_in(made.host).get(path)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        rows = [row for row in sheet.iter_rows(values_only=True) if "上门理发" in row]
        assert rows[0][-5:] == (12, 4, 4, 0, 8)


def test_a_community_is_no_partner_and_what_was_typed_is_kept() -> None:
    made = pacts.pact()
    street = make.organisation(name="南湖街道办事处", kind="STREET_OFFICE")
    sent = words(made, **line(1, text="活动室", amount="60")) | {"partner": street.name}

    answer = signed_in(made.host).post("/partnering/new/", sent)

    assert answer.status_code == 422
    assert "合伙人不能是街道、社区或调度中心" in answer.content.decode()
    assert "活动室换上门理发" in answer.content.decode()


def test_taking_up_a_listing_leads_into_an_agreement() -> None:
    made = pacts.pact()
    host, firm = made.agreement.host, made.agreement.partner
    listing = shelf.listing(
        kind="PARTNER", title="活动室找合伙人", provider=host,
        details={"way": "MUTUAL", "gives": "活动室", "gets": "义诊"},
    )  # fmt: skip
    wish = Wish(who=Who(user=made.partner), text="我们每周来义诊")
    claim = applications.apply(listing, wish, key=new_id(), at=NOON, by=made.partner).claim
    applications.award(Claim.objects.whole().get(pk=claim.pk), by=made.host, at=NOON)
    client = signed_in(made.host)

    page = soup(client, f"/exchange/orders/{claim.ref}/")
    (link,) = [str(a["href"]) for a in page.select("a") if a.text.strip() == "起草协议"]
    form = soup(client, link)

    chosen = form.select_one("#id_partner")
    assert chosen is not None
    assert chosen["value"] == firm.name
    told = words(made, **line(1, text="活动室", amount="60"))
    ref = client.post(link, told)["Location"].split("/")[-2]
    one = Agreement.objects.get(ref=ref)
    assert (one.claim, one.listing) == (claim, listing)
    assert ref in said(soup(client, f"/exchange/orders/{claim.ref}/"))


def test_figures_lead_to_their_rows_and_pages_cost_the_same_however_much_there_is() -> None:
    lead = signed_in(make.manager())
    paths = ("/partnering/", "/partnering/town/")

    def costs() -> list[int]:
        counted = []
        for path in paths:
            lead.get(path)
            with CaptureQueriesContext(connection) as asked:
                lead.get(path)
            counted.append(len(asked))
        return counted

    pacts.given(pacts.pact(signed=True))
    before = costs()
    for _n in range(3):
        pacts.given(pacts.pact(signed=True))
    pacts.pact()
    assert costs() == before
    assert max(before) <= 12
    for kpi in soup(lead, "/partnering/").select("a.kpi, .kpi a"):
        count = int("".join(c for c in kpi.text if c.isdigit()).removeprefix("90"))
        assert len(soup(lead, str(kpi["href"])).select("tbody tr")) == count


def test_a_third_unit_signs_on_the_page_and_what_is_unknown_is_said(client: Client) -> None:
    """NET-06: more than two; names that are not there are named, and nothing typed is lost."""
    made = pacts.pact(kind="COOPERATION", way="")
    school = make.organisation(name="理工学院")
    host, path = signed_in(made.host), f"/partnering/{made.agreement.ref}/"
    terms = (
        line(1, text="一楼活动室", amount="60", unit="平方米")
        | line(2, text="上门理发", amount="12", unit="小时", giver="PARTNER", what="HOURS")
    )  # fmt: skip
    typed = words(made, **terms) | {"kind": "COOPERATION", "way": ""}
    wrong = host.post(f"{path}edit/", typed | {"others": "理工学院\n没有这家"})
    assert (wrong.status_code, "没有找到“没有这家”" in wrong.content.decode()) == (422, True)
    assert "理工学院" in wrong.content.decode()
    assert host.post(f"{path}edit/", typed | {"others": "理工学院"}).status_code == 302

    third = signed_in(make.handler(school))
    page = soup(third, path)
    assert "还没有签" in said(page)
    [form] = page.select("form[action$='/sign/']")
    sent = {str(one["name"]): str(one.get("value", "")) for one in form.select("input")}
    assert third.post(str(form["action"]), sent).status_code == 302
    pacts.sign(pacts.Pact(pacts.fresh(made.agreement), made.host, made.partner))
    assert "理工学院" in said(soup(client, f"/partnering/town/{made.agreement.ref}/"))
