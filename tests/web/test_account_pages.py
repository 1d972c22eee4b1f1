"""One's own account, the directory of a unit, and the answer to an invitation."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lianxin.network import actions, invitations
from lianxin.network.models import Invitation, Organisation, Role, Seat, User
from tests import make
from tests.web.swap import after_swap, soup


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_people_change_their_name_phone_and_language(client: Client) -> None:
    user = make.user()
    signed_in(client, user).post(
        "/account/", {"name": "陈一", "phone": "138 0013 8000", "language": "en"}
    )
    user.refresh_from_db()
    assert (user.name, user.phone, user.language) == ("陈一", "13800138000", "en")
    assert client.cookies["django_language"].value == "en"


def test_leaving_takes_two_taps(client: Client, unit: Organisation) -> None:
    """X5"""
    page = soup(signed_in(client, make.handler(unit)).get("/account/"))
    [leave] = page.select("details form[action$='/leave/']")  # opening it is the first tap

    client.post(str(leave["action"]))
    assert Seat.objects.get(district=unit.district).ends_on == timezone.localdate()


def test_the_page_after_leaving_is_the_page_after_reloading(
    client: Client, unit: Organisation
) -> None:
    page = soup(signed_in(client, make.handler(unit)).get("/account/"))
    [form] = page.select("form[data-hx-post$='/leave/']")
    answer = client.post(str(form["data-hx-post"]), headers={"HX-Request": "true"})

    swapped = after_swap(page, trigger="form[data-hx-post$='/leave/']", answer=answer)
    assert str(swapped.select_one("#profile")) == str(
        soup(client.get("/account/")).select_one("#profile")
    )


def test_rights_end_at_midnight(client: Client, unit: Organisation) -> None:
    """X4"""
    with time_machine.travel("2026-03-31 15:59:59+00:00", tick=False) as clock:
        lead = make.unit_lead(unit, until=timezone.localdate())
        signed_in(client, lead)
        assert unit.name in client.get("/people/").content.decode()

        clock.shift(1)
        assert unit.name not in client.get("/people/").content.decode()


def test_a_lead_invites_and_the_invited_one_comes_in(client: Client, unit: Organisation) -> None:
    """X5"""
    page = soup(signed_in(client, make.unit_lead(unit)).get(f"/people/invite/?unit={unit.code}"))
    [field] = page.select("[name=key]")
    key = str(field["value"])
    facts = {"organisation": str(unit.pk), "name": "陈一", "email": "c@example.cn"}
    answer = client.post("/people/invite/", facts | {"role": "HANDLER", "key": key})
    assert answer.status_code == 302
    assert "陈一" in client.get("/people/").content.decode()

    client.logout()
    link = f"/people/invitations/{invitations.token(Invitation.objects.get(name='陈一'))}/"
    assert unit.name in client.get(link).content.decode()
    client.post(f"{link}accept/", {"name": "陈一鸣", "password": ""})
    assert unit.name in client.get("/account/").content.decode()
    assert client.get(link).status_code == 404


def test_a_role_that_the_form_does_not_offer_is_not_accepted(
    client: Client, unit: Organisation
) -> None:
    facts = {"organisation": str(unit.pk), "name": "陈一", "email": "c@example.cn"}
    answer = signed_in(client, make.unit_lead(unit)).post(
        "/people/invite/",
        facts | {"role": "OPERATOR", "key": "018f3c5a-0000-7000-8000-000000000000"},
    )
    assert answer.status_code == 422
    assert not Invitation.objects.filter(district=unit.district).exists()


def test_declining_deletes_the_address(client: Client, unit: Organisation) -> None:
    offer = actions.invite(
        unit,
        email="c@example.cn",
        name="陈一",
        role=Role.HANDLER,
        by=make.unit_lead(unit),
        at=timezone.now(),
    )
    client.post(f"/people/invitations/{invitations.token(offer)}/decline/")
    assert not Invitation.objects.filter(district=unit.district).exists()


def test_the_page_after_ending_a_seat_is_the_page_after_reloading(
    client: Client, unit: Organisation
) -> None:
    handler = make.handler(unit)
    page = soup(signed_in(client, make.unit_lead(unit)).get("/people/"))
    seat = Seat.objects.get(district=unit.district, user=handler)
    trigger = f"form[data-hx-post='/people/seats/{seat.pk}/end/']"
    answer = client.post(f"/people/seats/{seat.pk}/end/", headers={"HX-Request": "true"})

    swapped = after_swap(page, trigger=trigger, answer=answer)
    assert str(swapped.select_one("#people")) == str(
        soup(client.get("/people/")).select_one("#people")
    )


def test_somebody_else_s_unit_is_not_there(client: Client) -> None:
    unit = make.organisation(name="北桥燃气公司")
    handler = make.handler(unit)
    seat = Seat.objects.get(district=unit.district, user=handler)
    stranger = signed_in(client, make.unit_lead(make.organisation()))

    assert unit.name not in stranger.get(f"/people/?unit={unit.code}").content.decode()
    assert stranger.post(f"/people/seats/{seat.pk}/end/").status_code == 404


def test_a_colleague_sees_the_unit_but_ends_nothing(client: Client, unit: Organisation) -> None:
    lead = make.unit_lead(unit)
    seat = Seat.objects.get(district=unit.district, user=lead)
    signed_in(client, make.handler(unit))

    assert lead.name in client.get("/people/").content.decode()
    assert client.post(f"/people/seats/{seat.pk}/end/").status_code == 403
    seat.refresh_from_db()
    assert seat.ends_on is None
