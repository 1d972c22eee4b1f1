"""The catalogue as everybody finds in it, saves a search of it, and sees it on the map."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.catalogue.actions import saving
from lianxin.catalogue.models import SavedSearch
from lianxin.exchange.models import Listing
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from tests import make
from tests.exchange import shelf

JOB = {"employment": "FULL_TIME", "education": "BACHELOR", "pay_from": 9000, "pay_to": 15000}


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Any:
    with time_machine.travel(noon, tick=False) as traveller:
        yield traveller


def soup(client: Client, path: str, **told: str) -> BeautifulSoup:
    answer = client.get(path, told)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "lxml")


def titles(page: BeautifulSoup) -> list[str]:
    return [row.text.strip() for row in page.select("article h3")]


def job(title: str = "膜工艺工程师", **fields: Any) -> Listing:
    firm = fields.pop("provider", None) or make.organisation(name="潮芯公司", kind="FIRM")
    return shelf.listing(
        firm, kind="JOB", title=title, mode="ON_SITE", details=JOB | fields.pop("details", {}),
        **fields,
    )  # fmt: skip


def test_what_is_called_otherwise_is_said_to_be(client: Client) -> None:
    """X18."""
    shelf.listing(title="肩颈按摩")
    shelf.listing(title="中医理疗", details={"subjects": ["理疗"]})

    page = soup(client, "/exchange/", q="老人 按摩")

    assert titles(page) == ["肩颈按摩", "中医理疗"]
    assert "意思相近" in page.select("article")[1].text
    assert "意思相近" not in page.select("article")[0].text


def test_posts_show_pay_and_are_narrowed_by_what_they_have(client: Client) -> None:
    job()
    job("装配工", details={"education": "NONE", "pay_from": 4500, "pay_to": 6000})

    page = soup(client, "/exchange/", kind="JOB")
    assert "9,000–15,000 元/月" in page.text
    assert page.select_one("select[name=employment]")
    assert not page.select_one("select[name=cost]")
    assert titles(soup(client, "/exchange/", kind="JOB", pay="8000")) == ["膜工艺工程师"]
    assert titles(soup(client, "/exchange/", kind="JOB", education="COLLEGE")) == ["装配工"]


def test_a_filled_post_is_shown_filled(client: Client) -> None:
    post = job(capacity=1)
    Listing.objects.filter(district_id=post.district_id, pk=post.pk).update(taken=1)
    assert "已招满" in soup(client, "/exchange/", kind="JOB").text


def test_a_firm_has_a_page_of_its_posts(client: Client) -> None:
    firm = make.organisation(name="潮芯公司", kind="FIRM")
    job("一", provider=firm)
    job("二", provider=make.organisation(name="别家"))

    page = soup(client, "/exchange/", kind="JOB", firm=firm.code)

    assert titles(page) == ["一"]
    assert "潮芯公司" in page.select_one("form.searchbox").text  # type: ignore[union-attr]  # it is there


def test_what_narrows_further_tells_how_much_it_leaves(client: Client) -> None:
    job()
    job("装配工", details={"employment": "PART_TIME"})
    page = soup(client, "/exchange/", kind="JOB")

    (link,) = [a for a in page.select("details a") if "兼职" in a.text]
    assert re.sub(r"\s+", " ", link.text).strip() == "兼职 1"
    assert titles(soup(client, str(link["href"]))) == ["装配工"]


def test_pages_go_on_and_back_with_what_was_asked(client: Client) -> None:
    unit = make.organisation()
    for n in range(30):
        shelf.listing(unit, title=f"第{n}个", mode="ONLINE", at=make.NOON - dt.timedelta(days=n))
    first = soup(client, "/exchange/", mode="ONLINE")
    second = soup(client, str(first.select_one("a[rel=next]")["href"]))  # type: ignore[index]  # it is there

    assert len(titles(first)) == 24
    assert len(titles(second)) == 6
    back = soup(client, str(second.select_one("a[rel=prev]")["href"]))  # type: ignore[index]  # it is there
    assert titles(back) == titles(first)
    assert not back.select("a[rel=prev]")


@pytest.mark.parametrize("mark", ["x", "1", "9" * 30, "-5"])
def test_a_mark_that_leads_nowhere_is_the_first_page(client: Client, mark: str) -> None:
    shelf.listing(title="午餐")
    for name in ("after", "before"):
        assert titles(soup(client, "/exchange/", **{name: mark})) == ["午餐"]
        assert titles(soup(client, "/exchange/", q="午餐", **{name: "1"})) == ["午餐"]


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "JOB"},
        {"q": "工程师 会计"},
        {"kind": "POINT", "open": "on"},
        {"longitude": "121.4", "latitude": "31.3"},
        {"day": "2026-03-05", "place": "root"},
    ],
)
def test_the_list_costs_the_same_for_few_and_many(client: Client, told: dict[str, str]) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/exchange/", told)
        return len(queries)

    unit = make.organisation()
    for _ in range(3):
        job(provider=unit, lon=121.4, lat=31.3)
    asked()
    few = asked()
    for _ in range(12):
        job(provider=unit, lon=121.4, lat=31.3)

    assert asked() == few <= 12


def test_the_map_has_what_is_found(client: Client) -> None:
    told: dict[str, Any] = {"kind": "POINT", "mode": "ON_SITE", "details": {"amenities": ["饮水"]}}
    hours = "Mo-Su 19:00-23:00; PH 19:00-23:00"
    shelf.listing(title="驿站", lon=121.4, lat=31.3, hours=hours, **told)
    shelf.listing(title="别处的午餐", lon=121.5, lat=31.3)

    page = soup(client, "/exchange/", kind="POINT")
    url = str(page.select_one("lx-map")["data-shapes"])  # type: ignore[index]  # it is there
    features = client.get(url).json()["features"]

    (spot,) = [one for one in features if one["geometry"]["type"] == "Point"]
    assert spot["properties"]["name"] == "驿站"
    assert spot["properties"]["is_off"] is True
    assert spot["geometry"]["coordinates"] == [121.4, 31.3]
    assert "现在关着" in page.text


def test_the_nearest_say_how_far_they_are(client: Client) -> None:
    shelf.listing(title="近", lon=121.402, lat=31.3)
    page = soup(client, "/exchange/", longitude="121.4", latitude="31.3")
    assert "190 米" in page.text


def fresh(saved: SavedSearch) -> tuple[bool, bool]:
    """Whether it is confirmed, and ended."""
    saved.refresh_from_db()
    return saved.confirmed_at is not None, saved.ended_at is not None


# --- Saved searches ----------------------------------------------------------------------------


def test_somebody_signed_in_saves_and_ends_a_search(client: Client) -> None:
    user = make.user()
    client.force_login(user)
    link = soup(client, "/exchange/", q="膜材料").select_one("a[href*='/saved/']")
    assert link
    form = {"title": "膜材料", "key": str(new_id())}

    client.post(str(link["href"]), form)

    page = soup(client, "/exchange/saved/")
    assert "膜材料" in page.text
    end = page.select_one("form[action$='/end/']")
    assert end
    client.post(str(end["action"]))
    assert SavedSearch.objects.get(district=make.district(), user=user).ended_at


def test_a_resident_confirms_her_address_and_ends_it_by_one_tap(client: Client) -> None:
    make.district()
    form = {"title": "送餐", "email": "li@example.org", "key": str(new_id())}
    answer = client.post("/exchange/saved/?q=送餐", form, follow=True)
    assert "确认以后才会提醒" in answer.content.decode()
    one = SavedSearch.objects.get(district_id=make.district().pk)
    link = f"/exchange/saved/{one.pk}/{privacy.tracking_code(one.pk)}/"

    assert "要不要" in soup(client, link).text  # reading changes nothing
    assert fresh(one) == (False, False)
    client.post(link)
    assert fresh(one) == (True, False)
    client.post(link, {"verb": "end"})
    assert fresh(one) == (True, True)
    assert client.get(f"/exchange/saved/{one.pk}/AAAA-AAAA/").status_code == 404


def test_an_address_that_is_none_is_said_so_at_its_field(client: Client) -> None:
    make.district()
    form = {"title": "送餐", "email": "li", "key": str(new_id())}
    answer = client.post("/exchange/saved/?q=送餐", form)
    assert answer.status_code == 422
    assert mail.outbox == []


def test_what_is_anothers_cannot_be_ended(client: Client) -> None:
    one = saving.save(
        make.district(), {"q": "膜"}, title="膜", by=make.user(), key=new_id(), at=make.NOON
    )
    client.force_login(make.user(name="别人"))
    assert client.post(f"/exchange/saved/{one.pk}/end/").status_code == 404


# --- One box over everything -------------------------------------------------------------------


def test_one_box_finds_services_units_and_places(client: Client) -> None:
    shelf.listing(title="路灯维修")
    make.organisation(name="路灯养护中心")
    make.place(name="路灯社区")

    page = soup(client, "/find/", q="路灯")

    heads = [head.text for head in page.select("h2")]
    assert {"服务清单", "单位", "地点"} <= set(heads)
    assert page.select_one("a[href^='/exchange/']")


def test_one_box_finds_nothing_by_itself(client: Client) -> None:
    make.district()
    assert "写几个字就能找" in soup(client, "/find/").text
    assert "没有找到" in soup(client, "/find/", q="独角兽").text


def test_who_works_here_finds_listings_too(client: Client) -> None:
    shelf.listing(title="路灯维修")
    client.force_login(make.dispatcher())
    page = soup(client, "/search/", q="路灯")
    assert page.select_one("a.rows__title[href^='/exchange/']")
    assert "路灯维修" not in soup(client, "/search/", q="路灯", state="OPEN").text
