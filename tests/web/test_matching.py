"""What fits, on pages: for an organisation, a person, a case; invitations; places by wishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.introductions.models import Introduction
from lianxin.kernel.ids import new_id
from lianxin.matching import links
from lianxin.matching.models import Call, Feedback, Firm, Invite, Profile, Round
from lianxin.network.models import Organisation, User
from tests import make
from tests.make import NOON
from tests.matching import fits

HOUR = dt.timedelta(hours=1)
MOST = 12


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def soup(client: Client, path: str, **asked: Any) -> Tag:
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.status_code
    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def works() -> tuple[Organisation, User]:
    unit = make.organisation(name="望海水厂", kind="FIRM")
    return unit, make.handler(unit)


def sent(**told: str) -> dict[str, str]:
    return {"key": str(new_id())} | told


def test_an_organisation_sees_what_fits_and_why_and_no_figure() -> None:
    """MAT-01, X22."""
    unit, person = works()
    need, result = fits.listing("NEED", unit), fits.listing("RESULT")
    page = soup(signed_in(person), "/matching/")
    [link] = page.select("article h3 a")
    assert link["href"] == f"/exchange/{result.ref}/"
    assert "同一领域：膜材料" in said(page)
    assert need.title in said(page)
    assert "分数" not in said(page)
    assert "%" not in said(page)


def test_not_relevant_because_hides_it_and_undo_brings_it_back() -> None:
    unit, person = works()
    need, result = fits.listing("NEED", unit), fits.listing("RESULT")
    client, asker = signed_in(person), f"listing-{need.ref}"
    client.post("/matching/hide/", sent(asker=asker, listing=result.ref, why="FAR"))
    assert not soup(client, "/matching/").select("article h3 a")
    client.post(f"/matching/restore/?asker={asker}&listing={result.ref}")
    assert soup(client, "/matching/").select("article h3 a")
    client.post("/matching/hide/", sent(asker=asker, listing=result.ref, why="NONE"))
    assert not Feedback.objects.filter(district_id=unit.district_id).exists()
    answer = signed_in(make.user()).post(
        "/matching/hide/", sent(asker=asker, listing=result.ref, why="FAR")
    )
    assert answer.status_code == 404


def test_who_coordinates_sees_the_reasons_in_figures() -> None:
    unit, person = works()
    need, result = fits.listing("NEED", unit), fits.listing("RESULT")
    told = sent(asker=f"listing-{need.ref}", listing=result.ref, why="FAR")
    signed_in(person).post("/matching/hide/", told)
    assert "推荐为什么不合适" in said(soup(signed_in(make.dispatcher()), "/matching/"))
    assert "推荐为什么不合适" not in said(soup(signed_in(person), "/matching/"))


def test_two_sides_are_introduced_once() -> None:
    unit, person = works()
    need, result = fits.listing("NEED", unit), fits.listing("RESULT")
    told = sent(asker=f"listing-{need.ref}", listing=result.ref)
    for _again in range(2):
        signed_in(person).post("/matching/introduce/", told)
    [made] = Introduction.objects.filter(district_id=unit.district_id)
    assert {side.listing for side in made.sides.all()} == {need, result}


def test_a_person_writes_her_profile_on_a_phone_and_sees_what_fits() -> None:
    """MAT-06: her own page; switched off, nothing is shown; deleted, nothing is kept."""
    fits.listing("JOB")
    user = make.user()
    client = signed_in(user)
    assert "只有您自己看得到" in said(soup(client, "/matching/me/"))
    told = sent(
        wanted="JOB", title="会水电维修", skills="电工，焊接", is_on="on", days="1", parts="1"
    )
    assert client.post("/matching/me/", told)["Location"] == "/matching/me/"
    page = soup(client, "/matching/me/")
    assert "同一技能：电工" in said(page)
    assert page.select_one("input[name=skills]")["value"] == "电工，焊接"  # type: ignore[index]  # there
    del told["is_on"]
    client.post("/matching/me/", told)
    assert "同一技能" not in said(soup(client, "/matching/me/"))
    client.post("/matching/me/forget/")
    assert not Profile.objects.filter(user=user).exists()


def test_what_is_wrong_in_a_profile_is_said_and_what_was_typed_is_kept() -> None:
    client = signed_in(make.user())
    answer = client.post("/matching/me/", sent(title="", is_on="on", wanted="JOB", text="会修车"))
    assert answer.status_code == 422
    assert "请先写一句话" in answer.content.decode()
    assert "会修车" in answer.content.decode()


def test_a_firm_answers_once_and_sees_the_policies_that_fit() -> None:
    """CAT-13, CAT-14."""
    unit, person = works()
    fits.listing("POLICY", details={"founded_within": 5})
    client = signed_in(person)
    answer = client.post(
        f"/matching/firms/{unit.code}/", sent(text="做科技", subjects="科技", founded_in="2024")
    )
    assert answer["Location"] == f"/matching/?of=firm-{unit.code}"
    assert "符合所列条件" in said(soup(client, answer["Location"]))
    assert Firm.objects.get(district_id=unit.district_id).founded_in == 2024
    wrong = client.post(f"/matching/firms/{unit.code}/", sent(founded_in="19"))
    assert wrong.status_code == 422
    assert signed_in(make.user()).get(f"/matching/firms/{unit.code}/").status_code in (403, 404)


def test_invitations_go_out_are_answered_by_one_tap_and_their_owner_sees_it(
    client: Client,
) -> None:
    """X24: a signed link, no account."""
    unit, person = works()
    fits.offers(3)
    need, at_work = fits.listing("NEED", unit), signed_in(person)
    own = f"/matching/needs/{need.ref}/invite/"
    assert "膜材料所0" in said(soup(at_work, own))
    answer = at_work.post(own, sent(deadline_at="2026-03-12T12:00", text="急用"))
    held = Call.objects.get(district_id=unit.district_id)
    assert answer["Location"] == f"/matching/calls/{held.pk}/"

    first, second, _third = Invite.objects.filter(district_id=unit.district_id).order_by("pk")
    asked = links.answer(first)
    page = soup(client, asked)
    assert "为什么找您" in said(page)
    assert "急用" in said(page)
    client.post(asked, {"answer": "INTERESTED"})
    assert "您回复过：有意向" in said(soup(client, asked))
    refused = client.post(links.answer(second), {"answer": "NOT_NOW"})
    assert refused.status_code == 422
    client.post(links.answer(second), {"answer": "NOT_NOW", "not_now": "BUSY"})

    shown = soup(at_work, answer["Location"])
    assert "近期排满了" in said(shown)
    assert "1 家（满 6 家就停）" in said(shown)
    at_work.post(f"/matching/calls/{held.pk}/end/")
    assert "这次邀请已经结束" in said(soup(client, asked))
    assert (
        signed_in(make.handler(make.organisation(name="别家"))).get(answer["Location"]).status_code
        == 404
    )


def test_a_link_that_nobody_made_opens_nothing(client: Client) -> None:
    assert client.get("/matching/invited/nonsense/").status_code == 404


def test_offers_that_fit_a_case_stand_beside_it() -> None:
    """The desk's page asks for them when somebody looks there; it costs the page nothing."""
    fits.listing("SERVICE")
    case = make.case(text="我爸瘫痪在床，想找人上门理发")
    client = signed_in(make.dispatcher())
    path = f"/matching/cases/{case.ref}/"
    assert path in str(soup(client, f"/cases/{case.ref}/"))
    assert "上门理发" in said(soup(client, path))
    assert signed_in(make.handler(make.organisation(name="别家"))).get(path).status_code == 404


