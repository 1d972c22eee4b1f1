"""What a volunteer sees and does, on her phone, mostly without an account."""

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

from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.volunteering.actions import presence
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Certificate, Correction, Member, Presence, Volunteer
from tests import make
from tests.volunteering import crew
from tests.volunteering.crew import HOUR, TOMORROW


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def soup(client: Client, path: str, **asked: Any) -> Tag:
    page = BeautifulSoup(client.get(path, asked, follow=True).content.decode(), "lxml")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def come(client: Client, slot: Any, **told: str) -> Any:
    filled = {"key": str(new_id()), "slot": str(slot.pk), "name": "崔勇", "phone": "13800138000"}
    return client.post(f"/volunteering/shifts/{slot.listing.ref}/sign_up/", filled | told)


def mine() -> Presence:
    found: Presence = Presence.objects.filter(district_id=make.district().pk).whole().get()
    return found


def served(client: Client, now: time_machine.Traveller) -> Presence:
    """Signed up, was there, and has gone."""
    slot = crew.shift()
    come(client, slot)
    one = mine()
    presence.check_in(one, How.QR, code=crew.code(slot), by=None, at=slot.starts_at)
    presence.check_out(crew.again(one), How.QR, code=crew.code(slot), by=None, at=slot.ends_at)
    now.move_to(slot.ends_at + HOUR)
    return crew.again(one)


def test_without_an_account_one_signs_up_comes_and_goes_and_holds_a_certificate(
    client: Client, now: time_machine.Traveller
) -> None:
    """X19, X20: by page, from the list to the paper."""
    slot = crew.shift()
    [link] = soup(client, "/volunteering/").select(".rows__title")
    assert link["href"] == f"/volunteering/shifts/{slot.listing.ref}/"
    answer = come(client, slot)
    assert answer["Location"] == "/volunteering/mine/"
    assert "给独居老人送餐" in said(soup(client, "/volunteering/mine/"))

    here = f"/volunteering/here/{slot.pk}/{crew.code(slot)}/"
    for at, word in ((TOMORROW, "已签到"), (TOMORROW + 2 * HOUR, "已签退")):
        now.move_to(at)
        assert "崔*" in said(soup(client, here))
        assert word in client.post(f"{here}check/", {"key": str(new_id())}).content.decode()

    assert "2 小时" in said(soup(client, "/volunteering/mine/"))
    told = {"key": str(new_id()), "issuer": str(slot.listing.provider_id)}
    paper = client.post("/volunteering/mine/certify/", told)["Location"]
    pdf = client.get(f"{paper}pdf/")
    assert pdf.content.startswith(b"%PDF")
    assert Client().get(f"{paper}pdf/").status_code == 404
    verified = said(soup(Client(), paper))
    assert "这份证明有效" in verified
    assert "崔*" in verified
    assert "13800138000" not in verified
    assert "崔勇" not in verified


def test_a_certificate_that_was_never_issued_is_not_there(client: Client) -> None:
    """X20."""
    assert client.get("/volunteering/certificates/WHZ-26-00001/X/").status_code == 404


def leads_to_its_field(answer: Any, *, keeps: str) -> None:
    """The error stands above the form, its link ends at the field, and what was typed is there."""
    page = BeautifulSoup(answer.content, "lxml")
    [link] = page.select(".error-summary a")
    field = page.select_one(f"[id='{str(link['href'])[1:]}']")
    assert field is not None
    assert keeps in str(field.get("value") or field.text)


def test_what_is_wrong_is_said_and_answered_by_page(
    client: Client, now: time_machine.Traveller
) -> None:
    """X20."""
    one = served(client, now)
    unit = one.claim.unit
    assert unit is not None
    client.post(
        f"/volunteering/mine/{one.pk}/correct/", {"key": str(new_id()), "text": "我早到了"}
    )
    asked = Correction.objects.get(district_id=one.district_id)

    lead = signed_in(make.unit_lead(unit))
    assert "我早到了" in said(soup(lead, "/volunteering/run/corrections/"))
    address = f"/volunteering/run/corrections/{asked.pk}/answer/"
    wrong = lead.post(address, {"key": str(new_id()), "text": "太长" * 300})
    assert wrong.status_code == 422
    leads_to_its_field(wrong, keeps="太长太长")
    answered = lead.post(address, {"key": str(new_id()), "text": "已补记。"})
    assert answered.status_code == 302
    assert "已补记。" in said(soup(client, f"/volunteering/mine/{one.pk}/"))


def test_the_digits_on_the_screen_open_the_shift_for_who_cannot_scan(
    client: Client, now: time_machine.Traveller
) -> None:
    """X19."""
    slot = crew.shift()
    come(client, slot)
    now.move_to(TOMORROW)
    assert slot.listing.provider is not None
    lead = signed_in(make.unit_lead(slot.listing.provider))
    [shown] = soup(lead, f"/volunteering/run/{slot.pk}/screen/").select(".receipt__code")
    path = f"/volunteering/mine/{mine().pk}/check/"

    wrong = client.post(path, {"key": str(new_id()), "code": "12"})
    assert wrong.status_code == 422
    client.post(path, {"key": str(new_id()), "code": shown.text})

    assert mine().in_how == "CODE"


