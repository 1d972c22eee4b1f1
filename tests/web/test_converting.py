"""Needs and cases become services, and both become something to be built (COM-04)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.cases.actions.intake import Contact
from lianxin.catalogue.actions import converting
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.lineage.models import Link, Thing
from lianxin.network.models import Organisation, User
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.exchange import shelf
from tests.make import NOON
from tests.web.test_partnering import keyed, said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def need(title: str = "要修无障碍坡道", **fields: Any) -> Listing:
    told = {"details": {"subjects": ["坡道"]}} | fields
    return shelf.listing(kind="NEED", title=title, **told)


def asker(of: Listing) -> User:
    assert of.provider is not None
    return make.handler(of.provider)


def unit() -> Organisation:
    return make.organisation(name="学苑社区服务中心", kind="COMMUNITY")


def became(*sources: Listing, kind: str = "SERVICE", by: Any = None, **fields: Any) -> Listing:
    told: dict[str, Any] = {"title": "坡道服务", "provider": unit()} | fields
    return converting.convert(
        make.district(), Draft(kind=kind, **told), sources=sources, by=by, at=NOON, key=new_id()
    )


def test_several_needs_become_one_service_and_that_becomes_a_build() -> None:
    first, second = need(), need("要装扶手")
    person = asker(first)
    service = became(first, second)
    build = became(service, kind="BUILD", title="坡道建设")

    assert (service.state, build.kind) == ("DRAFT", "BUILD")
    assert Link.objects.filter(to_id=service.pk).count() == 2
    told = Message.objects.filter(to=person, kind="listing_became")
    assert "坡道服务" in told.get(facts__ref=first.ref).facts["text"]


def test_the_same_key_is_one_and_tells_once() -> None:
    source, key, by = need(), new_id(), None
    asker(source)
    told = Draft(kind="SERVICE", title="坡道服务", provider=unit())

    made = [
        converting.convert(make.district(), told, sources=[source], by=by, at=at, key=key)
        for at in (NOON, NOON + dt.timedelta(minutes=1))
    ]

    assert made[0].pk == made[1].pk
    assert Message.objects.filter(kind="listing_became").count() == 1


def test_what_cannot_become_that_is_refused() -> None:
    service = shelf.listing(kind="SERVICE", title="理发")

    for sources, kind in (((service,), "SERVICE"), ((need(),), "JOB"), ((), "SERVICE")):
        with pytest.raises(Refusal):
            became(*sources, kind=kind)
    with pytest.raises(NotAllowed):
        became(need(), by=make.handler(make.organisation()))


def test_by_page_both_ends_point_at_each_other() -> None:
    desk, source, other = signed_in(make.dispatcher()), need(), need("要装扶手")
    provider = unit()
    page = soup(desk, f"/exchange/{source.ref}/")
    (link,) = [str(a["href"]) for a in page.select("a") if "转成服务" in a.text]
    assert source.title in said(soup(desk, link))

    assert (
        desk.post(link, keyed(kind="SERVICE", title="", provider=str(provider.pk))).status_code
        == 422
    )
    answer = desk.post(
        link,
        keyed(
            kind="SERVICE",
            title="上门装坡道",
            provider=str(provider.pk),
            sources=[source.ref, other.ref],
        ),
    )

    made = Listing.objects.get(title="上门装坡道")
    assert answer["Location"].endswith(f"/{made.ref}/")
    assert "上门装坡道" in said(soup(desk, f"/exchange/{other.ref}/"))
    assert source.title in said(soup(desk, f"/exchange/{made.ref}/"))
    stranger = said(soup(Client(), f"/exchange/{source.ref}/"))
    assert "上门装坡道" not in stranger
    assert "还没有公开的一条" in stranger


def test_a_case_at_the_desk_becomes_something_to_be_built_and_who_raised_it_hears() -> None:
    desk = make.dispatcher()
    case = make.case(contact=Contact(email="wang@example.com"))
    client, provider = signed_in(desk), unit()
    beside = soup(client, f"/exchange/came-of/{case.ref}/")
    (link,) = [str(a["href"]) for a in beside.select("a") if "列入清单" in a.text]
    told = keyed(kind="BUILD", title="楼道路灯改造", provider=str(provider.pk))

    client.post(link, told)
    client.post(link, told)

    made = Listing.objects.get(title="楼道路灯改造")
    assert Link.objects.get(to_id=made.pk).source == Thing("cases.case", case.pk)
    assert Delivery.objects.filter(kind="case_enlisted").count() == 1
    assert "楼道路灯改造" in said(soup(client, f"/exchange/came-of/{case.ref}/"))
    assert case.subject in said(soup(client, f"/exchange/{made.ref}/"))
    other = make.handler(make.organisation())
    assert signed_in(other).get(f"/exchange/came-of/{case.ref}/").status_code == 404
    assert signed_in(other).get(link).status_code == 404


def _published(listing: Listing) -> Listing:
    Listing.objects.filter(pk=listing.pk).update(
        state="PUBLISHED", published_at=NOON, confirm_on=NOON.date(), ends_on=dt.date(2027, 1, 1)
    )
    return listing


def test_the_list_counts_and_comes_as_excel() -> None:
    source = need()
    service = _published(became(source))
    built = {"what": "坡道", "built_by": "街道", "until": "2026-06-01", "progress": "BUILT"}
    _published(became(service, kind="BUILD", title="三号楼坡道", details=built))
    client = Client()

    page = said(soup(client, "/exchange/chains/"))
    assert "三号楼坡道" in page
    assert "已建成" in page
    assert "坡道服务" in page
    assert "1 条已有下文" in page
    assert "坡道服务" in said(soup(client, "/exchange/chains/", tab="NEED"))
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get("/exchange/chains.xlsx", {"tab": "SERVICE"}).content)
    ).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][2] == "坡道服务"
    assert rows[1][5:7] == (source.title, "三号楼坡道")


def test_the_pages_cost_the_same_however_much_came_of_it() -> None:
    desk, source = signed_in(make.dispatcher()), need()
    paths = ("/exchange/chains/?tab=SERVICE", f"/exchange/{source.ref}/")
    became(source)

    def costs() -> list[int]:
        counted = []
        for path in paths:
            desk.get(path)
            with CaptureQueriesContext(connection) as asked:
                desk.get(path)
            counted.append(len(asked))
        return counted

    before = costs()
    for _n in range(3):
        became(source, kind="BUILD", title="又一处")
        became(source, title="又一项")
    assert costs() == before
    assert max(before) <= 12