def test_wishes_by_page_from_opening_to_publishing(now: time_machine.Traveller) -> None:
    unit, person = works()
    lab, shop = (fits.listing("JOB", unit, title=t) for t in ("实验室实习", "门店实习"))
    at_work, user = signed_in(person), make.user()
    told = sent(title="暑期实习", series="internship", closes_at="2026-03-05T12:00")
    assert at_work.post("/matching/rounds/new/", told | {"places": "X 1"}).status_code == 422
    answer = at_work.post("/matching/rounds/new/", told | {"places": f"{lab.ref} 1\n{shop.ref} 2"})
    [held] = Round.objects.filter(district_id=unit.district_id)
    own = answer["Location"]
    client = signed_in(user)
    assert client.post(f"{own}wish/", sent()).status_code == 422
    client.post(f"{own}wish/", sent(wish_1=str(lab.pk), wish_2=str(shop.pk)))
    assert "分配试算" in said(soup(at_work, own))
    assert "分配试算" not in said(soup(client, own))
    now.move_to(NOON + dt.timedelta(days=4))
    at_work.post(f"{own}publish/")
    assert "您分到“实验室实习”，是第 1 志愿。" in said(soup(client, own))
    assert held.title in said(soup(client, "/matching/rounds/"))


def test_a_page_costs_the_same_however_much_fits() -> None:
    unit, person = works()
    need, client = fits.listing("NEED", unit), signed_in(person)
    fits.offers(3)
    client.get("/matching/")
    counts = []
    for _more in range(2):
        fits.offers(4)
        client.get("/matching/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/matching/", {"of": f"listing-{need.ref}"})
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST


def test_a_listings_page_brings_ones_own_organisation_together_with_it_by_one_tap() -> None:
    """MAT-01: and leads to the introduction the next time."""
    _unit, person = works()
    result = fits.listing("RESULT")
    client, path = signed_in(person), f"/wanghai/exchange/{result.ref}/"
    form = soup(client, path).find("form", action="/wanghai/matching/introduce/")
    assert isinstance(form, Tag)
    told = {one["name"]: one.get("value", "") for one in form.find_all("input")}
    answers = [client.post("/wanghai/matching/introduce/", told) for _again in range(2)]
    [made] = Introduction.objects.filter(district_id=result.district_id)
    assert {answer["Location"] for answer in answers} == {f"/wanghai/introductions/{made.ref}/"}
    assert [side.name for side in made.sides.order_by("number")][1] == "望海水厂"
    assert made.ref in str(soup(client, path))
    assert "和我们单位对接" not in said(soup(signed_in(make.user()), path))


def test_who_wants_to_be_told_says_it_twice() -> None:
    user = make.user()
    fits.profile(user)
    client, path = signed_in(user), "/wanghai/matching/me/"
    for verb, label in (("ask", "有新的告诉我"), ("confirm", "确认要收"), ("end", "不用再提醒")):
        assert label in said(soup(client, path))
        client.post(f"{path}alerts/", {"verb": verb})
    assert "有新的告诉我" in said(soup(client, path))
