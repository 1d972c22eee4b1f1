"""The page of the day: what I handle, what waits for my unit, what I brought in for others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case, Source
from lianxin.cases.states import State
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, Role, User
from lianxin.visits.actions import campaigns
from tests import make
from tests.visits import doors
from tests.volunteering import crew
from tests.web.swap import after_swap, one, soup

HOME = "/today/"
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


@pytest.fixture
def person(unit: Organisation, client: Client) -> User:
    person = make.handler(unit)
    client.force_login(person)
    return person


def words(client: Client) -> str:
    return client.get(HOME).content.decode()


def test_who_has_no_seat_is_turned_away(client: Client) -> None:
    client.force_login(make.user())

    assert client.get(HOME).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    make.district()

    assert client.get(HOME).status_code == 302


def test_what_waits_stands_before_what_is_in_hand(
    client: Client, unit: Organisation, person: User
) -> None:
    mine = make.case(assigned_to=unit, text="我在办的这件")
    dispatch.accept(mine, by=person, at=make.NOON)
    make.case(assigned_to=unit, text="等签收的这件", received_at=make.NOON + HOUR)

    shown = words(client)

    assert shown.index("等签收的这件") < shown.index("我在办的这件")


def test_a_colleagues_case_is_not_mine(client: Client, unit: Organisation, person: User) -> None:
    dispatch.accept(
        make.case(assigned_to=unit, text="同事在办"), by=make.handler(unit), at=make.NOON
    )

    assert "同事在办" not in words(client)


def test_another_units_case_is_not_mine(client: Client, person: User) -> None:
    make.case(assigned_to=make.organisation(), text="别家的")

    assert "别家的" not in words(client)


def test_one_tap_accepts(client: Client, unit: Organisation, person: User) -> None:
    """C11."""
    case = make.case(assigned_to=unit)
    [form] = soup(client.get(HOME)).select("form.today__accept")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}

    answer = client.post(str(form["action"]), sent)

    case.refresh_from_db()
    assert (case.state, case.handler, answer.status_code) == (State.WORKING, person, 302)
    client.post(str(form["action"]), sent)  # a second tap changes nothing
    assert client.get(HOME).status_code == 200


def test_what_is_swapped_in_equals_a_reload(
    client: Client, unit: Organisation, person: User
) -> None:
    make.case(assigned_to=unit)
    before = soup(client.get(HOME))
    [form] = before.select("form.today__accept")
    url = str(form["action"])

    answer = client.post(url, {"key": str(new_id())}, headers={"HX-Request": "true"})

    swapped = after_swap(before, trigger=f"form[data-hx-post='{url}']", answer=answer)
    reloaded = soup(client.get(HOME))
    [now_shown], [afresh] = swapped.select("#today"), reloaded.select("#today")
    assert now_shown == afresh


def test_who_came_too_late_is_told(client: Client, unit: Organisation, person: User) -> None:
    case = make.case(assigned_to=unit)
    dispatch.accept(case, by=make.handler(unit), at=make.NOON)

    url = reverse("today:accept", args=[case.ref])
    answer = client.post(url, {"key": str(new_id())}, follow=True)

    assert answer.status_code == 409


def test_what_was_taken_back_meanwhile_is_told(
    client: Client, unit: Organisation, person: User
) -> None:
    case = make.case(assigned_to=unit)
    dispatch.reassign(case, to=make.organisation(), by=None, at=make.NOON)

    answer = client.post(reverse("today:accept", args=[case.ref]), {"key": str(new_id())})

    assert answer.status_code == 409
    assert f"{case.ref} 已经转给别人，不用您签收了。" in answer.content.decode()


def test_nobody_accepts_for_another_unit(client: Client, person: User) -> None:
    case = make.case(assigned_to=make.organisation())

    assert client.post(reverse("today:accept", args=[case.ref])).status_code == 404


def test_a_seat_counts_until_its_last_day(client: Client, unit: Organisation) -> None:
    """X4."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    client.force_login(make.handler(unit, until=yesterday))

    assert client.get(HOME).status_code == 403


def test_a_volunteer_sees_how_it_stands_with_what_was_relayed(client: Client) -> None:
    """X9."""
    volunteer = make.volunteer()
    make.receipt(by=volunteer, source=Source.VOLUNTEER, text="替李阿姨反映楼道灯")
    client.force_login(volunteer)

    shown = words(client)

    assert "替李阿姨反映楼道灯" in shown
    assert "待分派" in shown
    assert "等您签收" not in shown


def test_a_worker_sees_the_next_deadlines_of_the_places_walked(client: Client) -> None:
    here, there = make.grid(), make.grid()
    make.case(here, text="本网格的路灯")
    make.case(there, text="别处的路灯")
    client.force_login(make.seat(Role.WORKER, make.organisation(at=here.parent), over=here))

    shown = words(client)

    assert "本网格的路灯" in shown
    assert "别处的路灯" not in shown


def test_it_may_be_read_without_a_network(client: Client, person: User) -> None:
    assert client.get(HOME)["Lianxin-Offline"] == "keep"


@pytest.mark.parametrize("rows", [5, 50])
def test_it_costs_the_same_however_much_there_is(
    client: Client,
    unit: Organisation,
    person: User,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    place = make.grid()
    for number in range(rows):
        case = make.case(place, assigned_to=unit, accepted=number % 2 == 0)
        if number % 2 == 0:
            handling.hand(case, to=person, by=None, at=make.NOON)

    with django_assert_max_num_queries(13):
        client.get(HOME)
    assert Case.objects.count() == rows


def test_the_way_of_the_day_joins_doors_cases_and_shifts(
    client: Client, time_machine: Any
) -> None:
    """What has an hour stands at it, the rest in walking order around it; the doors are as many
    as keep the pace."""
    time_machine.move_to(make.NOON, tick=False)
    near, far = make.grid(), make.grid()
    doors.building(near, name="近处 1 号楼", floors=5, doors=2)
    unit = make.organisation(at=far)
    officer = make.handler(unit)
    of = doors.planned(officers=0, ends_on=doors.TODAY + doors.DAY)
    campaigns.engage(of.campaign, [officer], by=of.lead, at=make.NOON)
    campaigns.deal(of.campaign, by=of.lead, at=make.NOON)
    campaigns.start(of.campaign, by=of.lead, at=make.NOON)
    case = make.case(far, assigned_to=unit, text="远处的井盖松了")
    dispatch.accept(case, by=officer, at=make.NOON)
    crew.signed_up(crew.shift(make.NOON + 55 * MINUTE), crew.volunteer(officer))
    client.force_login(officer)

    stops = soup(client.get(HOME)).select(".today__way li")

    doors_first, shift, then_case = (stop.get_text(" ", strip=True) for stop in stops)
    assert ("走访 5 户" in doors_first, "近处 1 号楼" in doors_first) == (True, True)
    assert "志愿服务：给独居老人送餐" in shift
    assert "远处的井盖松了" in then_case
    assert one(stops[0], "a")["href"] == "/visits/"


def test_one_thing_to_do_needs_no_order(client: Client, unit: Organisation, person: User) -> None:
    dispatch.accept(make.case(assigned_to=unit), by=person, at=make.NOON)

    assert "今天这样走" not in words(client)
