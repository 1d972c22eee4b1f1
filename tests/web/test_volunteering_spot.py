"""At the door of a shift: who did not sign up, a bad network, a night; and a new team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.exchange.actions import listings
from lianxin.exchange.models import Claim
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, User
from lianxin.volunteering import hours
from lianxin.volunteering.actions import presence, signing
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Presence, Team
from tests import make
from tests.volunteering import crew
from tests.volunteering.crew import DAY, HOUR, MINUTE, TOMORROW
from tests.web.test_volunteering import come, said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def spot(slot: Any, deed: str = "") -> str:
    return f"/volunteering/here/{slot.pk}/{crew.code(slot)}/{deed}"


def walk_in(client: Client, slot: Any, **told: str) -> Any:
    filled = {"key": str(new_id()), "name": "崔勇", "phone": "13800138000"}
    return client.post(spot(slot, "walk_in/"), filled | told)


def present() -> list[Presence]:
    return list(Presence.objects.filter(district_id=make.district().pk).whole().order_by("pk"))


def user_volunteer() -> User:
    return make.seat(Role.VOLUNTEER, crew.unit())


def test_at_the_door_one_scan_signs_up_and_in(client: Client, now: Any) -> None:
    """X19: a shift that has begun takes who comes by, once, however often she taps."""
    slot = crew.shift()
    now.move_to(TOMORROW + 20 * MINUTE)
    assert "没有报名？" in said(soup(client, spot(slot)))

    key = str(new_id())
    assert "已签到" in walk_in(client, slot, key=key).content.decode()
    walk_in(client, slot, key=key)

    [one] = present()
    assert (one.in_at, one.claim.state) == (TOMORROW + 20 * MINUTE, "DONE")
    slot.refresh_from_db()
    assert slot.taken == 1
    now.move_to(TOMORROW + 2 * HOUR)
    client.post(spot(slot, "check/"), {"key": str(new_id()), "verb": "check_out"})
    assert crew.again(one).minutes == 100


def test_who_is_known_needs_one_tap_and_who_signed_up_is_not_taken_twice(now: Any) -> None:
    slot = crew.shift()
    person = signed_in(user_volunteer())
    come(person, slot)
    now.move_to(TOMORROW)

    assert "加入并签到" not in said(soup(person, spot(slot)))
    person.post(spot(slot, "walk_in/"), {"key": str(new_id())})

    [one] = present()
    assert one.in_at == TOMORROW


def test_nobody_walks_into_what_is_full_over_or_not_yet_near(client: Client, now: Any) -> None:
    slot = crew.shift(capacity=1)
    crew.signed_up(slot)
    for at in (TOMORROW - 2 * HOUR, TOMORROW + 3 * HOUR):
        now.move_to(at)
        assert walk_in(client, slot).status_code == 422
    now.move_to(TOMORROW)
    answer = walk_in(client, slot)
    assert answer.status_code == 422
    assert "人已经满了" in answer.content.decode()
    assert 'value="崔勇"' in answer.content.decode()
    assert Claim.objects.count() == 1


def test_who_waits_in_line_and_is_there_has_a_seat_that_is_free(client: Client, now: Any) -> None:
    slot = crew.shift(capacity=1)
    first = crew.signed_up(slot)
    come(client, slot)
    now.move_to(TOMORROW)
    told = {"key": str(new_id()), "verb": "check_in"}
    assert client.post(spot(slot, "check/"), told).status_code == 422

    signing.give_up(first, crew.whose(first), at=TOMORROW)
    told["key"] = str(new_id())
    assert client.post(spot(slot, "check/"), told).status_code == 200
    assert [one.in_at for one in present() if one.claim.state == "DONE"] == [TOMORROW]


def test_walking_in_while_in_another_shift_is_refused(client: Client, now: Any) -> None:
    """X21."""
    come(client, crew.shift())
    other = crew.shift(TOMORROW + HOUR)
    now.move_to(TOMORROW + HOUR)
    answer = client.post(spot(other, "walk_in/"), {"key": str(new_id())})
    assert answer.status_code == 422
    assert "时间重叠" in answer.content.decode()


def test_a_night_shift_is_one_shift(client: Client, now: Any) -> None:
    """X19: from ten at night until two, signed in before and closed by itself after midnight."""
    starts = TOMORROW + 12 * HOUR
    slot = crew.shift(starts, hours=4)
    come(client, slot)
    now.move_to(starts - 10 * MINUTE)
    client.post(spot(slot, "check/"), {"key": str(new_id()), "verb": "check_in"})
    now.move_to(starts + 3 * HOUR)
    assert "已签到 21:50" in said(soup(client, "/volunteering/mine/"))

    presence.close_over(slot.district_id, at=starts + 4 * HOUR + MINUTE)

    [one] = present()
    assert one.is_auto_closed
    assert (one.out_at, one.minutes) == (starts + 4 * HOUR, 250)
    now.move_to(starts + 5 * HOUR)
    shown = said(soup(client, f"/volunteering/mine/{one.pk}/"))
    assert "4 小时 10 分" in shown


def check(client: Client, one: Presence, **told: str) -> Any:
    filled = {"key": str(new_id()), "verb": "check_in"}
    return client.post(f"/today/shifts/{one.pk}/check/", filled | told)


def test_today_has_her_shift_and_six_digits_and_a_tap_check_her_in(now: Any) -> None:
    person = user_volunteer()
    client, slot = signed_in(person), crew.shift()
    come(client, slot)
    [one] = present()
    assert "现场的六位数字" not in said(soup(client, "/today/"))
    now.move_to(TOMORROW - 5 * MINUTE)
    assert "现场的六位数字" in said(soup(client, "/today/"))

    wrong = check(client, one, code="000000")
    assert wrong.status_code == 422
    code, key = hours.spot_code(slot.pk, at=TOMORROW), str(new_id())
    now.move_to(TOMORROW)
    for _again in range(2):
        assert check(client, one, code=code, key=key).status_code == 302
    check(client, one, code=code)  # the same button again, as from a kept page

    one = crew.again(one)
    assert (one.in_at, one.out_at) == (TOMORROW, None)
    assert "签退" in said(soup(client, "/today/"))
    assert check(signed_in(user_volunteer()), one, code=code).status_code == 404


def test_a_tap_that_waited_for_the_network_counts_from_its_moment(now: Any) -> None:
    """The digits are those of the moment of the tap; with other digits no moment opens."""
    client, slot = signed_in(user_volunteer()), crew.shift()
    come(client, slot)
    [one] = present()
    url, asks = f"/volunteering/mine/{one.pk}/check/", {"Accept": "application/json"}
    told = {
        "key": str(new_id()),
        "verb": "check_in",
        "code": hours.spot_code(slot.pk, at=TOMORROW),
    }
    now.move_to(TOMORROW + 90 * MINUTE)

    late = client.post(url, told | {"waited": "60"}, headers=asks)
    assert (late.status_code, late.json()["code"]) == (422, "refused")
    for _again in range(2):
        answer = client.post(url, told | {"waited": str(90 * 60)}, headers=asks)
        assert (answer.status_code, answer.json()) == (200, {})

    assert crew.again(one).in_at == TOMORROW


def test_a_page_of_the_spot_counts_a_late_tap_no_earlier_than_it_was_opened(now: Any) -> None:
    client, slot = signed_in(user_volunteer()), crew.shift()
    come(client, slot)
    now.move_to(TOMORROW + 10 * MINUTE)
    [sealed] = soup(client, spot(slot)).select("[name=opened]")
    now.move_to(TOMORROW + HOUR)
    told = {"key": str(new_id()), "verb": "check_in", "waited": str(5 * 3600)}

    client.post(spot(slot, "check/"), told | {"opened": str(sealed["value"])})

    [one] = present()
    assert one.in_at == TOMORROW + 10 * MINUTE


def test_without_the_seal_of_the_page_a_tap_counts_when_it_comes(now: Any) -> None:
    client, slot = signed_in(user_volunteer()), crew.shift()
    come(client, slot)
    now.move_to(TOMORROW + HOUR)
    told = {"key": str(new_id()), "verb": "check_in", "waited": "3600", "opened": "forged"}
    client.post(spot(slot, "check/"), told)
    [one] = present()
    assert one.in_at == TOMORROW + HOUR


def test_the_desk_enters_a_team_once_and_its_lead_goes_on(client: Client) -> None:
    lead, desk = make.user(), signed_in(make.dispatcher())
    told = {"key": str(new_id()), "name": "敲门志愿队", "place": make.root().code}
    assert desk.post("/volunteering/teams/new/", told | {"lead": "nobody"}).status_code == 422

    answers = [
        desk.post("/volunteering/teams/new/", told | {"lead": lead.username}) for _ in range(2)
    ]

    team = Team.objects.get(district_id=make.district().pk)
    url = f"/volunteering/teams/{team.organisation.code}/"
    assert {answer["Location"] for answer in answers} == {url}
    assert "修改队伍介绍" in said(soup(signed_in(lead), url))
    assert "新建志愿队" not in said(soup(signed_in(lead), "/volunteering/teams/"))
    assert signed_in(lead).get("/volunteering/teams/new/").status_code == 403
    other = desk.post(
        "/volunteering/teams/new/", told | {"lead": lead.username, "key": str(new_id())}
    )
    assert "已经有一支队伍" in other.content.decode()


def test_absences_are_on_no_page_but_hers_and_her_organisers(client: Client, now: Any) -> None:
    """X21, through the doors: the public, the desk and the team's page say nothing of it."""
    slot = crew.shift()
    come(client, slot)
    [one] = present()
    other = crew.signed_up(slot)
    presence.check_in(other, How.QR, code=crew.code(slot), by=None, at=TOMORROW)
    presence.mark_missed(slot.district_id, at=slot.ends_at + DAY)
    now.move_to(slot.ends_at + DAY + HOUR)

    assert slot.listing.provider is not None
    lead = signed_in(make.unit_lead(slot.listing.provider))
    assert "未到" in said(soup(lead, f"/volunteering/run/{slot.pk}/"))
    assert "未到" in said(soup(client, f"/volunteering/mine/{one.pk}/"))
    desk = signed_in(make.dispatcher())
    assert desk.get(f"/volunteering/run/{slot.pk}/").status_code == 404
    for page in ("/exchange/orders/", f"/exchange/orders/{one.claim.ref}/", "/volunteering/"):
        assert "未到" not in said(soup(desk, page))


def test_a_call_may_begin_with_what_the_playbook_plans() -> None:
    plan = {"code": "MEALS", "title": "送餐", "tasks": "送六户。", "capacity": 4}
    listings.put_terms(make.district(), {"shifts": [plan]}, at=make.NOON)
    lead = signed_in(make.unit_lead(crew.unit()))
    [link] = soup(lead, "/volunteering/run/new/").select("nav[aria-label=常用的班次] a")

    page = soup(lead, str(link["href"]))

    [title], [tasks] = page.select("[name=title]"), page.select("[name=tasks]")
    assert (title["value"], tasks.text.strip()) == ("送餐", "送六户。")
    assert [one["value"] for one in page.select("[name=capacity]")] == ["4"]
