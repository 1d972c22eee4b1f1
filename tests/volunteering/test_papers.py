"""Certificates, and what is said to be wrong."""

from __future__ import annotations

import pytest

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Message
from lianxin.volunteering import policy
from lianxin.volunteering.actions import certificates, corrections, helping, manual, presence
from lianxin.volunteering.actions.helping import Profile
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Certificate, Presence
from tests import make
from tests.make import NOON
from tests.volunteering import crew
from tests.volunteering.crew import DAY, HOUR, TOMORROW


def served(**fields) -> Presence:
    slot = crew.shift(**fields)
    one = crew.signed_up(slot)
    presence.check_in(one, How.QR, code=crew.code(slot), by=None, at=slot.starts_at)
    presence.check_out(crew.again(one), How.QR, code=crew.code(slot), by=None, at=slot.ends_at)
    return crew.again(one)


def test_a_certificate_names_what_was_done_and_has_a_number_of_its_own():
    """X20."""
    unit = crew.unit()
    one = served(of=unit)
    key = new_id()

    made = certificates.issue(crew.whose(one), issuer=unit, at=NOON + 2 * DAY, key=key)
    again = certificates.issue(crew.whose(one), issuer=unit, at=NOON + 3 * DAY, key=key)

    assert made.pk == again.pk
    assert made.ref.startswith("WHZ-26-")
    assert (made.name, made.issuer) == ("崔勇", unit)
    [row] = made.rows
    assert row["title"] == "给独居老人送餐"
    assert row["content"] == "送六户，送到手里说两句话。"
    assert (row["unit"], row["minutes"], row["manual"]) == (unit.name, 120, 0)


def test_of_all_services_the_coordinating_desk_issues_it():
    one = served()

    made = certificates.issue(crew.whose(one), issuer=None, at=NOON + 2 * DAY, key=new_id())

    assert made.issuer == make.desk()


def test_there_is_none_of_nothing():
    with pytest.raises(Refusal, match="还没有可以证明"):
        certificates.issue(crew.volunteer(), issuer=None, at=NOON, key=new_id())


def test_no_column_holds_an_identity_number():
    """X20."""
    names = {field.name for field in Certificate._meta.concrete_fields}
    assert names == {
        "id", "district", "key", "ref", "volunteer", "issuer", "name", "rows", "issued_at",
        "revoked_at", "revoked_why",
    }  # fmt: skip


def test_what_is_put_right_later_makes_an_older_certificate_say_so():
    """X20."""
    lead, second = (make.unit_lead(unit := crew.unit()), make.handler(unit))
    one = served(of=unit)
    later = NOON + 3 * DAY
    made = certificates.issue(crew.whose(one), issuer=unit, at=later, key=new_id())
    assert not certificates.is_outdated(made)

    manual.add(one, minutes=30, why="收拾场地", by=lead, at=later)
    manual.agree(crew.again(one), by=second, at=later)

    assert certificates.is_outdated(made)


def test_only_who_issued_it_takes_it_back():
    unit = crew.unit()
    one = served(of=unit)
    made = certificates.issue(crew.whose(one), issuer=unit, at=NOON + 2 * DAY, key=new_id())

    with pytest.raises(NotAllowed):
        certificates.revoke(made, why="弄错了", by=make.dispatcher(), at=NOON + 3 * DAY)
    certificates.revoke(made, why="弄错了", by=make.unit_lead(unit), at=NOON + 3 * DAY)

    made.refresh_from_db()
    assert made.revoked_why == "弄错了"


def test_the_name_on_record_does_not_change_hands():
    """X20: hours are not given away under another name."""
    one = served()

    with pytest.raises(Refusal, match="姓名不能自己改"):
        helping.describe(crew.whose(one), Profile(name="别人", phone="13900000000"))


def test_a_correction_is_answered_by_the_organiser():
    """X20."""
    lead = make.unit_lead(unit := crew.unit())
    one = served(of=unit)
    asked = corrections.ask(
        one, crew.whose(one), text="我 9:40 就到了", at=NOON + 2 * DAY, key=new_id()
    )

    with pytest.raises(NotAllowed):
        corrections.answer(asked, text="好", by=make.dispatcher(), at=NOON + 3 * DAY)
    corrections.answer(asked, text="已补记十五分钟。", by=lead, at=NOON + 3 * DAY)

    assert (asked.state, asked.answer) == ("ANSWERED", "已补记十五分钟。")
    told = Message.objects.filter(district_id=one.district_id, to=lead, kind="correction_asked")
    assert told.count() == 1


def test_after_seven_days_without_an_answer_the_desk_has_it():
    """X20."""
    unit, desk = crew.unit(), make.dispatcher()
    slot = crew.shift(of=unit)
    one = crew.signed_up(slot, crew.volunteer(user := make.user()))
    began = TOMORROW + HOUR
    asked = corrections.ask(one, crew.whose(one), text="没签上", at=began, key=new_id())

    assert corrections.escalate_late(one.district_id, at=began + 7 * DAY - HOUR) == 0
    assert corrections.escalate_late(one.district_id, at=began + 7 * DAY) == 1
    assert corrections.escalate_late(one.district_id, at=began + 8 * DAY) == 0

    asked.refresh_from_db()
    assert asked.state == "ESCALATED"
    on = (began + 8 * DAY).date()
    assert policy.corrections_answered_by(desk, on=on).get() == asked
    for person in (desk, user):
        told = Message.objects.filter(
            district_id=one.district_id, to=person, kind="correction_escalated"
        )
        assert told.count() == 1
    corrections.answer(asked, text="已请队长补记。", by=desk, at=began + 8 * DAY)
    assert asked.state == "ANSWERED"


def test_one_correction_at_a_time_and_only_of_ones_own():
    one = served()
    at = NOON + 2 * DAY
    corrections.ask(one, crew.whose(one), text="不对", at=at, key=(key := new_id()))

    assert corrections.ask(one, crew.whose(one), text="不对", at=at, key=key).text == "不对"
    with pytest.raises(Refusal, match="正在等答复"):
        corrections.ask(one, crew.whose(one), text="还是不对", at=at, key=new_id())
    with pytest.raises(NotAllowed):
        corrections.ask(one, crew.volunteer(), text="不对", at=at, key=new_id())
