"""Agreements that more than two sign (NET-06)."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from lianxin.network.models import Organisation, User
from lianxin.outbox.models import Message
from lianxin.partnering import actions, policy, queries
from lianxin.partnering.actions import reminding
from lianxin.partnering.models import Agreement, Joiner
from tests import make
from tests.make import NOON
from tests.partnering.pacts import DAY, TODAY, Pact, fresh, pact, told

END = dt.date(2027, 3, 1)


class Joint:
    """A cooperation of four: a community, a firm, and two that sign with them."""

    def __init__(self, **fields: Any) -> None:
        self.units = [make.organisation(name=name) for name in ("业余剧社", "理工学院")]
        self.people = [make.handler(unit) for unit in self.units]
        self.pact = pact(kind="COOPERATION", way="", others=self.units, **fields)

    @property
    def agreement(self) -> Agreement:
        return fresh(self.pact.agreement)

    def joiner(self, number: int) -> Joiner:
        one = queries.joiners_of(self.agreement)[number]
        one.agreement = self.agreement
        return one

    def two_sign(self) -> None:
        for party, by in (("HOST", self.pact.host), ("PARTNER", self.pact.partner)):
            actions.sign(self.agreement, party, seen=self.agreement.seq, by=by, at=NOON)

    def join(self, number: int, by: User | None = None) -> None:
        one = self.joiner(number)
        actions.sign_with(one, seen=one.agreement.seq, by=by or self.people[number], at=NOON + DAY)


def test_it_holds_only_once_all_have_signed_in_any_order() -> None:
    joint = Joint()
    joint.join(1)
    joint.two_sign()
    assert joint.agreement.state == "HALF_SIGNED"
    assert [unit.name for unit in queries.unsigned(joint.agreement)] == ["业余剧社"]
    joint.join(0)
    assert joint.agreement.state == "SIGNED"
    told_of = Message.objects.filter(kind="agreement_signed").values_list("to", flat=True)
    assert set(told_of) >= {joint.people[1].pk, joint.pact.host.pk}


def test_nobody_signs_for_another_twice_unseen_or_too_late() -> None:
    joint = Joint()
    with pytest.raises(NotAllowed, match="业余剧社"):
        joint.join(0, by=joint.people[1])
    one = joint.joiner(0)
    with pytest.raises(Overtaken):
        actions.sign_with(one, seen=one.agreement.seq - 1, by=joint.people[0], at=NOON)
    joint.join(0)
    with pytest.raises(Refusal, match="已经签过"):
        joint.join(0)
    joint.join(1)
    joint.two_sign()
    with pytest.raises(IllegalMove):
        joint.join(1)


def test_who_signs_with_them_sees_it_and_others_do_not() -> None:
    joint = Joint()
    for user, sees in ((joint.people[0], True), (make.handler(make.organisation()), False)):
        rows = policy.visible_to(user, joint.agreement.district_id, on=TODAY)
        assert rows.filter(pk=joint.agreement.pk).exists() is sees


def test_what_is_worded_anew_all_sign_again() -> None:
    joint = Joint()
    joint.join(0)
    one = joint.agreement
    same = told(one.host, one.partner, kind="COOPERATION", way="", others=joint.units[:1])
    actions.amend(one, same, by=joint.pact.host, at=NOON)
    assert joint.agreement.state == "DRAFT"
    assert [each.signed_at for each in queries.joiners_of(joint.agreement)] == [None]


@pytest.mark.parametrize("ahead", [90, 30, 7])
def test_all_are_reminded_before_it_ends(ahead: int) -> None:
    """X3."""
    joint = Joint()
    joint.join(0)
    joint.join(1)
    joint.two_sign()
    at = NOON + (END - ahead * DAY - TODAY)
    Agreement.objects.update(remind_on=at.date())
    reminding.remind_due(joint.agreement.district_id, at=at)
    told_of = Message.objects.filter(kind="agreement_ending").values_list("to", flat=True)
    assert set(told_of) == {
        person.pk for person in (*joint.people, joint.pact.host, joint.pact.partner)
    }


def test_what_goes_on_has_the_same_units() -> None:
    joint = Joint()
    joint.join(0)
    joint.join(1)
    joint.two_sign()
    made = actions.renew(
        joint.agreement, ends_on=END + 365 * DAY, by=joint.pact.host, at=NOON, key=new_id()
    )
    assert [each.unit for each in queries.joiners_of(made)] == joint.units


def test_only_some_kinds_have_more_than_two_and_each_unit_once() -> None:
    club = make.organisation(name="业余剧社")
    with pytest.raises(Refusal, match="几家一起签"):
        pact(others=[club])
    with pytest.raises(Refusal, match="只写一次"):
        pact(kind="COOPERATION", way="", others=[club, club])
    closed = make.organisation(name="关了的")
    Organisation.objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    with pytest.raises(Refusal, match="不在本辖区"):
        pact(kind="COOPERATION", way="", others=[closed])


def test_the_database_holds_a_unit_once() -> None:
    joint = Joint()
    with pytest.raises(IntegrityError):
        Joiner.objects.create(
            district=joint.agreement.district, agreement=joint.agreement, unit=joint.units[0]
        )


def test_two_still_need_only_two() -> None:
    made: Pact = pact(signed=True)
    assert made.agreement.state == "SIGNED"


def test_lists_name_all_who_sign(client: Client) -> None:
    joint = Joint()
    for number in range(2):
        joint.join(number)
    joint.two_sign()
    client.force_login(joint.people[0])
    both = f"{joint.units[0].name} × {joint.units[1].name}"
    assert both in client.get("/partnering/").content.decode()
    assert "业余剧社、理工学院" in _cells(client.get("/partnering/agreements.xlsx").content)
    client.logout()
    assert both in client.get("/partnering/town/").content.decode()


def _cells(content: bytes) -> set[object]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