def test_on_anothers_phone_the_number_she_signed_up_with_is_enough_on_the_spot(
    client: Client, now: time_machine.Traveller
) -> None:
    """X19."""
    slot = crew.shift()
    come(client, slot)
    now.move_to(TOMORROW)
    check = f"/volunteering/here/{slot.pk}/{crew.code(slot)}/check/"

    other = Client()
    assert other.post(check, {"key": str(new_id()), "phone": "13900000000"}).status_code == 422
    assert other.post(check, {"key": str(new_id()), "phone": "138 0013 8000"}).status_code == 200

    assert mine().in_how == "QR"
    assert other.get("/volunteering/mine/")["Location"] == "/volunteering/mine/profile/"


def test_the_organiser_calls_the_roll_adds_time_and_takes_it_out_as_excel(
    client: Client, now: time_machine.Traveller
) -> None:
    """X19."""
    slot = crew.shift()
    come(client, slot)
    unit = slot.listing.provider
    assert unit is not None
    lead, second = signed_in(make.unit_lead(unit)), signed_in(make.handler(unit))
    path = f"/volunteering/run/{slot.pk}/"
    told = {"presence": str(mine().pk)}
    for at, verb in ((TOMORROW, "check_in"), (TOMORROW + HOUR, "check_out")):
        now.move_to(at)
        assert lead.post(f"{path}call_roll/", told | {"verb": verb}).status_code == 302
    assert (mine().in_how, mine().minutes) == ("LIST", 0)

    now.move_to(TOMORROW + 3 * HOUR)
    late = told | {"key": str(new_id()), "minutes": "120", "why": "点早了"}
    leads_to_its_field(lead.post(f"{path}add_manual/", late | {"minutes": "9000"}), keeps="9000")
    lead.post(f"{path}add_manual/", late)
    assert "复核补记" not in said(soup(lead, path))
    assert "复核补记" in said(soup(second, path))
    second.post(f"{path}agree_manual/", told)
    assert mine().agreed_minutes == 120
    sheet = lead.get("/volunteering/run/hours/")
    assert sheet.content.startswith(b"PK")


def test_nobody_else_sees_who_comes(client: Client) -> None:
    slot = crew.shift()
    come(client, slot)

    for stranger in (make.unit_lead(crew.unit()), make.dispatcher()):
        assert signed_in(stranger).get(f"/volunteering/run/{slot.pk}/").status_code == 404
    assert Client().get(f"/volunteering/mine/{mine().pk}/").status_code == 404


def test_two_that_overlap_are_refused_by_page_and_two_that_are_close_warn(client: Client) -> None:
    """X21."""
    come(client, crew.shift())
    overlapping = come(client, crew.shift(TOMORROW + HOUR))
    assert overlapping.status_code == 422
    assert "时间重叠" in overlapping.content.decode()

    come(client, crew.shift(TOMORROW + 2 * HOUR + 20 * crew.MINUTE, address="听涛路 3 号"))
    assert "中间只有 20 分钟" in said(soup(client, "/volunteering/mine/"))


def test_whom_the_browser_knows_comes_by_one_tap(client: Client) -> None:
    """GAT-21."""
    come(client, crew.shift())
    [slot] = crew.slots_of(crew.listing((TOMORROW + 5 * HOUR, TOMORROW + 7 * HOUR), is_surge=True))
    page = soup(client, f"/volunteering/shifts/{slot.listing.ref}/")
    assert "我来" in said(page)
    [form] = page.select("form[action$='sign_up/']")
    shown = [one["name"] for one in form.select("input") if one.get("type") != "hidden"]
    assert shown == []

    filled = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    assert client.post(str(form["action"]), filled).status_code == 302
    assert Presence.objects.filter(district_id=slot.district_id, slot=slot).count() == 1


def test_her_own_link_opens_her_page_elsewhere_and_can_be_forgotten(client: Client) -> None:
    come(client, crew.shift())
    [link] = soup(client, "/volunteering/mine/").select("a.volunteer__link")
    other = Client()
    assert other.get(str(link["href"])).status_code == 302
    assert "给独居老人送餐" in said(soup(other, "/volunteering/mine/"))
    other.post("/volunteering/mine/forget/")
    assert other.get("/volunteering/mine/").status_code == 302
    right = str(link["href"]).rstrip("/")
    wrong = right[:-1] + ("Y" if right.endswith("X") else "X")
    assert Client().get(f"{wrong}/").status_code == 404


