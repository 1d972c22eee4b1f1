"""One person is never in two shifts at once."""

from __future__ import annotations

import pytest

from lianxin.exchange.actions import places
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Claim, Claimant
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.volunteering import queries
from lianxin.volunteering.actions import presence, signing
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Presence
from tests import make
from tests.kernel.race import race
from tests.make import NOON
from tests.volunteering import crew
from tests.volunteering.crew import HOUR, MINUTE, TOMORROW


def test_overlapping_shifts_of_one_person_are_refused_and_nothing_is_left_behind():
    """X21."""
    who = crew.volunteer(make.user())
    crew.signed_up(crew.shift(), who)
    other = crew.shift(TOMORROW + HOUR, title="社区图书角")

    with pytest.raises(Refusal, match=r"给独居老人送餐.*时间重叠"):
        crew.signed_up(other, who)

    other.refresh_from_db()
    assert other.taken == 0
    assert Claim.objects.filter(district_id=other.district_id, slot=other).count() == 0


def test_without_an_account_the_telephone_number_stands_for_the_person():
    """X21; and whoever types somebody else's number learns when, not what."""
    crew.signed_up(crew.shift(), crew.volunteer(phone="139 0000 1111"))
    other = crew.shift(TOMORROW + HOUR)

    with pytest.raises(Refusal, match="10:00–12:00") as refused:
        crew.signed_up(other, crew.volunteer(phone="+86 13900001111"))

    assert "送餐" not in refused.value.message


def test_it_holds_through_every_door_of_the_exchange():
    """X21: also for who signs up on the catalogue's page."""
    wish = Wish(who=Who(name="李阿姨", phone="13800138000"))
    places.take(crew.shift(), wish, key=new_id(), at=NOON)

    with pytest.raises(Refusal, match="时间重叠"):
        places.take(crew.shift(), wish, key=new_id(), at=NOON)


def test_a_group_does_not_sign_up_as_one_person():
    with pytest.raises(Refusal, match="每个人自己报名"):
        places.take(
            crew.shift(), Wish(who=Who(phone="13800138000"), seats=2), key=new_id(), at=NOON
        )


def test_what_is_given_back_no_longer_stands_in_the_way():
    who = crew.volunteer()
    first = crew.signed_up(crew.shift(), who)

    signing.give_up(first, who, at=NOON)

    assert crew.signed_up(crew.shift(), who).claim.state == "HELD"


def test_nobody_gives_back_the_place_of_another():
    presence = crew.signed_up(crew.shift())

    with pytest.raises(NotAllowed):
        signing.give_up(presence, crew.volunteer(), at=NOON)


def test_one_after_the_other_is_fine():
    who = crew.volunteer()
    crew.signed_up(crew.shift(), who)

    assert crew.signed_up(crew.shift(TOMORROW + 2 * HOUR), who).claim.state == "HELD"


@pytest.mark.parametrize(
    ("gap", "address", "warned"),
    [(30, "听涛路 3 号", True), (31, "听涛路 3 号", False), (10, "小厨集市", False)],
)
def test_half_an_hour_or_less_between_two_places_warns(gap, address, warned):
    """X21."""
    who = crew.volunteer()
    crew.signed_up(crew.shift(), who)
    second = crew.shift(TOMORROW + 2 * HOUR + gap * MINUTE, address=address)
    claim = crew.signed_up(second, who).claim

    claimant = Claimant.objects.get(district_id=claim.district_id, claim=claim)
    assert bool(queries.tight(claim, claimant)) is warned


@pytest.mark.django_db(transaction=True)
def test_of_shifts_that_overlap_asked_for_at_one_moment_exactly_one_is_had():
    """X21, under concurrency, ten times over: account and number alike."""
    for round_ in range(5):
        starts = TOMORROW + round_ * 24 * HOUR
        slots = [crew.shift(starts + n * 15 * MINUTE) for n in range(4)]
        known, number = crew.volunteer(make.user()), f"1391111{round_:04}"
        strangers = [crew.volunteer(phone=number) for _ in slots]

        def attempt(n: int, slots=slots, known=known, strangers=strangers) -> Receipt:
            who = known if n < 4 else strangers[n - 4]
            return signing.sign_up(slots[n % 4], who, at=NOON, key=new_id())

        answers = race(attempt, runners=8)

        for half in (answers[:4], answers[4:]):
            assert sum(isinstance(one, Receipt) for one in half) == 1, answers
            assert sum(isinstance(one, Refusal) for one in half) == 3, answers
    held = Claim.objects.filter(district_id=make.district().pk, kind="SHIFT", state="HELD")
    assert held.count() == 10
    assert Presence.objects.filter(district_id=make.district().pk).count() == 10


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_do_not_stand_in_each_others_way():
    """Each has her own lock; the places are all given."""
    slot = crew.shift(capacity=5)
    people = [crew.volunteer() for _ in range(12)]

    answers = race(lambda n: signing.sign_up(slot, people[n], at=NOON, key=new_id()), runners=12)

    assert [one for one in answers if isinstance(one, Exception)] == []
    states = sorted(one.claim.state for one in answers)
    assert states == ["HELD"] * 5 + ["WAITING"] * 7


def test_who_has_an_account_is_one_volunteer_and_two_strangers_are_never_one():
    user = make.user()
    assert crew.volunteer(user).pk == crew.volunteer(user).pk
    assert crew.volunteer(phone="13900000000").pk != crew.volunteer(phone="13900000000").pk


@pytest.mark.django_db(transaction=True)
def test_of_those_at_the_door_at_once_as_many_come_in_as_there_are_seats():
    """X19: each is signed up and there, or neither."""
    slot = crew.shift(capacity=2)
    people = [crew.volunteer() for _ in range(6)]

    def enter(n: int) -> Presence:
        return signing.walk_in(slot, people[n], code=crew.code(slot), at=TOMORROW, key=new_id())

    answers = race(enter, runners=6)

    assert sum(isinstance(one, Presence) for one in answers) == 2, answers
    assert sum(isinstance(one, Refusal) for one in answers) == 4, answers
    found = Presence.objects.filter(district_id=make.district().pk)
    assert [one.in_at for one in found] == [TOMORROW, TOMORROW]


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_one_moment_are_one():
    """X19: the same tap sent again while the first is on its way, and another phone's."""
    slot = crew.shift()
    one = crew.signed_up(slot)
    key = new_id()

    def tap(n: int) -> None:
        mine, code = crew.again(one), crew.code(slot)
        keyed = key if n < 3 else new_id()
        presence.check_in(mine, How.QR, code=code, by=None, at=TOMORROW, key=keyed)

    answers = race(tap, runners=6)

    assert [each for each in answers if each is not None] == []
    assert [each.verb for each in timeline.of(crew.again(one))] == ["sign_up", "check_in"]
