"""What stands in the hall of an event: programme, exhibits, meetings, and the room itself."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.events import queries
from lianxin.events.actions import exhibiting, programme, rooms
from lianxin.events.models import Exhibit, Pitch, Talk
from lianxin.exchange.actions import bookings, places
from lianxin.exchange.actions.bookings import Span, Taken
from lianxin.exchange.models import Cell, Slot, Space
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation
from tests import make
from tests.events.test_door import DOORS, event, giver_of
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON

MINUTE = dt.timedelta(minutes=1)
HOUR = 60 * MINUTE


def pitch(slot: Slot, title: str, minutes: int = 8) -> Pitch:
    return programme.add_pitch(
        slot, title=title, minutes=minutes, who="团队", by=None, at=NOON, key=new_id()
    )


def shown(slot: Slot, name: str = "潮芯科技") -> Exhibit:
    unit = make.organisation(name=name, kind="FIRM")
    return exhibiting.show(
        slot.listing, shelf.listing(unit, title="水下传感器"), by=None, at=NOON, key=new_id()
    )


def ask(exhibit: Exhibit, slot: Slot, unit: Organisation, turn: int = 0) -> Talk:
    return exhibiting.ask(
        exhibit, slot, unit, starts_at=queries.times(slot)[turn], about="想买样品", by=None,
        at=NOON, key=new_id(),
    )  # fmt: skip


def booked(space: Space) -> list[dt.datetime]:
    cells = Cell.objects.filter(district_id=space.district_id, space=space)
    return list(cells.order_by("at").values_list("at", flat=True))


def test_pitches_follow_each_other_and_never_outlast_the_session() -> None:
    """GAT-20."""
    slot = event()
    first, second, third = (pitch(slot, title) for title in ("甲", "乙", "丙"))

    programme.move_pitch(third, to=1, by=None, at=NOON)
    programme.drop_pitch(first, by=None, at=NOON)
    programme.drop_pitch(first, by=None, at=NOON)

    told = [
        (begins - slot.starts_at, one.title) for begins, one in queries.programmes([slot])[slot.pk]
    ]
    assert told == [(0 * MINUTE, "丙"), (8 * MINUTE, "乙")]
    with pytest.raises(Refusal, match="还剩 104 分钟"):
        pitch(slot, "丁", 105)
    with pytest.raises(NotAllowed):
        programme.move_pitch(second, to=1, by=make.dispatcher(), at=NOON)


def test_a_meeting_is_asked_for_at_a_free_time_and_agreed_by_who_shows_something() -> None:
    """MAT-10."""
    slot = event()
    exhibit, bank = shown(slot), make.organisation(name="海湾银行", kind="FIRM")
    talk = ask(exhibit, slot, bank)

    with pytest.raises(NotAllowed):
        exhibiting.accept(talk, by=make.handler(bank), at=NOON)
    exhibiting.accept(talk, by=make.handler(talk.host), at=NOON)

    other = make.organisation(name="农商行", kind="FIRM")
    for turn, said in ((0, "已经约了别人"), (1, "")):
        if said:
            with pytest.raises(Refusal, match=said):
                ask(exhibit, slot, other, turn)
        else:
            exhibiting.decline(
                ask(exhibit, slot, other, turn), reason="没带样品", by=None, at=NOON
            )
    exhibiting.withdraw(talk, by=make.handler(bank), at=NOON)
    states = queries.talks(slot.listing).values_list("state", flat=True)
    assert sorted(states) == ["DECLINED", "WITHDRAWN"]
    assert ask(exhibit, slot, other).state == "ASKED"


def test_what_cannot_be_met_about_is_refused_with_a_reason() -> None:
    slot, elsewhere = event(), event()
    exhibit, unit = shown(slot), make.organisation(name="海湾银行", kind="FIRM")
    with pytest.raises(Refusal, match="时间表里"):
        ask(exhibit, elsewhere, unit)
    with pytest.raises(Refusal, match="自己单位"):
        ask(exhibit, slot, exhibit.shown.provider or unit)
    ask(exhibit, slot, unit)
    with pytest.raises(Refusal, match="已经约过"):
        ask(exhibit, slot, unit, 1)
    with pytest.raises(Refusal, match="不能撤展"):
        exhibiting.take_down(exhibit, by=None, at=NOON)
    with pytest.raises(Refusal, match="已上架"):
        exhibiting.show(slot.listing, shelf.draft(), by=None, at=NOON, key=new_id())


@pytest.mark.django_db(transaction=True)
def test_two_meetings_agreed_to_at_once_for_one_time_are_one() -> None:
    slot = event()
    exhibit = shown(slot)
    asked = [ask(exhibit, slot, make.organisation(name=f"银行{n}")) for n in range(4)]

    answers = race(lambda n: exhibiting.accept(asked[n], by=None, at=NOON), runners=4)

    assert sum(answer is None for answer in answers) == 1
    assert queries.talks(slot.listing).filter(state="ACCEPTED").count() == 1


def test_the_room_of_an_event_moves_with_it_and_is_free_when_it_is_called_off() -> None:
    """X34."""
    slot, space = event(), shelf.space(longest=600)
    room = rooms.hold_room(slot, space, by=None, at=NOON, key=new_id())
    again = rooms.hold_room(slot, space, by=make.handler(giver_of(slot)), at=NOON, key=new_id())
    assert (again, booked(space)[0], len(booked(space))) == (room, slot.starts_at, 8)

    later = DOORS + 4 * HOUR
    places.change_slot(slot, starts_at=later, ends_at=later + HOUR, by=None, at=NOON)
    assert (booked(space)[0], len(booked(space))) == (later, 4)

    slot.refresh_from_db()
    places.cancel_slot(slot, note="台风", by=None, at=NOON)
    assert booked(space) == []


def test_an_event_stays_where_its_room_is_taken_at_the_other_time() -> None:
    """X34: moving says why not, and what is free."""
    slot, space = event(), shelf.space()
    rooms.hold_room(slot, space, by=None, at=NOON, key=new_id())
    other = Span(slot.starts_at + 3 * HOUR, slot.starts_at + 4 * HOUR)
    bookings.book(space, other, shelf.wish(), key=new_id(), at=NOON)

    with pytest.raises(Taken, match="已经有人预约") as refused:
        places.change_slot(
            slot, starts_at=other.starts_at, ends_at=other.ends_at, by=None, at=NOON
        )

    assert refused.value.free
    slot.refresh_from_db()
    assert (slot.starts_at, slot.sequence) == (DOORS, 0)
    assert booked(space)[0] == DOORS
