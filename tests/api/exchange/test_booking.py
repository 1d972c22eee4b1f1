"""Rooms: had once, in series, closed for a while."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from lianxin.exchange.models import Claim
from lianxin.kernel.ids import new_id
from tests import make
from tests.api.exchange.calling import HOUR, TOMORROW, WHO, booking, caller, public
from tests.api.test_rest import Caller
from tests.exchange import shelf
from tests.make import NOON


def test_who_is_too_late_for_a_room_gets_409_with_free_times(desk: Caller) -> None:
    """X29: 409 with at least 3 times, which are free."""
    space = shelf.space()
    path = f"exchange/listings/{space.listing.ref}/take"
    assert desk("post", path, booking(space))[0] == 201

    status, problem = desk("post", path, booking(space, TOMORROW + HOUR))

    assert (status, problem["code"]) == (409, "taken")
    assert len(problem["free"]) >= 3
    other = {name: problem["free"][0][name] for name in ("space", "starts_at", "ends_at")}
    assert desk("post", path, {"key": str(new_id()), "who": WHO, **other})[0] == 201


def test_a_series_with_conflicts_is_refused_or_books_the_rest(desk: Caller) -> None:
    """X30."""
    space = shelf.space(ahead=120)
    path = f"exchange/listings/{space.listing.ref}"
    days = [TOMORROW + n * dt.timedelta(days=7) for n in range(12)]
    for taken in (days[3], days[8]):
        assert desk("post", f"{path}/take", booking(space, taken))[0] == 201
    dates = [
        {"starts_at": day.isoformat(), "ends_at": (day + 2 * HOUR).isoformat()} for day in days
    ]
    body = {"key": str(new_id()), "who": WHO, "space": space.code, "dates": dates}

    status, problem = desk("post", f"{path}/series", body)
    assert (status, problem["code"]) == (409, "taken")
    told = [dt.datetime.fromisoformat(one["starts_at"]) for one in problem["conflicts"]]
    assert told == [days[3], days[8]]
    assert Claim.objects.count() == 2

    status, done = desk("post", f"{path}/series", {**body, "skip_conflicts": True})
    assert (status, len(done["booked"])) == (200, 10)
    skipped = [dt.datetime.fromisoformat(one["starts_at"]) for one in done["skipped"]]
    assert skipped == [days[3], days[8]]
    again = desk("post", f"{path}/series", {**body, "skip_conflicts": True})[1]
    assert [one["ref"] for one in again["booked"]] == [one["ref"] for one in done["booked"]]


def test_free_times_leave_out_what_is_had_and_the_time_to_clear_up(
    desk: Caller, client: Client
) -> None:
    space = shelf.space(hours="Mo-Su 08:00-18:00; PH 08:00-18:00", buffer=30)
    path = f"exchange/listings/{space.listing.ref}"
    assert desk("post", f"{path}/take", booking(space))[0] == 201
    day = TOMORROW.date().isoformat()

    _status, spans = public(
        client, f"listings/{space.listing.ref}/spaces/{space.code}/free", on=day
    )

    local = [
        tuple(
            dt.datetime.fromisoformat(span[end]).astimezone(NOON.tzinfo).strftime("%H:%M")
            for end in ("starts_at", "ends_at")
        )
        for span in spans
    ]
    assert local == [("08:00", "09:30"), ("12:30", "18:00")]


def test_a_room_is_closed_for_a_while(client: Client) -> None:
    space = shelf.space()
    assert space.listing.provider is not None
    own = caller(client, make.handler(space.listing.provider))
    body = {
        "key": str(new_id()), "starts_at": TOMORROW.isoformat(),
        "ends_at": (TOMORROW + 4 * HOUR).isoformat(), "why": "维修",
    }  # fmt: skip
    path = f"exchange/listings/{space.listing.ref}"

    status, closure = own("post", f"{path}/spaces/{space.code}/closures", body)
    assert status == 200
    desk = caller(client, make.dispatcher())
    assert desk("post", f"{path}/take", booking(space))[0] == 409
    assert own("post", f"exchange/closures/{closure['id']}/reopen", {"note": ""})[0] == 200
    assert desk("post", f"{path}/take", booking(space))[0] == 201


def test_nobody_closes_a_room_for_ever(client: Client) -> None:
    space = shelf.space()
    assert space.listing.provider is not None
    own = caller(client, make.handler(space.listing.provider))
    path = f"exchange/listings/{space.listing.ref}/spaces/{space.code}/closures"
    body = {"key": str(new_id()), "starts_at": "2026-03-03T00:00", "why": "维修"}

    for end in ("2126-03-03T00:00", "9999-12-31T23:59"):
        assert own("post", path, {**body, "ends_at": end})[0] == 422


@pytest.mark.parametrize("on", ["0001-01-01", "2026-03-01", "9999-12-31"])
def test_nothing_is_free_in_another_age(client: Client, on: str) -> None:
    space = shelf.space()

    answer = public(client, f"listings/{space.listing.ref}/spaces/{space.code}/free", on=on)

    assert answer == (200, [])


def test_a_venue_gets_its_rooms(client: Client) -> None:
    venue = shelf.listing(kind="VENUE", title="社区活动中心", mode="ON_SITE")
    assert venue.provider is not None
    own = caller(client, make.handler(venue.provider))
    path = f"exchange/listings/{venue.ref}/spaces"
    room = {"name": "东厅", "seats": 20, "hours": "Mo-Su 08:00-22:00"}

    half = own("post", path, {"key": str(new_id()), **room})[1]
    whole = {"name": "大厅", "seats": 40, "hours": room["hours"], "parts": [half["code"]]}
    assert own("post", path, {"key": str(new_id()), **whole})[0] == 200
    changed = own("post", path, {"key": str(new_id()), **room, "code": half["code"], "seats": 25})

    assert (changed[1]["code"], changed[1]["seats"]) == (half["code"], 25)
    assert len(public(client, f"listings/{venue.ref}/spaces")[1]) == 2
