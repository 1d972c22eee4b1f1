"""The page of who calls at doors: by a plain browser, and as the script of a phone sends it."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.operate.worker import run_all
from lianxin.visits.actions import campaigns
from lianxin.visits.models import Call, Hazard, Visit, VisitPhoto
from tests import make
from tests.make import NOON
from tests.visits import doors
from tests.web.swap import one, soup

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picture(shade: int = 90) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (16, 16), (shade, 40, 90)).save(drawn, "JPEG")
    return SimpleUploadedFile("1.jpg", drawn.getvalue(), "image/jpeg")


def of() -> tuple[doors.Round, Call, Client]:
    doors.building(name="海韵 3 号楼")
    found = doors.running()
    call = found.calls()[0]
    return found, call, signed_in(call.officer)


def send(client: Client, call: Call, *, json: bool = False, **fields: Any) -> Any:
    said = {"key": str(new_id()), "outcome": "TALKED"} | fields
    headers = {"Accept": "application/json"} if json else {}
    return client.post(f"/visits/calls/{call.pk}/", said, headers=headers)


def test_doors_stand_by_building_and_a_visit_is_told_there() -> None:
    _of, call, client = of()
    page = client.get("/visits/").content.decode()
    assert "海韵 3 号楼" in page
    assert f"/visits/calls/{call.pk}/" in page

    answer = send(client, call, note="问了楼道灯", waited="3600", photos=[picture()])

    assert (answer.status_code, answer["Location"]) == (303, "/visits/")
    visit = Visit.objects.get()
    assert (visit.note, visit.happened_at, visit.photos.count()) == (
        "问了楼道灯", NOON - HOUR, 1,
    )  # fmt: skip
    assert "这一周去过的（1）" in client.get("/visits/").content.decode()
    assert client.get("/visits/")["Lianxin-Offline"] == "keep"


def test_what_had_better_not_stand_in_a_log_is_told_and_nothing_typed_is_lost() -> None:
    """VIS-03: the writer may mean it otherwise, and says so."""
    _of, call, client = of()

    refused = send(client, call, note="说低保还没批下来", photos=[picture()])

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "低保" in page
    assert "浏览器不会保留照片" in page
    assert Visit.objects.count() == 0
    told = send(client, call, note="说低保还没批下来", json=True)
    assert (told.status_code, "低保" in told.json()["message"]) == (422, True)
    assert send(client, call, note="说低保还没批下来", is_sure="on").status_code == 303


def test_needs_become_cases_and_what_is_unsafe_a_hazard_all_or_nothing() -> None:
    """VIS-01, VIS-09, C2: sent twice it is once."""
    _of, call, client = of()
    key = str(new_id())
    said = {
        "key": key, "need_1": "三楼楼道灯不亮", "need_2": "想装扶手", "name": "王阿姨",
        "phone": "13900001234", "thing": "STAIRS", "unsafe": "502 的租客可疑",
    }  # fmt: skip
    assert send(client, call, json=True, **said).status_code == 422
    assert (Visit.objects.count(), Case.objects.count(), Hazard.objects.count()) == (0, 0, 0)

    put_right = said | {"unsafe": "二楼扶手松了"}
    answer, again = (send(client, call, json=True, **put_right) for _time in range(2))

    assert (answer.status_code, again.json()) == (201, answer.json())
    refs = sorted(Case.objects.values_list("ref", flat=True))
    assert all(ref in answer.json()["notice"] for ref in refs)
    assert (Visit.objects.count(), len(refs), Hazard.objects.count()) == (1, 2, 1)
    assert Hazard.objects.get().place == call.spot


def test_whoever_was_at_a_door_that_went_to_somebody_else_is_told_so() -> None:
    """X36"""
    found, call, client = of()
    other = next(one for one in found.officers if one != call.officer)
    campaigns.hand_over(found.campaign, [call.pk], other, by=found.lead, at=NOON)

    told = send(client, call, json=True).json()

    assert f"现在由 {other.name} 负责走访" in told["notice"]
    assert doors.fresh(call).state == "DONE"


def test_pictures_follow_a_visit_and_the_same_twice_is_one() -> None:
    _of, call, client = of()
    key = str(new_id())
    send(client, call, key=key, json=True)
    url = f"/visits/calls/{call.pk}/photos/"

    for shade in (90, 90, 120):
        answer = client.post(url, {"key": key, "photos": [picture(shade)]})
        assert answer.status_code == 204

    assert VisitPhoto.objects.count() == 2
    bad = client.post(url, {"key": key, "photos": [SimpleUploadedFile("a.jpg", b"text")]})
    assert bad.status_code == 422
    assert client.post(url, {"key": key}).status_code == 422
    unknown = client.post(url, {"key": str(new_id()), "photos": [picture(8)]})
    assert "没有找到这次走访的记录" in unknown.json()["message"]
    answers = [
        client.post(url, {"key": key, "photos": [picture(shade)]}).status_code
        for shade in range(140, 200, 10)
    ]
    assert (answers, VisitPhoto.objects.count()) == ([204] * 4 + [422] * 2, 6)


def test_who_takes_no_part_sees_no_door_and_nobody_in_nothing_is_told_so() -> None:
    _of, call, _client = of()
    other = signed_in(make.worker(make.grid()))

    assert other.get(f"/visits/calls/{call.pk}/").status_code == 404
    assert send(other, call).status_code == 404
    assert "现在没有要走访的" in other.get("/visits/").content.decode()
    assert Client().get("/visits/").status_code == 302


def test_forty_doors_cost_as_many_queries_as_two(django_assert_max_num_queries: Any) -> None:
    doors.building(floors=20, doors=2)
    call = doors.running(officers=1).calls()[0]
    client = signed_in(call.officer)
    client.get("/visits/")
    with django_assert_max_num_queries(25):
        client.get("/visits/")


def test_pictures_of_a_door_are_shown_to_who_calls_there_alone(client: Client) -> None:
    _of, call, _own = of()
    assert call.officer is not None
    client.force_login(call.officer)
    send(client, call, note="扶手松了", photos=[picture()])
    run_all()
    link = str(one(soup(client.get(f"/visits/calls/{call.pk}/")), "ul.photos a")["href"])
    answer = client.get(link)
    assert (answer["Content-Type"], answer.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    stranger = Client()
    stranger.force_login(make.handler(make.organisation(at=make.place())))
    assert stranger.get(link).status_code == 404
