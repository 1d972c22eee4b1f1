"""Plain words of rules and services: written by units, read by everybody, until a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation, User
from lianxin.visits.actions import plain
from lianxin.visits.actions.plain import Words
from lianxin.visits.models import PlainCard
from tests import make
from tests.make import NOON
from tests.web.test_partnering import keyed, said, signed_in, soup

SOON = NOON.date() + dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def words(**fields: Any) -> Words:
    told: dict[str, Any] = {
        "title": "老年优待证怎么办", "text": "满六十五岁，带身份证到社区，当场就能办。",
        "source": "办事指南", "source_url": "https://example.org/guide", "expires_on": SOON,
    }  # fmt: skip
    return Words(**(told | fields))


def unit_and_writer() -> tuple[Organisation, User]:
    unit = make.organisation(name="民政服务中心")
    return unit, make.handler(unit)


def written(**fields: Any) -> tuple[PlainCard, User]:
    unit, writer = unit_and_writer()
    return plain.write(unit, words(**fields), by=writer, at=NOON, key=new_id()), writer


def form(card: PlainCard, **fields: Any) -> dict[str, Any]:
    told = {
        name: str(getattr(card, name))
        for name in ("title", "text", "source", "source_url", "expires_on")
    }
    return keyed(**(told | fields))


def test_a_unit_writes_a_card_that_everybody_reads() -> None:
    """CHA-06"""
    unit, writer = unit_and_writer()
    page = signed_in(writer)
    told = keyed(
        unit=str(unit.pk), title="老年优待证怎么办", text="带身份证到社区，当场就能办。",
        source="办事指南", source_url="不是网址", expires_on=str(SOON),
    )  # fmt: skip
    bad = page.post("/visits/plain/write/", told)
    assert bad.status_code == 422
    assert "当场就能办" in bad.content.decode()

    told["source_url"] = "https://example.org/guide"
    first, again = page.post("/visits/plain/write/", told), page.post("/visits/plain/write/", told)
    card = PlainCard.objects.get()
    assert first["Location"] == again["Location"] == f"/visits/plain/{card.ref}/"
    shown = soup(Client(), first["Location"])
    assert "带身份证到社区" in said(shown)
    assert shown.select_one('a[href="https://example.org/guide"]')
    assert "老年优待证怎么办" in said(soup(Client(), "/visits/plain/"))
    assert Client().get(f"{first['Location']}card.pdf").content.startswith(b"%PDF")
    assert "修改" not in said(shown)


def test_after_its_day_nobody_is_shown_the_words() -> None:
    card, writer = written(expires_on=NOON.date())
    path = f"/visits/plain/{card.ref}/"
    assert "当场就能办" in said(soup(Client(), path))
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        gone = said(soup(Client(), path))
        assert "已经过期或撤下" in gone
        assert "当场就能办" not in gone
        assert "办事指南" in gone
        assert "老年优待证" not in said(soup(Client(), "/visits/plain/"))
        assert Client().get(f"{path}card.pdf").status_code == 404
        assert "已过期" in said(soup(signed_in(writer), "/visits/plain/own/"))


def test_what_was_printed_leads_to_what_it_says_now() -> None:
    card, writer = written()
    path, page = f"/visits/plain/{card.ref}/", signed_in(writer)
    bad = page.post(f"{path}revise/", form(card, text="长" * 201))
    assert bad.status_code == 422
    assert "长" * 201 in bad.content.decode()
    page.post(f"{path}revise/", form(card, text="网上也能办。"))
    assert "网上也能办。" in said(soup(Client(), path))

    for _twice in range(2):
        assert page.post(f"{path}withdraw/", keyed()).status_code == 302
    assert "网上也能办。" not in said(soup(Client(), path))
    late = page.post(f"{path}revise/", form(card, text="再改"))
    assert late.status_code == 409
    assert "再改" in late.content.decode()


def test_only_the_unit_writes_in_its_name() -> None:
    card, _writer = written()
    other = make.handler(make.organisation(name="报社"))
    with pytest.raises(NotAllowed):
        plain.write(card.unit, words(), by=other, at=NOON, key=new_id())
    page = signed_in(other)
    assert page.post(f"/visits/plain/{card.ref}/withdraw/", keyed()).status_code == 403
    assert page.post(f"/visits/plain/{card.ref}/revise/", form(card)).status_code == 403
    card.refresh_from_db()
    assert card.withdrawn_at is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": "长" * 201}, "text"),
        ({"source": ""}, "source"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"expires_on": NOON.date() - dt.timedelta(days=1)}, "expires_on"),
        ({"expires_on": NOON.date() + dt.timedelta(days=800)}, "expires_on"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(**fields)
    assert refused.value.field == field


def test_the_newest_stands_first_and_is_offered_at_doors() -> None:
    unit, writer = unit_and_writer()
    for number in range(6):
        at = NOON - dt.timedelta(days=number)
        plain.write(unit, words(title=f"第{number}件事"), by=writer, at=at, key=new_id())
    listed = said(soup(Client(), "/visits/plain/"))
    assert listed.index("第0件事") < listed.index("第5件事")
    house = make.place(kind="BUILDING", under=make.grid())
    offered = said(soup(Client(), f"/visits/at/{house.code}/"))
    assert "第4件事" in offered
    assert "第5件事" not in offered