def test_who_can_help_is_found_while_she_wants_and_joins_by_herself(client: Client) -> None:
    """NET-18, NET-19."""
    team = crew.team()
    lead = signed_in(make.unit_lead(team.organisation))
    told = {
        "key": str(new_id()), "name": "林静好", "phone": "13900001111",
        "place": make.root().code, "skills": ["COMPANY"], "spare": ["WEEKEND"], "is_open": "on",
    }  # fmt: skip
    assert client.post("/volunteering/mine/profile/", told).status_code == 302
    page = said(soup(lead, "/volunteering/run/helpers/"))
    assert "林静好" in page
    assert "13900001111" not in page  # she did not say they may call

    who = Volunteer.objects.get(district_id=team.district_id)
    lead.post(f"/volunteering/teams/{team.organisation.code}/invite/", {"volunteer": who.ref})
    member = Member.objects.get(district_id=team.district_id)
    client.post(f"/volunteering/mine/teams/{member.pk}/join/")
    assert "林静好" in said(soup(lead, f"/volunteering/teams/{team.organisation.code}/"))
    client.post(f"/volunteering/mine/teams/{member.pk}/leave/")
    client.post("/volunteering/mine/hide/")
    assert "林静好" not in said(soup(lead, "/volunteering/run/helpers/"))


def test_a_lead_says_yes_to_who_asks(client: Client) -> None:
    """NET-19."""
    team = crew.team()
    path = f"/volunteering/teams/{team.organisation.code}/"
    assert client.post(f"{path}ask/")["Location"] == "/volunteering/mine/profile/"
    come(client, crew.shift())
    client.post(f"{path}ask/")
    member = Member.objects.get(district_id=team.district_id)
    decided = {"member": str(member.pk), "verb": "approve"}
    assert signed_in(make.user()).post(f"{path}decide/", decided).status_code == 404
    signed_in(make.unit_lead(team.organisation)).post(f"{path}decide/", decided)
    member.refresh_from_db()
    assert member.state == "JOINED"


def test_a_call_is_put_up_by_page_with_its_poster(client: Client) -> None:
    """GAT-21, CHA-04."""
    unit = crew.unit()
    lead = signed_in(make.unit_lead(unit))
    told = {
        "key": str(new_id()), "provider": str(unit.pk), "title": "搬沙袋", "tasks": "搬到堤上。",
        "place": make.root().code, "address": "堤口", "starts_at": "2026-03-02T13:00",
        "ends_at": "2026-03-02T18:00", "capacity": "10", "repeats": "1", "contact": "任队长",
        "phone": "0532-1234567", "is_surge": "on",
    }  # fmt: skip
    address = lead.post("/volunteering/run/new/", told)["Location"]

    page = soup(client, address)
    assert "紧急招募" in said(page)
    assert page.select(".volunteer__qr svg")
    assert client.get(f"{address}poster/").content.startswith(b"%PDF")
    assert "搬沙袋" in said(soup(client, "/volunteering/"))
    wrong = lead.post("/volunteering/run/new/", told | {"key": str(new_id()), "repeats": "3"})
    assert wrong.status_code == 422


def test_the_catalogue_leads_to_the_shifts_own_page(client: Client) -> None:
    ref = crew.shift().listing.ref
    answer = client.get(f"/exchange/{ref}/")
    assert answer["Location"] == f"/volunteering/shifts/{ref}/"


def test_one_address_does_not_register_helpers_without_end() -> None:
    crew.team()
    statuses = []
    for _ in range(21):
        told = {
            "key": str(new_id()),
            "name": "林静好",
            "phone": "13900001111",
            "spare": ["WEEKEND"],
        }
        statuses.append(Client().post("/volunteering/mine/profile/", told).status_code)

    assert statuses == [302] * 20 + [422]
    assert Volunteer.objects.count() == 20


def test_today_shows_where_one_helps_next() -> None:
    user = make.volunteer()
    crew.signed_up(crew.shift(), crew.volunteer(user))

    assert "给独居老人送餐" in said(soup(signed_in(user), "/today/"))


PAGES = ("/volunteering/", "/volunteering/teams/", "/volunteering/mine/", "/volunteering/run/",
         "/volunteering/run/corrections/", "/volunteering/run/helpers/")  # fmt: skip


def test_the_lists_cost_the_same_however_long_they_are(now: time_machine.Traveller) -> None:
    unit = crew.unit()
    lead = make.unit_lead(unit)
    client, me = signed_in(lead), crew.volunteer(lead, place=make.root(), is_open=True)
    slot = _one_more(unit, me, 0, now)
    before = {path: _queries(client, path) for path in (*PAGES, f"/volunteering/run/{slot.pk}/")}
    for n in range(1, 4):
        _one_more(unit, me, n, now)
        crew.signed_up(slot)

    after = {path: _queries(client, path) for path in before}

    assert after == before
    assert max(after.values()) <= 14, after


def _one_more(unit: Any, me: Volunteer, n: int, now: time_machine.Traveller) -> Any:
    crew.team(crew.unit())
    crew.volunteer(place=make.root(), is_open=True)
    slot = crew.shift(TOMORROW + n * 24 * HOUR, of=unit)
    crew.signed_up(slot, me)
    return slot


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_look_writes_nothing(client: Client) -> None:
    slot = crew.shift()
    come(client, slot)
    for path in (
        "/volunteering/", f"/volunteering/shifts/{slot.listing.ref}/", "/volunteering/mine/",
        f"/volunteering/mine/{mine().pk}/", f"/volunteering/here/{slot.pk}/{crew.code(slot)}/",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert not [one for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert Certificate.objects.filter(district_id=slot.district_id).count() == 0
