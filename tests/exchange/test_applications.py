"""Applying for a post, and being answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.exchange import policy
from lianxin.exchange.actions import applications
from lianxin.exchange.actions.claiming import Receipt, Who
from lianxin.exchange.models import Claim, Listing
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import User
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
FULL_TIME = {"employment": "FULL_TIME"}


def post(**fields: Any) -> Listing:
    return shelf.listing(
        fields.pop("provider", None) or make.organisation(name="海洋仪器公司", kind="FIRM"),
        kind="JOB", title="中试操作员", details=FULL_TIME, mode="ON_SITE", **fields,
    )  # fmt: skip


def applied(to: Listing, number: int = 0, **fields: Any) -> Receipt:
    wish = shelf.wish(
        who=Who(name="小林", phone=f"1380000{number:04}"),
        text="做过两年中试，会看图纸。",
        **fields,
    )
    return applications.apply(to, wish, key=new_id(), at=NOON)


def test_an_application_goes_to_the_firm_and_to_nobody_else():
    firm = make.organisation(name="海洋仪器公司", kind="FIRM")
    personnel, desk, other = (
        make.handler(firm),
        make.dispatcher(),
        make.handler(make.organisation()),
    )
    claim = applied(post(provider=firm)).claim

    def sees(user: User) -> bool:
        found = policy.claims_visible_to(user, on=NOON.date())
        return bool(found.filter(pk=claim.pk).exists())

    assert (sees(personnel), sees(desk), sees(other)) == (True, False, False)
    assert Message.objects.filter(to=personnel, kind="application_came").count() == 1


def test_it_is_shortlisted_and_awarded_and_each_step_is_told():
    firm = make.organisation(name="海洋仪器公司", kind="FIRM")
    personnel = make.handler(firm)
    claim = applied(post(provider=firm, capacity=1)).claim

    applications.shortlist(claim, by=personnel, at=NOON + HOUR, note="周三下午面谈")
    applications.award(claim, by=personnel, at=NOON + 2 * HOUR)

    assert [entry.verb for entry in timeline.of(claim)] == ["apply", "shortlist", "award"]
    assert claim.state == "HELD"
    assert Listing.objects.get().is_full


def test_a_filled_post_takes_no_more_until_somebody_withdraws():
    job = post(capacity=1)
    first, second = applied(job, 1), applied(job, 2)
    applications.award(first.claim, by=None, at=NOON)

    with pytest.raises(Refusal) as refused:
        applications.award(second.claim, by=None, at=NOON)
    assert refused.value.code == "full"
    job.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        applied(job, 3)
    assert refused.value.code == "full"

    applications.withdraw(first.claim, code=first.code, at=NOON + HOUR)
    again = Claim.objects.get(pk=second.claim.pk)
    applications.award(again, by=None, at=NOON + 2 * HOUR)
    assert again.state == "HELD"


def test_a_refusal_says_why():
    claim = applied(post()).claim
    with pytest.raises(Refusal) as refused:
        applications.refuse(claim, by=None, at=NOON, note=" ")
    assert refused.value.field == "note"
    applications.refuse(claim, by=None, at=NOON, note="这次要能倒班的")
    assert (claim.state, claim.ended_at) == ("REFUSED", NOON)
    with pytest.raises(IllegalMove):
        applications.award(claim, by=None, at=NOON)


def test_nobody_waits_for_two_answers_and_may_try_again_after_one():
    job = post()
    first = applied(job, 7)
    with pytest.raises(Refusal) as refused:
        applied(job, 7)
    assert refused.value.code == "already"
    applications.refuse(first.claim, by=None, at=NOON, note="请先补实习")
    assert applied(job, 7).is_new


def test_others_decide_nothing():
    claim = applied(post()).claim
    with pytest.raises(NotAllowed):
        applications.award(claim, by=make.dispatcher(), at=NOON)
    with pytest.raises(NotAllowed):
        applications.withdraw(claim, code="wrong", at=NOON)


def test_what_is_ordered_is_not_applied_for():
    with pytest.raises(Refusal) as refused:
        applied(shelf.listing())
    assert refused.value.code == "wrong_shape"


def test_the_same_key_is_one_application():
    job, key = post(), new_id()
    wish = shelf.wish(text="想来试试")
    first = applications.apply(job, wish, key=key, at=NOON)
    again = applications.apply(job, wish, key=key, at=NOON)
    assert (first.is_new, again.is_new) == (True, False)
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once():
    job = post(capacity=1)
    claims = [applied(job, number).claim for number in range(4)]

    race(lambda n: applications.award(claims[n], by=None, at=NOON), runners=4)

    assert Claim.objects.filter(state="HELD").count() == 1
    assert Listing.objects.get(pk=job.pk).taken == 1
