"""Suggestions, profiles, invitations and places by REST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.matching.models import Feedback, Profile
from lianxin.network.models import User
from tests import make
from tests.make import NOON
from tests.matching import fits

API = "/api/v1/matching"
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


class Caller:
    """A program that acts for one person."""

    def __init__(self, person: User, language: str = "zh-hans") -> None:
        self.headers = {
            "Authorization": f"Bearer {make.token(person)}",
            "Accept-Language": language,
        }

    def get(self, path: str, **asked: Any) -> Any:
        return Client().get(f"{API}{path}", asked, headers=self.headers)

    def post(self, path: str, **said: Any) -> Any:
        return Client().post(
            f"{API}{path}", said, content_type="application/json", headers=self.headers
        )


def test_a_profile_is_written_read_used_and_withdrawn() -> None:
    """MAT-06: what a stranger's program needs to be shown jobs."""
    post = fits.listing("JOB")
    mine = Caller(make.user())
    assert mine.get("/profile").status_code == 404
    said = {
        "wanted": ["JOB"],
        "title": "会水电维修",
        "skills": ["电工"],
        "free": [{"day": 1, "part": 1}],
    }
    assert mine.post("/profile", **said).status_code == 201
    assert mine.post("/profile", **said).status_code == 200
    assert mine.get("/profile").json()["free"] == [{"day": 1, "part": 1}]

    told = mine.get("/suggestions", asker="me").json()

    assert [(one["listing"], one["family"]) for one in told["items"]] == [(post.ref, "JOB")]
    assert told["items"][0]["reasons"][0] == "同一技能：电工"
    assert mine.post("/profile/withdraw").status_code == 200
    assert not Profile.objects.filter(district_id=post.district_id).exists()
    assert mine.get("/suggestions", asker="me").status_code == 404
    wrong = mine.post("/profile", **(said | {"title": " "}))
    assert (wrong.status_code, wrong.json()["field"]) == (422, "title")


def test_suggestions_come_page_by_page_in_the_readers_language_and_for_ones_own_alone() -> None:
    """X22."""
    unit = make.organisation(name="水厂", kind="FIRM")
    need = fits.listing("NEED", unit)
    fits.offers(3)
    person = make.handler(unit)
    english = Caller(person, "en")

    first = english.get("/suggestions", asker=f"listing-{need.ref}", limit=2).json()
    rest = english.get(
        "/suggestions", asker=f"listing-{need.ref}", limit=2, cursor=first["next"]
    ).json()

    rows = first["items"] + rest["items"]
    assert [row["position"] for row in rows] == [1, 2, 3]
    assert len({row["listing"] for row in rows}) == 3
    assert rest["next"] is None
    assert first["items"][0]["reasons"][0].startswith("Same field: ")
    assert (
        english.get("/suggestions", asker=f"listing-{need.ref}", family="MENTOR").json()["items"]
        == []
    )
    assert Caller(make.user()).get("/suggestions", asker=f"listing-{need.ref}").status_code == 404


def test_a_text_that_is_not_stored_puts_given_listings_in_order() -> None:
    near = fits.listing("JOB", title="财务岗", details={"skills": ["记账", "报税"]})
    far = fits.listing("JOB", title="夜班叉车", details={"skills": ["仓储"]})
    part = fits.listing("JOB", title="会计", details={"employment": "PART_TIME"})
    asked = {
        "family": "JOB", "title": "学过会计，会做账", "limits": {"employment": ["FULL_TIME"]},
        "among": [far.ref, near.ref, part.ref],
    }  # fmt: skip

    told = Caller(make.user()).post("/ask", **asked)

    assert told.status_code == 200
    assert [row["listing"] for row in told.json()["items"]] == [near.ref, far.ref]


def test_the_desk_asks_for_a_case_and_nobody_else_does() -> None:
    cut = fits.listing("SERVICE")
    case = make.case(text="我爸瘫痪在床，想找人上门理发")
    desk = Caller(make.dispatcher())
    told = desk.get("/suggestions", asker=f"case-{case.ref}").json()
    assert [row["listing"] for row in told["items"]] == [cut.ref]
    assert Caller(make.user()).get("/suggestions", asker=f"case-{case.ref}").status_code == 404


