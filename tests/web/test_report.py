"""我要反映: from the form to number and code."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from lianxin.cases.models import Case, Photo, Requester
from lianxin.kernel import privacy, throttle
from lianxin.kernel.ids import new_id
from lianxin.network.models import Place
from tests import make
from tests.web.swap import one

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[121.4, 31.2], [121.5, 31.2], [121.5, 31.3], [121.4, 31.3], [121.4, 31.2]]],
}


@pytest.fixture
def grid() -> Place:
    return make.grid()


def said(grid: Place, **fields: Any) -> dict[str, Any]:
    """What a browser sends."""
    assert grid.parent is not None
    return {
        "key": str(new_id()),
        "text": "三号楼前的路灯不亮。",
        "place": grid.parent.code,
        "class_code": "ROADS",
        "phone": "13800138000",
    } | fields


def picture(name: str = "a.jpg", colour: str = "teal") -> SimpleUploadedFile:
    content = make.upload(colour=colour).content
    assert isinstance(content, io.BytesIO)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "lxml")


def use_up(address: str, *, times: int) -> None:
    for _ in range(times):
        throttle.hit("intake", address, limit=60, per=dt.timedelta(hours=1), at=timezone.now())


def test_anybody_gets_a_number_and_a_code_in_one_answer(client: Client, grid: Place) -> None:
    """C1: text, photos and a place; the code holds 100 bits."""
    photos = [picture(f"{n}.jpg", colour) for n, colour in enumerate(["red", "blue"])]

    answer = client.post("/report/", said(grid, photos=photos, address="三号楼东侧"))

    case = Case.objects.get()
    code = privacy.tracking_code(case.pk)
    assert answer.status_code == 303
    assert answer["Location"] == f"/track/{case.ref}/{code}/?new=1"
    assert len(code.replace("-", "")) * 5 >= 96
    assert (case.text, case.address, case.source) == (
        "三号楼前的路灯不亮。",
        "三号楼东侧",
        "WEB",
    )
    assert (case.class_code, case.grade) == ("ROADS", "MINOR")
    assert Photo.objects.filter(case=case).count() == 2
    receipt = soup(client.get(answer["Location"]))
    assert case.ref in receipt.text
    assert code in receipt.text
    assert receipt.select_one(".ticket svg.qr")


def test_the_card_on_a_door_knows_the_place(client: Client, grid: Place) -> None:
    url = reverse("me:report", args=[grid.code])
    page = soup(client.get(url))
    assert grid.name in page.text
    assert not page.select("[name=place]")

    client.post(url, said(grid) | {"place": ""})

    case = Case.objects.get()
    assert (case.place, case.source) == (grid, "CARD")


def test_an_old_card_asks_for_the_place(client: Client, grid: Place) -> None:
    page = soup(client.get("/r/gone/"))

    assert "已经停用" in page.text
    assert page.select("select[name=place]")


def test_a_point_finds_the_grid(client: Client, grid: Place) -> None:
    """C1: a place may be a point."""
    Place.objects.filter(pk=grid.pk).update(shape=SQUARE)

    client.post("/report/", said(grid, place="", longitude="121.45", latitude="31.25"))

    case = Case.objects.get()
    assert (case.place, case.lon, case.lat) == (grid, 121.45, 31.25)


def test_a_point_elsewhere_does_not_override_what_was_chosen(client: Client, grid: Place) -> None:
    Place.objects.filter(pk=grid.pk).update(shape=SQUARE)
    other = make.place(name="望江社区")

    client.post("/report/", said(grid, place=other.code, longitude="121.45", latitude="31.25"))

    case = Case.objects.get()
    assert (case.place, case.lon) == (other, None)


def test_a_point_outside_the_district_asks_for_a_place(client: Client, grid: Place) -> None:
    Place.objects.filter(pk=grid.pk).update(shape=SQUARE)

    answer = client.post("/report/", said(grid, place="", longitude="2.35", latitude="48.85"))

    assert answer.status_code == 422
    assert "请从列表里选择" in one(soup(answer), ".error-summary").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "请写下发生了什么"),
        ({"text": "字" * 4001}, "现在多了 1 字"),
        ({"place": ""}, "请选择问题发生的地点"),
        ({"phone": "12"}, "不像电话号码"),
        ({"email": "x"}, "邮箱地址不完整"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_is_kept(
    client: Client, grid: Place, fields: dict[str, str], words: str
) -> None:
    sent = said(grid, address="菜场北门", **fields)

    answer = client.post("/report/", sent)

    page = soup(answer)
    assert answer.status_code == 422
    summary = page.select_one(".error-summary")
    assert summary is not None
    assert words in summary.text
    for link in summary.select("a"):
        assert page.select(str(link["href"]))
    assert one(page, "[name=address]")["value"] == "菜场北门"
    assert one(page, "[name=key]")["value"] == sent["key"]
    assert not Case.objects.exists()


def test_exactly_4000_characters_are_taken(client: Client, grid: Place) -> None:
    """C1: a line break counts once, whatever the browser sends."""
    text = "字" * 3998 + "\r\n" + "完"

    assert client.post("/report/", said(grid, text=text)).status_code == 303


@pytest.mark.parametrize(
    ("photos", "words"),
    [
        (lambda: [picture(f"{n}.jpg") for n in range(7)], "最多上传 6 张"),
        (lambda: [SimpleUploadedFile("a.jpg", b"%PDF-1.7 not a picture")], "不是照片"),
    ],
)
def test_photos_that_cannot_be_taken_are_named(
    client: Client, grid: Place, photos: Any, words: str
) -> None:
    """C1: at most six, and nothing that only calls itself a picture."""
    answer = client.post("/report/", said(grid, photos=photos()))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "再选一次" in answer.content.decode()


def test_the_61st_report_in_an_hour_is_refused(client: Client, grid: Place) -> None:
    """C1: from one address; the text is not lost."""
    use_up("127.0.0.1", times=59)
    assert client.post("/report/", said(grid)).status_code == 303

    answer = client.post("/report/", said(grid, text="第六十一件"))

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "第六十一件" in answer.content.decode()
    assert Case.objects.count() == 1
    assert client.post("/report/", said(grid), REMOTE_ADDR="10.0.0.9").status_code == 303


def test_a_report_that_is_not_taken_counts_too(client: Client, grid: Place) -> None:
    use_up("127.0.0.1", times=59)
    assert client.post("/report/", said(grid, text="")).status_code == 422

    assert client.post("/report/", said(grid)).status_code == 429


def test_only_our_own_proxies_are_believed(
    client: Client, grid: Place, settings: Settings
) -> None:
    use_up("203.0.113.5", times=60)
    spoofed = {"X-Forwarded-For": "203.0.113.5"}
    assert client.post("/report/", said(grid), headers=spoofed).status_code == 303

    settings.TRUSTED_PROXIES = 1
    behind = {"X-Forwarded-For": "198.51.100.7, 203.0.113.5"}
    assert client.post("/report/", said(grid), headers=behind).status_code == 429


def test_the_same_form_sent_twice_is_one_case(client: Client, grid: Place) -> None:
    """C2: one case, one number, the photo once."""
    sent = said(grid)

    first, second = (client.post("/report/", sent | {"photos": [picture()]}) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == Photo.objects.count() == 1


def test_a_form_gone_back_to_and_written_anew_is_not_swallowed(
    client: Client, grid: Place
) -> None:
    """C2: another text under a used key is another thing, which must not get lost."""
    sent = said(grid)
    client.post("/report/", sent)

    answer = client.post("/report/", sent | {"text": "垃圾桶满了。"})

    page = soup(answer)
    fresh = one(page, "[name=key]")["value"]
    assert answer.status_code == 409
    assert "垃圾桶满了。" in one(page, "textarea").text
    assert fresh != sent["key"]
    client.post("/report/", sent | {"text": "垃圾桶满了。", "key": fresh})
    assert Case.objects.count() == 2


def test_a_machine_gets_its_answer_as_json(client: Client, grid: Place) -> None:
    sent, wants = said(grid), {"Accept": "application/json"}

    first = client.post("/report/", sent, headers=wants)
    again = client.post("/report/", sent, headers=wants)
    refused = client.post("/report/", said(grid, text=""), headers=wants)

    case = Case.objects.get()
    assert (first.status_code, again.status_code, refused.status_code) == (201, 200, 422)
    assert first.json() == again.json()
    assert first.json()["ref"] == case.ref
    assert first.json()["url"].endswith(f"/track/{case.ref}/{first.json()['code']}/")
    assert "text" in refused.json()["errors"]


def test_a_firm_sees_its_own_classes(client: Client, grid: Place) -> None:
    page = soup(client.get("/report/?kind=ENTERPRISE"))

    shown = [tile["value"] for tile in page.select("[name=class_code]")]
    assert shown == ["POLICY", ""]
    client.post("/report/", said(grid, kind="ENTERPRISE", class_code="POLICY"))
    assert Case.objects.get().kind == "ENTERPRISE"


def test_messages_go_out_in_the_language_of_the_page(client: Client, grid: Place) -> None:
    client.post("/report/", said(grid), headers={"Accept-Language": "en"})

    assert Requester.objects.get().language == "en"


def test_chinese_is_spoken_when_in_doubt(client: Client, grid: Place) -> None:
    answer = client.get("/report/", headers={"Accept-Language": "fr"})

    assert one(soup(answer), "html")["lang"] == "zh-CN"


def test_places_of_a_neighbour_cannot_be_chosen(client: Client, grid: Place) -> None:
    other = make.district("other")
    foreign = make.place("foreign", under=make.root(other))

    answer = client.post("/wanghai/report/", said(grid, place=foreign.code))

    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/report/", "/r/{code}/", "/track/"])
def test_the_form_costs_few_queries(client: Client, grid: Place, path: str) -> None:
    for n in range(20):
        make.place(name=f"社区 {n}")
    url = path.format(code=grid.code)
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        client.get(url)

    assert len(asked) <= 12
