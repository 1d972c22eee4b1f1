"""Belong by one's own choice, and leave at once (NET-13, NET-14, NET-15; X5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from lianxin.bodies import links, policy, queries
from lianxin.bodies.actions import joining, retention, seating
from lianxin.bodies.models import Body, Member, SignUp
from lianxin.bodies.notices import KINDS, BodyNotice
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network import own
from lianxin.outbox import wording
from lianxin.outbox.models import Delivery
from tests import make
from tests.bodies import build
from tests.bodies.build import DAY
from tests.kernel.race import race
from tests.make import NOON

TODAY = timezone.localdate(NOON)


def club() -> Body:
    return build.body("ASSOCIATION", name="海归创业者之友")


def sign_up(body: Body, **told: Any) -> SignUp:
    person = joining.Person(**({"name": "小林", "email": "Lin@Example.org"} | told))
    return joining.sign_up(body, person, at=NOON, key=new_id())


def rows(body: Body) -> Any:
    return Member.objects.filter(district_id=body.district_id, body=body)


def test_only_her_own_word_makes_a_member() -> None:
    """X5: what is written down makes nobody a member; the link that only she gets does."""
    body = club()

    waiting = sign_up(body)

    assert queries.members_on(body, on=TODAY) == []
    (letter,) = Delivery.objects.filter(district_id=body.district_id, kind="body_confirm")
    assert links.token(waiting) in letter.address
    assert links.find(body.district_id, links.token(waiting) + "x", at=NOON) is None
    member = joining.confirm(waiting, at=NOON)
    assert queries.members_on(body, on=TODAY) == [member]
    assert not SignUp.objects.filter(district_id=body.district_id).exists()
    assert links.find(body.district_id, links.token(waiting), at=NOON) == member


def test_an_invitation_is_no_membership() -> None:
    """X5"""
    body = club()
    host, stranger = make.handler(body.convener), make.user()
    person = joining.Person("老周", email="zhou@example.org")

    with pytest.raises(NotAllowed):
        joining.sign_up(body, person, invited_by=stranger, at=NOON, key=new_id())
    waiting = joining.sign_up(body, person, invited_by=host, at=NOON, key=new_id())

    assert queries.members_on(body, on=TODAY) == []
    joining.decline(waiting)
    assert not SignUp.objects.filter(district_id=body.district_id).exists()
    with pytest.raises(Overtaken):
        joining.confirm(waiting, at=NOON)


def test_what_is_not_answered_in_fourteen_days_goes_with_the_address() -> None:
    """X5"""
    body = club()
    waiting = sign_up(body)

    assert joining.delete_unanswered(at=NOON + 14 * DAY) == 0
    late = NOON + 14 * DAY + dt.timedelta(seconds=1)
    with pytest.raises(Overtaken):
        joining.confirm(waiting, at=late)
    assert joining.delete_unanswered(at=late) == 1
    assert not SignUp.objects.filter(district_id=body.district_id).exists()


@pytest.mark.django_db(transaction=True)
def test_confirmed_twice_at_once_is_one_member() -> None:
    body = club()
    waiting = sign_up(body)

    answers = race(lambda _n: joining.confirm(waiting, at=NOON), runners=4)

    assert sum(isinstance(one, Member) for one in answers) == 1
    assert rows(body).count() == 1


def test_one_address_is_one_member_however_often_it_signs_up() -> None:
    body = club()
    first = joining.confirm(sign_up(body), at=NOON)

    again = joining.confirm(sign_up(body, email="lin@example.ORG"), at=NOON)

    assert again == first
    assert rows(body).count() == 1


def test_by_account_she_is_in_and_out_at_once() -> None:
    """X5: the day on which she leaves is not hers any more, and nothing tells of her."""
    body, user = club(), make.user(name="韩雪")
    member = build.member(body, user)
    assert queries.member_of(body, user, on=TODAY) == member
    assert build.member(body, user) == member

    joining.leave(member, by=user, at=NOON)
    joining.leave(member, by=None, at=NOON)

    assert queries.members_on(body, on=TODAY) == []
    gone = rows(body).get()
    assert (gone.name, gone.user, gone.shown_as, gone.email) == (None, None, "", None)


def test_nobody_takes_somebody_else_out_or_puts_her_in() -> None:
    body = club()
    member, host = build.member(body), make.handler(body.convener)

    with pytest.raises(NotAllowed):
        joining.leave(member, by=host, at=NOON)
    with pytest.raises(Refusal, match="自己退出"):
        seating.dismiss(member, ends_on=TODAY, by=host, at=NOON)
    with pytest.raises(Refusal, match="本人"):
        seating.appoint(
            body, seating.Appointee("老周"), starts_on=TODAY, by=host, at=NOON, key=new_id()
        )


def test_to_a_group_belongs_who_belongs_to_its_association() -> None:
    body = club()
    group = build.body("GROUP", name="青年小组", parent=body)
    user = make.user()
    by_mail = build.by_mail(body)

    with pytest.raises(Refusal, match="先加入"):
        joining.join(group, by=user, at=NOON, key=new_id())
    with pytest.raises(Refusal, match="先加入"):
        sign_up(group)
    build.member(body, user)
    joining.join(group, by=user, at=NOON, key=new_id())
    first = joining.join(group, via=by_mail, at=NOON, key=new_id())
    assert joining.join(group, via=by_mail, at=NOON, key=new_id()) == first
    assert len(queries.members_on(group, on=TODAY)) == 2

    joining.leave(by_mail, at=NOON)
    assert len(queries.members_on(group, on=TODAY)) == 1


def test_an_alliance_is_joined_by_the_unit_itself() -> None:
    """NET-11"""
    body = build.body("ALLIANCE", name="校企联盟")
    firm = make.organisation(name="海蓝科技", kind="FIRM")
    told: dict[str, Any] = {"starts_on": TODAY, "at": NOON, "key": new_id()}

    with pytest.raises(NotAllowed, match="海蓝科技"):
        seating.admit(body, firm, by=make.handler(body.convener), **told)
    row = seating.admit(body, firm, by=make.unit_lead(firm), **told)
    assert queries.units_on(body, on=TODAY) == [firm]
    with pytest.raises(Refusal, match="已经是成员单位"):
        seating.admit(body, firm, by=make.unit_lead(firm), **(told | {"key": new_id()}))
    seating.release(row, ends_on=TODAY, by=make.unit_lead(firm), at=NOON)
    assert queries.units_on(body, on=TODAY + DAY) == []


def test_a_part_time_member_is_appointed_for_a_term() -> None:
    """NET-03, NET-04"""
    body, college = build.body("PARK", name="园区委员会"), make.organisation(kind="CAMPUS")
    host = make.handler(body.convener)
    who = seating.Appointee("陈老师", home=college)

    member = seating.appoint(
        body, who, starts_on=TODAY, ends_on=TODAY + 9 * DAY, by=host, at=NOON, key=new_id()
    )

    (seen,) = queries.members_on(body, on=TODAY + 9 * DAY)
    assert (seen, seen.home) == (member, college)
    assert queries.members_on(body, on=TODAY + 10 * DAY) == []
    retention.keep_terms(body.district_id, at=NOON + 10 * DAY)
    assert rows(body).get().name is None


def test_an_office_gives_its_rights_until_its_last_midnight() -> None:
    """X4"""
    body, user = build.body("COMMITTEE"), make.user()
    member = seating.appoint(
        body, seating.Appointee("陈老师", user=user), starts_on=TODAY, by=None, at=NOON,
        key=new_id(),
    )  # fmt: skip
    assert not policy.runs(user, body, on=TODAY)
    seating.give_office(
        member,
        title="秘书长",
        starts_on=TODAY,
        ends_on=TODAY + DAY,
        by=None,
        at=NOON,
        key=new_id(),
    )
    unit = make.organisation(name="新成员")
    last = dt.datetime(2026, 3, 3, 23, 59, 59, tzinfo=make.SHANGHAI)
    after = last + dt.timedelta(seconds=1)

    seating.admit(body, unit, starts_on=TODAY, by=user, at=last, key=new_id())
    with pytest.raises(NotAllowed):
        seating.admit(body, unit, starts_on=TODAY, by=user, at=after, key=new_id())


def test_her_data_is_hers_to_see_and_to_erase() -> None:
    body, user = club(), make.user(name="韩雪")
    build.member(body, user)

    assert [row["name"] for row in own.told(user, by=user)["bodies"]] == [body.name]
    own.erase(user, by=user, at=NOON)
    assert "bodies" not in own.told(user, by=user)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind: str, language: str) -> None:
    told = BodyNotice(kind, "联席会议", "/x/", text="选会长", until="2026-03-09")
    worded = wording.render(kind, vars(told), language)

    for part in (worded.subject, worded.body, worded.short):
        assert "联席会议" in part
    assert "{{" not in worded.body


def test_without_a_gateway_for_messages_a_number_is_not_enough(settings: Any) -> None:
    settings.SMS_GATEWAY = ""

    with pytest.raises(Refusal, match="邮箱") as refused:
        sign_up(club(), email="", phone="139 0000 1111")

    assert refused.value.field == "email"
