from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from lianxin.kernel.ids import new_id
from lianxin.outbox import actions
from lianxin.outbox.actions import Address, Notice
from lianxin.outbox.models import Channel, Delivery, Endpoint, GroupChannel, Message, Provider
from tests import make
from tests.outbox.letters import LampMended

ABOUT = UUID("0199aaaa-0000-7000-8000-000000000001")


def test_each_person_has_one_message_in_the_inbox(noon: dt.datetime) -> None:
    people = [make.user(), make.user()]
    actions.queue(LampMended(), to=people, about=ABOUT, at=noon)
    message = Message.objects.get(to=people[0])
    assert Message.objects.count() == 2
    assert message.district == people[0].district
    assert message.facts["where"] == "Gate 3"


def test_the_same_about_the_same_thing_is_told_once(noon: dt.datetime) -> None:
    person = make.user(email="wang@example.org")
    actions.queue(LampMended(), to=[person, person], about=ABOUT, at=noon)
    actions.queue(LampMended(), to=[person], about=ABOUT, at=noon)
    actions.queue(LampMended(), to=[person], about=new_id(), at=noon)
    assert Message.objects.count() == 2
    assert Delivery.objects.count() == 2


def test_a_message_goes_back_with_its_deed(noon: dt.datetime) -> None:
    with transaction.atomic():
        actions.queue(LampMended(), to=[make.user(email="a@b.cn")], about=ABOUT, at=noon)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(("email", "cost"), [("", 1), ("wang@example.org", 3)])
def test_telling_many_costs_as_much_as_telling_one(
    noon: dt.datetime, email: str, cost: int
) -> None:
    people = [make.user(email=email) for _ in range(12)]
    with CaptureQueriesContext(connection) as asked:
        actions.queue(LampMended(), to=people, about=ABOUT, at=noon)
    inserts = [query for query in asked.captured_queries if "INSERT" in query["sql"]]
    assert len(inserts) == cost
    assert len(asked) <= cost + 2  # and a savepoint


def test_nobody_to_tell_costs_nothing(noon: dt.datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        actions.queue(LampMended(), to=[], about=ABOUT, at=noon)
    assert len(asked) == 0


def test_what_happened_long_ago_leaves_the_house_no_more(noon: dt.datetime) -> None:
    with actions.inbox_only():
        actions.queue(LampMended(), to=[make.user(email="a@b.cn")], about=ABOUT, at=noon)
    actions.queue(LampMended(), to=[make.user(email="c@d.cn")], about=ABOUT, at=noon)
    assert Message.objects.count() == 2
    assert Delivery.objects.count() == 1


def test_a_requester_without_account_is_written_to(noon: dt.datetime) -> None:
    _queue_to(Address(name="李阿姨", email="li@example.org", phone="13800138000"), at=noon)
    delivery = Delivery.objects.get()
    assert delivery.channel == Channel.EMAIL
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, dedupe FROM outbox_delivery")
        stored = str(cursor.fetchone())
    assert "example" not in stored
    assert "13800138000" not in stored


def test_a_requester_with_only_a_phone_needs_a_gateway(noon: dt.datetime, settings) -> None:
    _queue_to(Address(phone="13800138000"), at=noon)
    assert not Delivery.objects.exists()

    settings.SMS_GATEWAY = {"url": "https://sms.example", "json": {}}
    _queue_to(Address(phone="13800138000"), at=noon)
    assert Delivery.objects.get().channel == Channel.SMS


def test_two_requesters_of_one_case_are_both_told(noon: dt.datetime) -> None:
    for email in ("li@example.org", "zhao@example.org", "li@example.org"):
        _queue_to(Address(email=email), at=noon)
    assert Delivery.objects.count() == 2


def test_only_the_groups_of_the_unit_are_told(noon: dt.datetime) -> None:
    unit, other = make.organisation(), make.organisation()
    for organisation, is_active in ((unit, True), (unit, False), (other, True)):
        GroupChannel.objects.create(
            district=unit.district,
            organisation=organisation,
            provider=Provider.WECOM,
            name="值班群",
            token="k",
            is_active=is_active,
        )
    actions.queue_group(LampMended(), organisation=unit, about=ABOUT, at=noon)
    assert Delivery.objects.get().group == GroupChannel.objects.get(
        organisation=unit, is_active=True
    )


def test_only_systems_of_the_district_that_asked_for_the_event_hear_of_it(
    noon: dt.datetime,
) -> None:
    here = make.district()
    there = make.district("elsewhere")
    for district, events in ((here, ["case.closed"]), (here, ["case.opened"]), (there, None)):
        Endpoint.objects.create(
            district=district,
            name="市平台",
            url="https://example.org/hook",
            secret="s",
            events=events or ["case.closed"],
        )
    actions.emit("case.closed", {"ref": "LX-1"}, district_id=here.pk, about=ABOUT, at=noon)
    delivery = Delivery.objects.get()
    assert delivery.district == here
    assert delivery.endpoint is not None
    assert delivery.endpoint.events == ["case.closed"]


def _queue_to(address: Address, *, at: dt.datetime, notice: Notice | None = None) -> None:
    district_id = make.district().pk
    actions.queue_to(
        notice or LampMended(), address=address, district_id=district_id, about=ABOUT, at=at
    )
