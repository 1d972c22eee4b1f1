"""Invitations in waves (X24)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.exchange.actions import listings
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.matching import links, tasks
from lianxin.matching.actions import waves
from lianxin.matching.models import Call, Invite
from lianxin.outbox.models import Message
from tests import make
from tests.make import NOON
from tests.matching import fits

HOUR = dt.timedelta(hours=1)


def invites(held: Call) -> list[Invite]:
    return list(Invite.objects.filter(district_id=held.district_id, call=held).order_by("pk"))


def run(held: Call, *, since: dt.datetime = NOON, hours: int) -> None:
    """As the worker does, every hour."""
    for n in range(1, hours + 1):
        waves.advance(held.district_id, at=since + n * HOUR)


def say(invite: Invite, answer: str = "INTERESTED", *, hours: float = 1, **told: Any) -> None:
    waves.answer(invite, answer, at=NOON + hours * HOUR, is_by_link=True, **told)


def test_ten_are_asked_then_ten_more_and_it_ends_at_the_deadline() -> None:
    """X24: waves of 10, stops at the deadline."""
    fits.offers(25)
    held = fits.call(days=6)
    assert len(invites(held)) == 10
    run(held, hours=47)
    assert len(invites(held)) == 10
    run(held, since=NOON + 47 * HOUR, hours=2)
    assert len(invites(held)) == 20
    run(held, since=NOON + 49 * HOUR, hours=100)
    held.refresh_from_db()
    assert held.state == "OVER"
    assert held.closed_at == NOON + dt.timedelta(days=6)
    assert len(invites(held)) == 25
    units = [one.organisation_id for one in invites(held)]
    assert len(units) == len(set(units))


def test_it_stops_when_six_are_interested() -> None:
    """X24: stops at 6 interested."""
    fits.offers(12)
    held = fits.call()
    for invite in invites(held)[:6]:
        say(invite)
    held.refresh_from_db()
    assert held.state == "ENOUGH"
    run(held, hours=24 * 13)
    assert len(invites(held)) == 10
    assert not any(invite.reminders for invite in invites(held))


def test_two_reminders_at_most_a_day_apart() -> None:
    """X24: ≤ 2 reminders, ≥ 24 h apart, also over several rounds for one need."""
    [unit] = fits.offers(1)
    person = make.handler(unit)
    held = fits.call(days=10)
    moments: list[dt.datetime] = []
    for n in range(1, 24 * 9):
        waves.advance(held.district_id, at=NOON + n * HOUR)
        [invite] = invites(held)
        if len(moments) < invite.reminders:
            moments.append(NOON + n * HOUR)
    assert len(moments) == 2
    assert moments[0] >= NOON + 24 * HOUR
    assert moments[1] >= moments[0] + 24 * HOUR
    told = Message.objects.filter(district_id=held.district_id, to=person)
    assert sorted(told.values_list("kind", flat=True)) == [
        "match_invited", "match_reminded", "match_reminded",
    ]  # fmt: skip
    waves.end(held, by=None, at=NOON + 24 * 9 * HOUR)
    with pytest.raises(Refusal):  # nobody is left who was not asked for this need
        fits.call(held.need, at=NOON + 24 * 9 * HOUR)


def test_who_answered_is_not_reminded_and_when_all_have_the_next_wave_goes() -> None:
    fits.offers(11)
    held = fits.call()
    for invite in invites(held):
        say(invite, "NOT_NOW", not_now="BUSY")
    waves.advance(held.district_id, at=NOON + 2 * HOUR)
    assert len(invites(held)) == 11
    run(held, hours=30)
    assert [one.reminders for one in invites(held)] == [0] * 10 + [1]


def test_a_no_needs_a_listed_reason_and_the_owner_sees_each_answer() -> None:
    fits.offers(2)
    unit = make.organisation(name="水厂", kind="FIRM")
    owner = make.handler(unit)
    held = fits.call(fits.listing("NEED", unit))
    first, second = invites(held)
    with pytest.raises(Refusal):
        say(first, "NOT_NOW")
    say(first, "NOT_NOW", not_now="LATER", note="下半年可以")
    say(second)
    say(second)
    told = Message.objects.filter(district_id=held.district_id, to=owner, kind="match_answered")
    assert told.count() == 2


def test_one_round_at_a_time_and_the_same_key_is_one() -> None:
    fits.offers(2)
    need, key = fits.listing("NEED"), new_id()
    first = waves.call(need, deadline_at=NOON + 24 * HOUR, by=None, at=NOON, key=key)
    assert waves.call(need, deadline_at=NOON + 24 * HOUR, by=None, at=NOON, key=key) == first
    with pytest.raises((Overtaken, Refusal)):
        fits.call(need)
    assert Call.objects.filter(district_id=need.district_id).count() == 1


def test_what_cannot_be_asked_for_is_refused() -> None:
    need = fits.listing("NEED")
    with pytest.raises(Refusal):
        fits.call(need)  # nobody fits
    fits.offers(1)
    with pytest.raises(Refusal):
        fits.call(need, days=61)
    with pytest.raises(Refusal):
        fits.call(fits.listing("JOB"))
    with pytest.raises(NotAllowed):
        waves.call(need, deadline_at=NOON + HOUR, by=make.user(), at=NOON, key=new_id())
    listings.withdraw(need, by=None, at=NOON)
    with pytest.raises(Refusal):
        fits.call(need)


def test_an_answer_needs_the_link_or_a_seat_and_comes_in_time() -> None:
    [unit] = fits.offers(1)
    held = fits.call(days=1)
    [invite] = invites(held)
    with pytest.raises(NotAllowed):
        waves.answer(invite, "INTERESTED", at=NOON, by=make.user())
    waves.answer(invite, "INTERESTED", at=NOON, by=make.handler(unit))
    with pytest.raises(Refusal):
        say(invite, hours=24)


def test_the_link_opens_this_invitation_here_and_no_other() -> None:
    fits.offers(1)
    [invite] = invites(fits.call())
    token = links.answer(invite).split("/")[3]
    assert links.read(token, invite.district_id) == invite
    assert links.read(token, invite.district_id + 1) is None
    assert links.read(f"{token}x", invite.district_id) is None
    assert links.read("nonsense", invite.district_id) is None


def test_the_worker_advances_every_district() -> None:
    fits.offers(1)
    held = fits.call(days=1)
    Call.objects.filter(district_id=held.district_id).update(next_at=NOON, deadline_at=NOON + HOUR)
    tasks.advance_waves.call()
    held.refresh_from_db()
    assert held.state == "OVER"
