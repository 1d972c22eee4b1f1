"""Visits through the API: planned, dealt, made, read by the household; hazards put right."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.cases.models import Case
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import PlaceKind, User
from lianxin.visits.models import Household, Visit, VisitPhoto
from tests import make
from tests.visits import doors

BASE = "/api/v1/visits"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


class Voice:
    """Somebody who asks with a token; without one, anybody."""

    def __init__(self, user: User | None = None) -> None:
        self.headers = {"Authorization": f"Bearer {make.token(user)}"} if user else {}

    def get(self, path: str) -> Any:
        return Client().get(f"{BASE}{path}", headers=self.headers)

    def post(self, path: str, told: dict[str, Any] | None = None) -> Any:
        return Client().post(
            f"{BASE}{path}", told or {}, content_type="application/json", headers=self.headers
        )


def visited(**fields: Any) -> dict[str, Any]:
    return {
        "key": str(new_id()),
        "outcome": "TALKED",
        "happened_at": "2026-03-02T12:30:00",
    } | fields


def test_a_campaign_from_the_drawn_building_to_the_last_door() -> None:
    """VIS-01"""
    unit = make.organisation(name="望潮街道办事处", kind="STREET_OFFICE")
    house = make.place(kind=PlaceKind.BUILDING, name="3 号楼", under=make.grid())
    lead, officer = Voice(make.dispatcher()), make.worker(make.root())
    drawn = {"building": house.code, "floors": 3, "doors_each": 2, "doors": ["2-101"]}
    assert lead.post("/households", drawn).json() == {"new": 7, "known": 0}
    assert lead.post("/households", drawn).json() == {"new": 0, "known": 7}

    plan = {
        "title": "百名干部进万家", "unit": unit.code, "starts_on": "2026-03-02",
        "ends_on": "2026-03-08", "key": str(new_id()),
    }  # fmt: skip
    made = lead.post("/campaigns", plan).json()
    path = f"/campaigns/{made['ref']}"
    assert lead.post("/campaigns", plan).json()["ref"] == made["ref"]
    assert lead.post(f"{path}/deal").status_code == 422  # nobody goes yet
    lead.post(f"{path}/officers", {"usernames": [officer.username]})
    lead.post(f"{path}/deal")
    told = lead.post(f"{path}/start").json()
    assert (told["state"], told["coverage"]["whole"], told["wanted"]) == ("RUNNING", 7, 1)

    phone = Voice(officer)
    calls = phone.get("/calls").json()
    assert [one["where"] for one in calls][:2] == ["3 号楼 101", "3 号楼 102"]
    for one in calls:
        assert phone.post(f"/calls/{one['id']}", visited()).status_code == 201
    told = lead.get(path).json()
    assert told["coverage"] == {
        "whole": 7, "done": 7, "declined": 0, "gone": 0, "left": 0, "percent": 100
    }  # fmt: skip
    assert told["by_week"] == [{"begins_on": "2026-03-02", "done": 7}]
    assert [one["officer"] for one in told["by_officer"]] == [officer.username]
    assert told["by_building"][0]["place"] == house.code
    assert phone.get("/calls").json() == []
    assert lead.post(f"{path}/end").json()["state"] == "ENDED"
    assert [one["ref"] for one in phone.get("/campaigns").json()["items"]] == [made["ref"]]
    assert Voice(make.handler(make.organisation())).get(path).status_code == 404


def test_a_visit_sent_again_is_the_same_and_says_who_calls_there_now() -> None:
    """X36, C2"""
    doors.building()
    of = doors.running()
    one, other = of.officers
    call = of.calls(one)[0]
    lead = Voice(of.lead)
    path = f"/campaigns/{of.campaign.ref}/hand-over"
    assert lead.post(path, {"calls": [str(call.pk)], "to": other.username}).json() == {"moved": 1}
    need = {"text": "三楼的灯不亮", "name": "王阿姨", "phone": "13800001111"}
    told = visited(note="楼道灯不亮", needs=[need])

    first = Voice(one).post(f"/calls/{call.pk}", told).json()
    again = Voice(one).post(f"/calls/{call.pk}", told).json()

    assert (first["is_new"], again["is_new"], again["now_of"]) == (True, False, other.username)
    assert first["cases"] == again["cases"] == [Case.objects.get().ref]
    assert Voice(make.worker(make.root())).post(f"/calls/{call.pk}", told).status_code == 404


def test_pictures_come_with_the_visit() -> None:
    doors.building()
    of = doors.running()
    call = of.calls()[0]
    assert call.officer is not None
    photo = make.upload()

    answer = Client().post(
        f"{BASE}/calls/{call.pk}/pictures",
        {"visit": json.dumps(visited()), "files": [photo.content]},
        headers=Voice(call.officer).headers,
    )

    assert answer.status_code == 201
    assert VisitPhoto.objects.count() == 1


def test_a_writer_is_warned_of_words_before_they_are_kept() -> None:
    """VIS-03"""
    doors.building()
    call = doors.running().calls()[0]
    assert call.officer is not None
    phone = Voice(call.officer)
    (noticed,) = phone.post("/notice", {"note": "老人有糖尿病"}).json()
    assert (noticed["word"], noticed["about"]) == ("糖尿病", "健康")
    assert "糖尿病" in phone.get("/words").json()["HEALTH"]
    refused = phone.post(f"/calls/{call.pk}", visited(note="老人有糖尿病"))
    assert refused.status_code == 422
    assert "糖尿病" in refused.content.decode()
    assert not Visit.objects.exists()


def test_a_household_reads_corrects_and_deletes_its_log_and_is_left_alone() -> None:
    """X37: by the link alone, without an account."""
    doors.building()
    of = doors.running()
    call = of.calls()[0]
    doors.visit(call, note="灯坏了")
    doors.visit(call, note="又来问过")
    assert call.household is not None
    pk, anybody = call.household.pk, Voice()
    path = f"/log/{pk}/{privacy.tracking_code(pk)}"

    entries = {one["note"]: f"{path}/entries/{one['id']}" for one in _entries(anybody.get(path))}
    first = entries["灯坏了"]
    anybody.post(first, {"does": "correct", "note": "是三楼的灯"})
    anybody.post(entries["又来问过"], {"does": "forget"})
    told = anybody.post(f"{path}/decline").json()

    assert [one["note"] for one in told["entries"]] == ["是三楼的灯"]
    assert told["declined_until_on"] == "2027-03-02"
    assert anybody.get(f"/log/{pk}/WRONG").status_code == 404
    assert anybody.post(first, {"does": "correct"}).status_code == 422
    assert anybody.post(f"{path}/welcome").json()["declined_until_on"] is None


def _entries(answer: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


def test_a_hazard_is_reported_checked_put_right_and_looked_at_again() -> None:
    """VIS-09, X38"""
    grid, unit = make.grid(), make.organisation(name="安澜物业", kind="PROPERTY")
    keeper, fixer = Voice(make.worker(grid)), Voice(make.handler(unit))
    told = {"place": grid.code, "thing": "STAIRS", "text": "二单元三楼的扶手松了"}
    assert keeper.post("/hazards", told | {"text": "502 的租客可疑"}).status_code == 422
    assert keeper.post("/hazards", told | {"place": ""}).status_code == 422
    made = keeper.post("/hazards", told).json()
    path = f"/hazards/{made['ref']}"
    assert keeper.post(f"{path}/check", {"unit": unit.code}).status_code == 422

    keeper.post(f"{path}/check", {"unit": unit.code, "due_on": "2026-03-05"})
    assert fixer.get("/hazards?is_late=true").json()["items"] == []
    fixer.post(f"{path}/fix", {"text": "换了扶手"})
    keeper.post(f"{path}/recheck", {"is_safe": False, "text": "还松", "due_on": "2026-03-06"})
    fixer.post(f"{path}/fix", {"text": "焊牢了"})
    done = keeper.post(f"{path}/recheck").json()

    assert (done["state"], done["result"]) == ("CLEARED", "焊牢了")
    other = keeper.post("/hazards", told).json()
    assert keeper.post(f"/hazards/{other['ref']}/dismiss", {"text": "看错了"}).status_code == 200
    assert keeper.get("/hazards?state=DISMISSED").json()["items"][0]["ref"] == other["ref"]


def test_a_door_that_is_no_more_is_retired() -> None:
    house = doors.building()
    door = Household.objects.filter(building=house).first()
    assert door is not None

    assert Voice(make.dispatcher()).post(f"/households/{door.pk}/retire").status_code == 204
    assert Voice(make.worker(make.grid())).post(f"/households/{door.pk}/retire").status_code == 403
    assert not Household.objects.get(pk=door.pk).is_active


def test_many_doors_cost_as_much_as_few() -> None:
    doors.building()
    of = doors.running(officers=1)
    phone, lead, costs = Voice(of.officers[0]), Voice(of.lead), []
    for _round in range(2):
        for voice, path in ((phone, "/calls"), (lead, f"/campaigns/{of.campaign.ref}")):
            voice.get(path)
            with CaptureQueriesContext(connection) as asked:
                voice.get(path)
            costs.append(len(asked))
        doors.building(floors=5)
        Voice(of.lead).post(f"/campaigns/{of.campaign.ref}/deal")

    assert len(phone.get("/calls").json()) == 26
    assert (costs[2], costs[3]) <= (costs[0], costs[1])


def test_a_household_asks_for_a_visit_by_its_link() -> None:
    """C2"""
    home = Household.objects.filter(building=doors.building(floors=1, doors=1)).get()
    path = f"/log/{home.pk}/{privacy.tracking_code(home.pk)}/ask"
    told = {"key": str(new_id()), "text": "想请人来看看漏水"}
    first, again = Voice().post(path, told), Voice().post(path, told)
    case = Case.objects.get()
    assert first.status_code == 201
    assert first.json() == again.json()
    assert first.json() == {"ref": case.ref, "code": privacy.tracking_code(case.pk)}
    assert Voice().post(path, told | {"text": " "}).status_code == 422
    assert Voice().post(f"/log/{home.pk}/WRONG/ask", told).status_code == 404