def test_not_relevant_is_said_once_and_taken_back() -> None:
    unit = make.organisation(name="水厂", kind="FIRM")
    need, result = fits.listing("NEED", unit), fits.listing("RESULT")
    mine = Caller(make.handler(unit))
    said = {"asker": f"listing-{need.ref}", "listing": result.ref, "why": "FAR", "key": new_id()}
    for _again in range(2):
        assert mine.post("/feedback", **said).status_code == 200
    assert Feedback.objects.filter(district_id=unit.district_id).count() == 1
    assert mine.get("/suggestions", asker=f"listing-{need.ref}").json()["items"] == []
    assert mine.post("/feedback/take-back", **said).status_code == 200
    assert len(mine.get("/suggestions", asker=f"listing-{need.ref}").json()["items"]) == 1


def test_a_firm_answers_for_itself_alone() -> None:
    unit = make.organisation(name="云帆科技", kind="FIRM")
    policy = fits.listing("POLICY", title="初创科技企业补助", details={"founded_within": 5})
    mine = Caller(make.handler(unit))
    said = {"text": "做科技软件", "fields_of": ["科技"], "founded_in": 2024, "certificates": []}
    assert mine.get(f"/firms/{unit.code}").status_code == 404
    assert mine.post(f"/firms/{unit.code}", **said).json()["certificates"] == []
    told = mine.get("/suggestions", asker=f"firm-{unit.code}", family="POLICY").json()
    assert [row["listing"] for row in told["items"]] == [policy.ref]
    assert Caller(make.user()).post(f"/firms/{unit.code}", **said).status_code == 403


def test_a_round_of_invitations_is_begun_answered_and_ended() -> None:
    """X24."""
    asked = fits.offers(2)
    unit = make.organisation(name="水厂", kind="FIRM")
    owner, need = Caller(make.handler(unit)), fits.listing("NEED", unit)
    until = LATER + dt.timedelta(days=5)
    said = {"need": need.ref, "deadline_at": until.isoformat(), "key": new_id()}
    made = owner.post("/calls", **said)
    assert (made.status_code, owner.post("/calls", **said).status_code) == (201, 200)
    assert len(made.json()["invites"]) == 2

    invited = Caller(make.handler(asked[0]), "en")
    [invite] = invited.get("/invites", is_open=True).json()["items"]
    assert invite["reasons"][0].startswith("Same field: ")
    late = invited.post(f"/invites/{invite['id']}/answer", answer="NOT_NOW")
    assert (late.status_code, late.json()["field"]) == (422, "not_now")
    done = invited.post(f"/invites/{invite['id']}/answer", answer="INTERESTED").json()
    assert done["answer"] == "INTERESTED"
    assert invited.get("/invites", is_open=True).json()["items"] == []

    call_id = made.json()["id"]
    assert owner.get(f"/calls/{call_id}").json()["interested"] == 1
    assert invited.get(f"/calls/{call_id}").status_code == 404
    assert owner.post(f"/calls/{call_id}/end").json()["state"] == "ENDED"


def test_places_are_wished_for_and_given() -> None:
    unit = make.organisation(name="实验室", kind="CAMPUS")
    post = fits.listing("JOB", unit)
    owner, first, second = (Caller(make.handler(unit)), make.user(), make.user())
    closes_at = LATER + dt.timedelta(hours=1)
    said = {
        "unit": unit.code, "title": "暑期实习", "series": "summer", "closes_at":
        closes_at.isoformat(), "places": [{"listing": post.ref, "count": 1}], "key": new_id(),
    }  # fmt: skip
    made = owner.post("/rounds", **said)
    assert (made.status_code, owner.post("/rounds", **said).status_code) == (201, 200)
    path = f"/rounds/{made.json()['id']}"
    for person in (first, second):
        told = Caller(person).post(f"{path}/wishes", listings=[post.ref]).json()
        assert (told["my_wishes"], told["placed"]) == ([post.ref], None)
    wrong = Caller(first).post(f"{path}/wishes", listings=["X-1"])
    assert (wrong.status_code, wrong.json()["field"]) == (422, "listings")
    assert len(owner.get(path).json()["placed"]) == 2
    assert owner.post(f"{path}/publish").status_code == 422

    with time_machine.travel(closes_at + dt.timedelta(hours=1), tick=False):
        assert Caller(first).post(f"{path}/publish").status_code == 403
        assert owner.post(f"{path}/publish").json()["state"] == "PUBLISHED"
        assert owner.post(f"{path}/publish").status_code == 409
        got = [Caller(one).get(path).json()["mine"]["listing"] for one in (first, second)]
    assert sorted(got, key=str) == sorted([post.ref, None], key=str)


def test_a_post_is_told_to_those_it_might_suit() -> None:
    unit = make.organisation(name="物业", kind="PROPERTY")
    fits.profile()
    told = Caller(make.handler(unit)).post(f"/posts/{fits.listing('JOB', unit).ref}/offer")
    assert told.json() == {"people": 1}
