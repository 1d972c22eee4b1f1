"""Whoever came to a course as often as it asks has a certificate, until it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lianxin.exchange.actions import places, retention
from lianxin.exchange.actions.claiming import Who
from lianxin.exchange.models import Claim, Claimant, Listing, Qualification
from lianxin.fulfilment.actions import certifying
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Message
from lianxin.web.exchange import certified_paper
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
WHO = Who(name="周晓云", phone="13800138000")


def course(**details: object) -> Listing:
    told = {"subjects": ["调解"], "certificate": "社区调解员证"} | details
    return shelf.listing(kind="COURSE", title="调解员培训", details=told)


def came(of: Listing, who: Who = WHO, *, times: int = 1, seats: int = 1) -> Claim:
    """Somebody's last time of `times` that she came."""
    for number in range(times):
        slot = shelf.slot(of, starts_at=NOON + (number + 1) * DAY)
        last = places.take(slot, shelf.wish(who=who, seats=seats), key=new_id(), at=NOON).claim
        places.attend(last, by=None, at=NOON + (number + 1) * DAY)
    return Claim.objects.whole().latest("pk")


def given(claim: Claim, *, at: dt.datetime = NOON + 9 * DAY) -> Qualification:
    return certifying.certify(claim, by=None, at=at, key=new_id())


def test_whoever_came_as_often_as_is_asked_gets_one_paper_and_is_told() -> None:
    """CAT-10."""
    user = make.user(of=make.district(), name="周晓云")
    offered = course(needed=2, valid_months=12)
    claim = came(offered, replace(WHO, user=user), times=2)

    paper = given(claim)

    assert (paper.name, paper.attended, paper.title) == ("周晓云", 2, "社区调解员证")
    assert paper.expires_on == dt.date(2027, 3, 4)
    assert paper.holds(on=dt.date(2027, 3, 4))
    assert not paper.holds(on=dt.date(2027, 3, 5))
    assert given(claim) == paper  # twice is once
    assert Message.objects.filter(to=user, kind="course_certified").count() == 1


def test_whoever_came_to_all_days_of_a_camp_gets_its_paper_too() -> None:
    """GAT-13: a camp is an event of several days."""
    told = {"format": "CAMP", "topics": ["就业"], "certificate": "就业训练营结业证", "needed": 3}
    camp = shelf.listing(kind="EVENT", title="就业训练营", details=told)

    paper = given(came(camp, times=3))

    assert (paper.title, paper.course, paper.attended) == ("就业训练营结业证", "就业训练营", 3)


def test_a_student_s_practice_is_certified_with_its_hours() -> None:
    """GAT-12"""
    told = {"format": "PRACTICE", "topics": ["社区"], "certificate": "社会实践证明", "needed": 2}
    practice = shelf.listing(kind="EVENT", title="暑期社会实践", details=told)
    claim = came(practice, times=3)
    assert claim.starts_at is not None
    assert claim.ends_at is not None
    each = int((claim.ends_at - claim.starts_at).total_seconds() // 60)

    paper = given(claim)

    assert (paper.attended, paper.minutes) == (3, 3 * each)
    assert _hours(3 * each) in {fact.value for fact in certified_paper.learned(paper)}


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g} 小时"


@pytest.mark.parametrize(
    ("details", "times", "seats", "who", "code"),
    [
        ({"needed": 3}, 2, 1, WHO, "too_few"),
        ({"certificate": ""}, 1, 1, WHO, "no_certificate"),
        ({}, 1, 2, WHO, "group"),
        ({}, 1, 1, Who(phone="13800138000"), "nameless"),
    ],
)
def test_who_may_not_have_one_reads_why(
    details: dict[str, object], times: int, seats: int, who: Who, code: str
) -> None:
    claim = came(course(**details), who, times=times, seats=seats)
    with pytest.raises(Refusal) as refused:
        given(claim)
    assert refused.value.code == code
    assert not Qualification.objects.exists()


def test_only_who_gives_the_course_hands_it_out_and_takes_it_back() -> None:
    claim = came(course())
    others = make.handler(make.organisation())
    with pytest.raises(NotAllowed):
        certifying.certify(claim, by=others, at=NOON + 2 * DAY, key=new_id())
    paper = given(claim)

    with pytest.raises(NotAllowed):
        certifying.revoke(paper, why="弄错了", by=others, at=NOON + 2 * DAY)
    with pytest.raises(Refusal):
        certifying.revoke(paper, why=" ", by=None, at=NOON + 2 * DAY)
    certifying.revoke(paper, why="弄错了", by=make.handler(paper.issuer), at=NOON + 2 * DAY)
    assert not paper.holds(on=NOON.date())


def test_who_has_not_come_has_none() -> None:
    slot = shelf.slot(course())
    claim = places.take(slot, shelf.wish(who=WHO), key=new_id(), at=NOON).claim
    with pytest.raises(Refusal) as refused:
        given(claim)
    assert refused.value.code == "absent"


def test_she_is_reminded_once_in_the_last_month() -> None:
    user = make.user(of=make.district(), name="周晓云")
    paper = given(came(course(valid_months=3), replace(WHO, user=user)))
    district_id, ends = paper.district_id, NOON + 92 * DAY

    assert certifying.remind_ending(district_id, at=ends - 31 * DAY) == 0
    assert certifying.remind_ending(district_id, at=ends - 29 * DAY) == 1
    assert certifying.remind_ending(district_id, at=ends - 28 * DAY) == 0

    told = Message.objects.get(to=user, kind="course_ends")
    assert "2026-06-03" in told.facts["text"]


def test_she_can_be_reached_while_it_holds_and_her_name_goes_with_it() -> None:
    paper = given(came(course(valid_months=24)))
    district_id = paper.district_id

    assert retention.keep_terms(district_id, at=NOON + 400 * DAY) == 0
    assert Claimant.objects.get(claim=paper.claim).phone
    assert retention.keep_terms(district_id, at=NOON + 800 * DAY) == 1
    paper.refresh_from_db()
    assert paper.name is None


def test_one_that_holds_for_good_keeps_the_name_and_nothing_else() -> None:
    paper = given(came(course()))

    assert retention.keep_terms(paper.district_id, at=NOON + 400 * DAY) == 1
    paper.refresh_from_db()
    assert paper.name == "周晓云"
    assert Claimant.objects.get(claim=paper.claim).phone is None
