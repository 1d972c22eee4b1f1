"""Invitations: only one's own confirmation makes a member; silence leaves nothing behind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network import actions, invitations, queries, tasks
from lianxin.network.models import Invitation, Organisation, Role, Seat, User
from lianxin.outbox import letters
from lianxin.outbox.models import Delivery
from tests import make
from tests.kernel.race import race
from tests.make import NOON

DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Organisation:
    return make.organisation()


def invite(unit: Organisation, **facts: Any) -> Invitation:
    defaults: dict[str, Any] = {"email": "Chen@Example.cn", "name": "陈一", "role": Role.HANDLER}
    by = facts.pop("by", None) or make.unit_lead(unit)
    return actions.invite(unit, by=by, at=NOON, **(defaults | facts))


def test_an_invitation_alone_makes_no_member(unit: Organisation) -> None:
    """X5"""
    invite(unit)
    assert not User.objects.filter(email="chen@example.cn").exists()
    assert not Seat.objects.filter(district=unit.district, role=Role.HANDLER).exists()


def test_the_own_confirmation_makes_account_and_seat(unit: Organisation) -> None:
    """X5"""
    offer = invite(unit, ends_on=dt.date(2026, 12, 31), title="科员")
    user = actions.accept(offer, name="陈一鸣", password="long-enough-7", by=None, at=NOON + DAY)

    seat = queries.live_seats(user, on=dt.date(2026, 3, 3)).get()
    assert (seat.organisation, seat.title, seat.ends_on) == (unit, "科员", dt.date(2026, 12, 31))
    assert (user.name, user.district) == ("陈一鸣", unit.district)
    assert user.check_password("long-enough-7")
    assert EmailAddress.objects.get(user=user).verified
    offer.refresh_from_db()
    assert offer.email is None


def test_without_a_password_the_account_has_none(unit: Organisation) -> None:
    assert not actions.accept(invite(unit), by=None, at=NOON).has_usable_password()


def test_who_has_an_account_takes_the_seat_with_it(unit: Organisation) -> None:
    user = make.user()
    actions.accept(invite(unit), by=user, at=NOON)
    assert queries.units_of(user, Role.HANDLER, on=NOON.date()).get() == unit


def test_an_address_that_has_an_account_must_sign_in_first(unit: Organisation) -> None:
    make.user(email="chen@example.cn")
    with pytest.raises(Refusal, match="请先登录"):
        actions.accept(invite(unit), by=None, at=NOON)
    assert Invitation.objects.get(district=unit.district).accepted_at is None


def test_a_weak_password_is_refused_and_the_invitation_stays(unit: Organisation) -> None:
    offer = invite(unit)
    with pytest.raises(Refusal) as refused:
        actions.accept(offer, password="12345678", by=None, at=NOON)
    assert refused.value.field == "password"
    assert invitations.find(unit.district.pk, invitations.token(offer), at=NOON) == offer


def test_of_two_answers_the_first_counts(unit: Organisation) -> None:
    offer = invite(unit)
    actions.accept(offer, by=make.user(), at=NOON)
    with pytest.raises(Overtaken):
        actions.accept(offer, by=make.user(), at=NOON)


def test_unanswered_it_is_deleted_after_14_days_with_the_address(unit: Organisation) -> None:
    """X5"""
    answered, silent = invite(unit), invite(unit, email="li@example.cn", by=make.manager())
    actions.accept(answered, by=make.user(), at=NOON)

    assert actions.delete_unanswered(at=NOON + 14 * DAY) == 0
    with pytest.raises(Overtaken):
        actions.accept(silent, by=None, at=NOON + 14 * DAY + dt.timedelta(minutes=1))
    assert actions.delete_unanswered(at=NOON + 14 * DAY + dt.timedelta(minutes=1)) == 1
    assert Invitation.objects.filter(district=unit.district).get() == answered


def test_a_declined_or_withdrawn_one_is_gone_at_once(unit: Organisation) -> None:
    lead = make.unit_lead(unit)
    actions.decline(invite(unit, by=lead))
    actions.revoke(invite(unit, by=lead), by=lead, at=NOON)
    assert not Invitation.objects.filter(district=unit.district).exists()


def test_the_same_key_is_one_invitation(unit: Organisation) -> None:
    key, lead = new_id(), make.unit_lead(unit)
    assert invite(unit, key=key, by=lead) == invite(unit, key=key, by=lead)


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_is_one_invitation_and_one_letter(unit: Organisation) -> None:
    key, lead = new_id(), make.unit_lead(unit)

    made = race(lambda _n: invite(unit, key=key, by=lead), runners=4)

    assert len(set(made)) == 1
    assert Delivery.objects.filter(district=unit.district).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(unit: Organisation) -> None:
    offer, people = invite(unit), [make.user(), make.user()]

    answers = race(
        lambda n: actions.accept(
            Invitation.objects.get(district=unit.district), by=people[n], at=NOON
        ),
        runners=2,
    )

    assert {type(answer) for answer in answers} == {User, Overtaken}
    assert Seat.objects.filter(district=unit.district, role=offer.role).count() == 1


def test_the_letter_leads_to_the_answer_page_and_names_its_end(unit: Organisation) -> None:
    offer = invite(unit, email="chen@example.cn")
    words = letters.words(Delivery.objects.get(district=unit.district))

    assert words.url.endswith(f"/people/invitations/{invitations.token(offer)}/")
    assert "3月16日 12:00" in words.body
    assert unit.name in words.subject


def test_the_worker_deletes_the_unanswered_every_day(unit: Organisation) -> None:
    """X5"""
    invite(unit)
    with time_machine.travel(NOON + 15 * DAY):
        tasks.delete_unanswered_invitations.func()
    assert not Invitation.objects.filter(district=unit.district).exists()


def test_a_link_of_another_district_or_a_forged_one_opens_nothing(unit: Organisation) -> None:
    token = invitations.token(invite(unit))
    forged = token[:-1] + ("-" if token.endswith("_") else "_")
    other = make.district("other")

    assert invitations.find(other.pk, token, at=NOON) is None
    assert invitations.find(unit.district.pk, forged, at=NOON) is None
    assert invitations.find(unit.district.pk, "x", at=NOON) is None


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.MANAGER, Role.DISPATCHER, Role.AUDITOR])
def test_a_lead_gives_no_role_above_the_unit(unit: Organisation, role: Role) -> None:
    with pytest.raises(NotAllowed):
        invite(unit, role=role)


def test_a_manager_gives_any_role_but_the_operators(unit: Organisation) -> None:
    manager = make.manager()
    assert invite(unit, by=manager, role=Role.DISPATCHER).role == Role.DISPATCHER
    with pytest.raises(NotAllowed):
        invite(unit, by=manager, role=Role.OPERATOR)


def test_nobody_gives_a_seat_over_more_than_the_own_place() -> None:
    community = make.place()
    unit = make.organisation(at=community)
    with pytest.raises(NotAllowed, match="负责的范围"):
        invite(unit, place=make.root())


@pytest.mark.parametrize("who", ["handler", "other lead", "former lead", "manager elsewhere"])
def test_nobody_else_invites(unit: Organisation, who: str) -> None:
    by = {
        "handler": lambda: make.handler(unit),
        "other lead": lambda: make.unit_lead(make.organisation()),
        "former lead": lambda: make.unit_lead(unit, until=dt.date(2026, 2, 28)),
        "manager elsewhere": lambda: make.manager(make.place()),
    }[who]()
    with pytest.raises(NotAllowed):
        invite(unit, by=by)
