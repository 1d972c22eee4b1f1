"""Who hears of what, and how."""

from __future__ import annotations

import datetime as dt
import json

from lianxin.cases.actions import dispatch, handling, upkeep
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role
from lianxin.outbox import actions as outbox
from lianxin.outbox.models import Channel, Delivery, Message
from lianxin.playbooks.holidays import seed_calendar
from tests import make

HOUR = dt.timedelta(hours=1)


def test_a_subscribed_system_hears_of_each_move_and_no_words(noon: dt.datetime) -> None:
    operator = make.seat(Role.OPERATOR, make.desk())
    outbox.add_endpoint(
        make.district().pk,
        name="区平台",
        url="https://example.org/hook",
        events=["case.open", "case.assign"],
        key=new_id(),
        by=operator,
        at=noon,
    )

    case = make.case(assigned_to=make.organisation(), contact=make.contact())
    dispatch.accept(case, by=None, at=noon + HOUR)

    hooks = Delivery.objects.filter(channel=Channel.WEBHOOK).order_by("pk")
    assert [hook.kind for hook in hooks] == ["case.open", "case.assign"]
    assert hooks[1].facts["state"] == "ASSIGNED"
    said = json.dumps([hook.facts for hook in hooks], ensure_ascii=False)
    assert case.text not in said
    assert "13800138000" not in said


def test_a_units_group_chat_hears_what_the_unit_hears(noon: dt.datetime) -> None:
    unit = make.organisation()
    outbox.add_group(
        unit,
        provider="WECOM",
        name="市政工作群",
        token="a" * 36,
        key=new_id(),
        by=make.seat(Role.OPERATOR, make.desk()),
        at=noon,
    )

    case = make.case(assigned_to=unit)

    told = Delivery.objects.get(channel=Channel.GROUP)
    assert (told.kind, told.facts["ref"]) == ("case_assigned", case.ref)


def test_who_did_it_is_not_told_of_it(noon: dt.datetime) -> None:
    unit = make.organisation()
    handler, colleague = make.handler(unit), make.handler(unit)
    case = make.case(accepted=True, assigned_to=unit)

    dispatch.escalate(case, reason="社区无权挖路", by=handler, at=noon + HOUR)

    told = {message.to for message in Message.objects.filter(kind="case_escalated")}
    assert colleague in told
    assert handler not in told


def test_the_link_with_the_code_is_kept_with_the_address_alone(noon: dt.datetime) -> None:
    """C3, C23: what is stored in plain does not open the case."""
    case = make.case(accepted=True, contact=make.contact(email="li@example.org"))
    handling.feedback(case, note="下午到场。", by=None, at=noon + HOUR)

    delivery = Delivery.objects.get(kind="case_feedback")

    assert make.code(case) not in json.dumps(delivery.facts)
    assert make.code(case) in delivery.address


def test_the_operator_is_told_once_of_a_year_without_calendar(noon: dt.datetime) -> None:
    """C5: the calendar of a touched year is missing."""
    operator = make.seat(Role.OPERATOR, make.desk())
    seed_calendar([2026])
    make.case(received_at=noon)
    assert upkeep.tell_of_missing_days(make.district().pk, at=noon) == []
    december = noon.replace(month=12, day=28)
    make.case(class_code="LAND", received_at=december)

    for _day in range(2):
        assert upkeep.tell_of_missing_days(make.district().pk, at=december) == [2027]

    [message] = Message.objects.filter(kind="calendar_missing")
    assert (message.to, message.facts["year"]) == (operator, "2027")
