"""Who publishes by page, and what they fill in."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client

from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from tests import make


def page(answer: Any) -> Tag:
    body = BeautifulSoup(answer.content.decode(), "lxml").body
    assert body is not None
    return body


def said(answer: Any) -> str:
    return " ".join(page(answer).text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def kitchen() -> tuple[Organisation, Client]:
    unit = make.organisation(name="学苑餐厅", kind="FIRM")
    return unit, signed_in(make.handler(unit))


def filled(unit: Organisation, **fields: Any) -> dict[str, Any]:
    told = {
        "key": str(new_id()),
        "provider": str(unit.pk),
        "title": "午餐送到家",
        "text": "软烂可口",
        "subjects": "助餐、送餐",
        "mode": "AT_HOME",
        "price": "12.5",
        "area": make.root().code,
        "contact": "陈师傅",
        "phone": "0532-1234567",
        "confirm_days": "183",
        "hours": "周一至周五 9:00-17:00",
        "then": "submit",
    }
    return told | fields


def only(unit: Organisation) -> Listing:
    return Listing.objects.get(district_id=unit.district_id)
