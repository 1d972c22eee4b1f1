"""Whom a claim was for is known for as long as its kind says, and no longer."""

from __future__ import annotations

import datetime as dt

from lianxin.exchange.actions import orders, places, retention
from lianxin.exchange.models import Claim, Claimant, Rating
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Entry
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)
YEAR = 366 * DAY


def rated() -> Claim:
    """A meal for 李阿姨, told, delivered and rated with words that give people away."""
    cook = make.handler(make.organisation(name="学苑餐厅", kind="FIRM"))
    offer = shelf.listing(cook.seats.get().organisation)
    text = "李阿姨牙不好，软一点，到了打 13800138000"
    claim = shelf.ordered(offer, text=text, address="望海路 8 号 302 室").claim
    orders.accept(claim, by=cook, at=NOON, note="马上给李阿姨送")
    orders.deliver(claim, by=cook, at=NOON)
    code, said = shelf.code(claim), "李阿姨说好吃"
    orders.rate(claim, stars=5, code=code, text=said, at=NOON, key=new_id())
    return claim


def test_a_year_after_its_end_nothing_tells_whom_it_was_for():
    claim = rated()
    district_id = claim.district_id

    assert retention.keep_terms(district_id, at=NOON + 364 * DAY) == 0
    assert retention.keep_terms(district_id, at=NOON + YEAR) == 1
    assert retention.keep_terms(district_id, at=NOON + YEAR) == 0

    claim.refresh_from_db()
    who = Claimant.objects.get(district_id=district_id, claim=claim)
    assert (who.name, who.phone, who.email, who.phone_index, who.user) == (None,) * 3 + ("", None)
    words = [claim.text, claim.address, Rating.objects.get(district_id=district_id).text]
    words += [str([entry.note, entry.facts]) for entry in timeline.of(claim)]
    words += [str(message.facts) for message in Message.objects.filter(district_id=district_id)]
    assert not [word for word in words if "李阿姨" in word or "13800138000" in word]


def test_what_happened_and_when_stays_and_its_history_is_whole():
    claim = rated()
    before = [(entry.verb, entry.at) for entry in timeline.of(claim)]

    retention.keep_terms(claim.district_id, at=NOON + YEAR)

    claim.refresh_from_db()
    assert [(entry.verb, entry.at) for entry in timeline.of(claim)][:-1] == before
    assert timeline.verify(claim) is None
    assert timeline.rebuild(claim) == timeline.snapshot(claim)
    assert (claim.state, Rating.objects.get(district_id=claim.district_id).stars) == ("DONE", 5)


def test_what_goes_on_is_left_alone_and_so_are_hours_that_may_still_be_certified():
    claim = shelf.ordered().claim
    shift = shelf.slot(shelf.listing(kind="SHIFT", title="送餐"))
    taken = places.take(shift, shelf.wish(), key=new_id(), at=NOON).claim
    places.cancel(taken, code=shelf.code(taken), at=NOON)

    assert retention.keep_terms(claim.district_id, at=NOON + 2 * YEAR) == 0
    assert retention.keep_terms(claim.district_id, at=NOON + 6 * YEAR) == 1
    assert not Entry.objects.filter(
        district_id=claim.district_id, subject_id=claim.pk, verb="anonymise"
    ).exists()
