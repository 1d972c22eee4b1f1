"""Events, series and doors by REST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from lianxin.exchange import codes
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.test_partners import ask
from tests.events.test_door import DOORS, LATER, event, giver_of, sign_up
from tests.events.test_rating import came, rate
from tests.events.test_series import series
from tests.exchange import shelf
from tests.make import NOON

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def test_everybody_reads_sessions_and_series_and_what_the_doors_counted() -> None:
    slot, many = event(), series()
    [told] = ask("/events").json()["items"]
    assert (told["ref"], told["free"], told["is_cancelled"]) == (slot.listing.ref, 10, False)
    assert ask("/events", series=many.code).json()["items"] == []
    assert ask("/events", since=(NOON + 30 * 24 * HOUR).isoformat()).json()["items"] == []
    [one] = ask("/events/series").json()
    assert one == ask(f"/events/series/{many.code}").json()
    assert (one["sessions"], one["people"]) == (0, 0)


def test_who_gives_it_runs_a_series_by_rest_and_nobody_else() -> None:
    slot = event()
    unit = giver_of(slot)
    mine, other = make.handler(unit), make.handler(make.organisation(name="别家"))
    said = {"key": str(new_id()), "unit": unit.code, "code": "talks", "name": "海洋大讲堂"}
    for _twice in range(2):
        assert ask("/events/series", mine, json=said).status_code == 201
    event_of = {"ref": slot.listing.ref}
    assert ask("/events/series/talks/put_in", other, json=event_of).status_code == 403
    assert ask("/events/series/talks/put_in", mine, json=event_of).status_code == 200
    assert len(ask("/events", series="talks").json()["items"]) == 1
    assert ask("/events/series/talks/put_in", mine, json={"ref": "X"}).status_code == 422
    assert ask("/events/series/talks/end", mine, json={}).json()["ended_on"] == "2026-03-02"


def test_a_door_of_ones_own_making_takes_the_list_along_and_sends_in_what_it_saw(
    now: time_machine.Traveller,
) -> None:
    """X28, by REST."""
    slot = event()
    claims = [sign_up(slot, number) for number in range(2)]
    keeper, door = make.handler(giver_of(slot)), f"/events/sessions/{slot.pk}"
    listed = ask(f"{door}/tickets", keeper).json()
    assert [one["ref"] for one in listed] == [claim.ref for claim in claims]
    assert ask(f"{door}/tickets", make.dispatcher()).status_code == 404
    now.move_to(LATER)
    texts = [f"{claims[0].ref} {codes.of(claims[0])}", claims[1].ref, "WHB-26-99999 AAAA"]
    scans = [
        {
            "key": str(new_id()), "text": text, "device": "A", "at": DOORS.isoformat(),
            "by_hand": text == claims[1].ref,
        }
        for text in texts
    ]  # fmt: skip

    ask(f"{door}/scans", keeper, json={"scans": scans})
    told = ask(f"{door}/scans", keeper, json={"scans": scans}).json()

    assert [one["seen"] for one in told["scans"]] == ["PRESENT", "PRESENT", "UNKNOWN"]
    assert told["present"] == 2


def test_what_came_of_an_event_is_told_with_its_marks_to_who_gives_it() -> None:
    slot = event()
    for number, stars in enumerate((5, 5, 4, 5, 1, 2)):
        rate(came(slot, number), stars)
    path = f"/events/{slot.listing.ref}/report"
    told = ask(path, make.handler(giver_of(slot))).json()
    assert (told["people"], told["ratings"], told["by_session"]) == (6, 6, [])
    assert told["by_stars"] == {"5": 3, "4": 1, "3": 0, "2": 0, "1": 1}
    second = shelf.slot(slot.listing, starts_at=slot.starts_at + 24 * HOUR)
    rate(came(second, 7), 3)
    rows = ask(path, make.handler(giver_of(slot))).json()["by_session"]
    assert [(one["ratings"], sum(one["by_stars"].values())) for one in rows] == [(6, 5), (1, 0)]
    assert ask(path, make.dispatcher()).status_code == 404
