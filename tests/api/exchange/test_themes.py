"""Themes, fairs and live sessions by REST (MAT-06, MAT-07)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lianxin.catalogue.actions import collecting
from lianxin.catalogue.models import Collection
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from tests import make
from tests.api.exchange.calling import HOUR, TOMORROW, caller, public
from tests.api.test_rest import Caller
from tests.exchange import shelf
from tests.make import NOON

WHEN = {"starts_at": TOMORROW.isoformat(), "ends_at": (TOMORROW + 3 * HOUR).isoformat()}


@pytest.fixture
def unit() -> Organisation:
    return make.organisation(name="就业服务中心")


@pytest.fixture
def own(client: Client, unit: Organisation) -> Caller:
    return caller(client, make.unit_lead(unit))


def fair(unit: Organisation, **told: Any) -> dict[str, Any]:
    said = {"title": "春风招聘会", "unit": unit.code, "address": "体育馆", "key": str(new_id())}
    return said | WHEN | told


def published(unit: Organisation, title: str, kind: str = "SERVICE") -> Collection:
    asked = collecting.Told(title, asked={"kind": kind})
    made = collecting.begin(unit, asked, by=None, at=NOON, key=new_id())
    collecting.publish(made, by=None, at=NOON)
    return made


def test_a_fair_is_begun_filled_published_and_read_with_its_posts(
    client: Client, own: Caller, unit: Organisation
) -> None:
    post, body = shelf.listing(title="护理员"), fair(unit)
    status, made = own("post", "exchange/collections", body)
    assert (status, own("post", "exchange/collections", body)[0]) == (201, 200)
    path = f"exchange/collections/{made['id']}"
    here = path.removeprefix("exchange/")
    assert public(client, here)[0] == 404
    assert own("post", f"{path}/publish", {"listing": ""})[0] == 422  # it is empty

    added = own("post", f"{path}/add", {"listing": post.ref})
    assert [one["ref"] for one in added[1]["items"]] == [post.ref]
    assert own("post", f"{path}/publish", {"listing": ""})[1]["published_at"]

    told = public(client, here)[1]
    assert (told["address"], told["unit"]) == ("体育馆", unit.code)
    assert [one["title"] for one in told["items"]] == ["护理员"]
    listed = public(client, "collections", coming=True)[1]["items"]
    assert [one["id"] for one in listed] == [made["id"]]


def test_it_is_worded_anew_and_ended(client: Client, own: Caller, unit: Organisation) -> None:
    theme = published(unit, "岗位")
    path = f"exchange/collections/{theme.pk}"
    changed = fair(
        unit, title="直播带岗", kind="SERVICE", address="", live_url="https://live.example.cn/1"
    )
    status, told = own("put", path, changed)
    assert (status, told["title"], told["live_url"]) == (200, "直播带岗", changed["live_url"])

    for bad, field in (
        ({"ends_at": WHEN["starts_at"]}, "ends_at"),
        ({"address": ""}, "address"),
        ({"live_url": "http://live.example.cn/1"}, "live_url"),
    ):
        assert own("put", path, fair(unit, **bad))[1]["field"] == field

    assert own("post", f"{path}/end", {"listing": ""})[1]["ended_at"]
    assert public(client, f"collections/{theme.pk}")[0] == 404
    assert own("get", path)[0] == 200
    assert [one["title"] for one in own("get", "exchange/collections?own=true")[1]["items"]] == [
        "直播带岗"
    ]
    assert public(client, "collections", own=True)[1]["items"] == []


def test_what_was_picked_is_dropped_by_its_number(own: Caller, unit: Organisation) -> None:
    theme, post = published(unit, "岗位", "JOB"), shelf.listing(title="午餐")
    path = f"exchange/collections/{theme.pk}"
    own("post", f"{path}/add", {"listing": post.ref})
    assert own("post", f"{path}/drop", {"listing": post.ref.lower()})[1]["items"] == []
    assert own("post", f"{path}/drop", {"listing": post.ref})[1]["field"] == "listing"


def test_others_change_nothing(client: Client, unit: Organisation) -> None:
    theme = published(unit, "岗位")
    other = caller(client, make.unit_lead(make.organisation(name="别的单位")))
    path = f"exchange/collections/{theme.pk}"
    assert other("post", "exchange/collections", fair(unit))[0] == 403
    assert other("put", path, fair(unit))[0] == 404
    for verb in ("publish", "end", "add", "drop"):
        assert other("post", f"{path}/{verb}", {"listing": ""})[0] == 404
    reading = caller(client, make.unit_lead(unit), "EXCHANGE_READ")
    assert reading("post", f"{path}/end", {"listing": ""})[0] == 403
    theme.refresh_from_db()
    assert theme.is_public


def test_lists_go_page_by_page(client: Client, unit: Organisation) -> None:
    titles = [published(unit, f"主题{n}").title for n in range(3)]
    jobs = [shelf.listing(title=f"岗位{n}").ref for n in range(3)]

    first = public(client, "collections", limit=2)[1]
    rest = public(client, "collections", limit=2, cursor=first["next"])[1]
    assert [one["title"] for one in first["items"] + rest["items"]] == titles[::-1]
    assert rest["next"] is None

    path = f"collections/{first['items'][0]['id']}"
    told = public(client, path, limit=2)[1]
    more = public(client, path, limit=2, cursor=told["next"])[1]
    assert {one["ref"] for one in told["items"] + more["items"]} == set(jobs)
    assert more["next"] is None
