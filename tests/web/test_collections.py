"""A theme is put together by a unit, seen by everybody, followed by who likes."""

from __future__ import annotations

import datetime as dt
import io
import json

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from lianxin.catalogue.models import Collection, CollectionItem, SavedSearch
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation
from tests import make
from tests.exchange import shelf

MINE = "/exchange/mine/collections/"


@pytest.fixture
def unit(client: Client) -> Organisation:
    made = make.organisation(name="就业服务中心")
    client.force_login(make.unit_lead(made))
    return made


def begin(client: Client, unit: Organisation, **told: str) -> str:
    data = {
        "key": str(new_id()),
        "unit": str(unit.pk),
        "title": "邻里就业超市",
        "text": "一站看全",
    }
    answer = client.post(MINE, data | told)
    assert answer.status_code == 302
    return str(answer["Location"])


def seen(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html5lib")


def test_it_is_begun_filled_and_published(client: Client, unit: Organisation) -> None:
    course = shelf.listing(kind="COURSE", title="简历课", mode="ON_SITE")
    here = begin(client, unit)
    client.post(here, {"verb": "add", "ref": course.ref})
    client.post(here, {"verb": "publish"})
    client.logout()

    (shown,) = seen(client, "/exchange/collections/").select("article h2 a")
    page = seen(client, str(shown["href"]))
    assert "邻里就业超市" in page.h1.text  # type: ignore[union-attr]  # each page has one
    assert [head.text.strip() for head in page.select("article h3")] == ["简历课"]
    assert seen(client, "/exchange/").select("a[href='/exchange/collections/']")
    listed = seen(client, str(page.select("a[href^='/exchange/?collection=']")[0]["href"]))
    assert [head.text.strip() for head in listed.select("article h3")] == ["简历课"]


def test_a_wrong_number_is_told_beside_it_and_stays(client: Client, unit: Organisation) -> None:
    here = begin(client, unit)
    answer = client.post(here, {"verb": "add", "ref": "WHG-26-99999"})
    page = BeautifulSoup(answer.content.decode(), "html5lib")
    assert answer.status_code == 422
    assert page.select_one("#pick-ref")["value"] == "WHG-26-99999"  # type: ignore[index]  # it is there
    assert "请核对" in page.select_one("#pick-error").text  # type: ignore[union-attr]  # it is there


def test_what_is_wrong_keeps_what_was_typed(client: Client, unit: Organisation) -> None:
    told = {"key": str(new_id()), "unit": str(unit.pk), "title": "", "text": "一站看全"}
    answer = client.post(MINE, told)
    assert answer.status_code == 422
    assert "一站看全" in answer.content.decode()


def test_it_is_changed_and_ended(client: Client, unit: Organisation) -> None:
    here = begin(client, unit, q="膜材料")
    client.post(here, {"verb": "publish"})
    edited = {"verb": "edit", "key": str(new_id()), "title": "重大专利", "text": "", "q": "膜"}
    assert client.post(here, edited).status_code == 302
    one = Collection.objects.get(district_id=unit.district_id)
    assert (one.title, one.asked, one.is_public) == ("重大专利", {"q": "膜"}, True)
    client.post(here, {"verb": "end"})
    assert client.get(f"/exchange/collections/{one.pk}/").status_code == 404


def test_one_is_taken_out(client: Client, unit: Organisation) -> None:
    here = begin(client, unit)
    client.post(here, {"verb": "add", "ref": shelf.listing().ref})
    item = CollectionItem.objects.get(district_id=unit.district_id)
    client.post(f"{MINE}items/{item.pk}/")
    assert not CollectionItem.objects.filter(district_id=unit.district_id).exists()


def test_it_is_followed_without_an_account(client: Client, unit: Organisation) -> None:
    here = begin(client, unit, q="膜材料")
    client.post(here, {"verb": "publish"})
    client.logout()
    one = Collection.objects.get(district_id=unit.district_id)
    url = f"/exchange/saved/?collection={one.pk}"
    assert seen(client, url).select_one("input[name=title]")["value"] == "邻里就业超市"  # type: ignore[index]  # it is there
    told = {"key": str(new_id()), "title": "就业", "email": "li@example.org"}
    assert client.post(url, told).status_code == 302
    saved = SavedSearch.objects.get(district_id=unit.district_id)
    assert saved.asked == {"collection": str(one.pk)}


def test_what_is_anothers_cannot_be_seen_or_changed(client: Client, unit: Organisation) -> None:
    here = begin(client, unit)
    client.force_login(make.unit_lead(make.organisation(name="别的单位")))
    assert client.get(here).status_code == 404
    assert client.post(here, {"verb": "publish"}).status_code == 404


def test_a_dispatcher_makes_one_in_the_name_of_her_desk(client: Client) -> None:
    dispatcher = make.dispatcher()
    client.force_login(dispatcher)
    [desk] = seen(client, MINE).select("select[name=unit] option")

    told = {"key": str(new_id()), "unit": str(desk["value"]), "title": "暑期活动"}
    answer = client.post(MINE, told)

    assert answer.status_code == 302
    made = Collection.objects.get(district_id=make.district().pk)
    assert made.provider.name == desk.text


def test_a_live_session_carries_its_posts_and_one_applies_from_it(
    client: Client, unit: Organisation
) -> None:
    """MAT-06, MAT-07."""
    details = {"employment": "FULL_TIME", "pay_from": 6000}
    now = timezone.now()
    job = shelf.listing(unit, kind="JOB", title="电工", mode="ON_SITE", details=details, at=now)
    starts = timezone.localtime(now) + dt.timedelta(hours=30)
    live = "https://live.example.cn/haigong"
    fair = {
        "title": "直播带岗",
        "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "ends_at": f"{starts + dt.timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "live_url": live,
    }
    here = begin(client, unit, **fair)
    client.post(here, {"verb": "add", "ref": job.ref})
    client.post(here, {"verb": "publish"})
    client.logout()

    shelves = seen(client, "/exchange/collections/")
    (shown,) = shelves.select("section[aria-labelledby=fairs] h3 a")
    page = seen(client, str(shown["href"]))
    assert page.select_one(f"a[href='{live}']")
    assert f"{starts:%H:%M}" in page.text
    script = page.select_one("script[type='application/ld+json']")
    assert script is not None
    told = json.loads(str(script.string))
    assert (told["@type"], told["location"][0]["url"]) == ("Event", live)
    (post,) = page.select("article h3 a")
    assert "申请" in seen(client, str(post["href"])).text

    [sheet_link] = page.select("a[href$='.xlsx']")
    answer = client.get(str(sheet_link["href"]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    _head, row = sheet.iter_rows(values_only=True)
    assert row[2] == "电工"
    assert str(row[-1]).endswith(f"/exchange/{job.ref}/")


def test_a_fair_that_is_over_says_so_and_keeps_what_was_typed(
    client: Client, unit: Organisation
) -> None:
    past = {"starts_at": "2025-03-01T09:00", "ends_at": "2025-03-01T12:00"}
    refused = client.post(
        MINE, {"key": str(new_id()), "unit": str(unit.pk), "title": "春风行动", **past}
    )
    assert refused.status_code == 422
    assert "2025-03-01T09:00" in refused.content.decode()

    here = begin(client, unit, title="春风行动", q="电工", address="大厅", **past)
    client.post(here, {"verb": "publish"})
    one = Collection.objects.get(district_id=unit.district_id)
    assert "已经结束" in seen(client, f"/exchange/collections/{one.pk}/").text
    assert "春风行动" not in seen(client, "/exchange/collections/").text
