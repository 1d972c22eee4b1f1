"""The exchange for programs: the same rules as on the pages."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.api.exchange import claims, publishing
from lianxin.exchange import actions
from lianxin.exchange.models import Claim, Listing
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, Scope, User
from lianxin.outbox.models import Delivery, Endpoint
from tests import make
from tests.api.test_rest import Caller
from tests.exchange import shelf
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
TOMORROW = NOON + 22 * HOUR  # ten in the morning
WHO = {"name": "李阿姨", "phone": "13800138000"}


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


@pytest.fixture
def desk(client: Client) -> Caller:
    return Caller(client, make.dispatcher())


def caller(client: Client, user: User, *scopes: str) -> Caller:
    return Caller(client, user, list(scopes) or Scope.values)


def public(client: Client, path: str, **told: Any) -> tuple[int, Any]:
    answer = client.get(f"/api/v1/exchange/{path}", told)
    return answer.status_code, answer.json()


def booking(space: Any, start: dt.datetime = TOMORROW, **fields: Any) -> dict[str, Any]:
    return {
        "key": str(new_id()),
        "who": WHO,
        "space": space.code,
        "starts_at": start.isoformat(),
        "ends_at": (start + 2 * HOUR).isoformat(),
        **fields,
    }


# --- The catalogue ------------------------------------------------------------------------------


def test_everybody_reads_what_is_published_by_pages(client: Client) -> None:
    made = [shelf.listing(title=f"午餐 {n}", at=NOON - n * HOUR) for n in range(1, 6)]
    shelf.draft(title="还没有上架")

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        status, page = public(client, "listings", limit=2, cursor=cursor)
        assert status == 200
        seen += [row["ref"] for row in page["items"]]
        cursor = page["next"]

    assert seen == [one.ref for one in made]


def test_a_listing_is_found_by_words_and_narrowed(client: Client) -> None:
    meal = shelf.listing(title="助餐上门", price_fen=0)
    shelf.listing(title="家电维修", price_fen=5000, details={"subjects": ["维修"]})

    status, found = public(client, "search", q="助餐")
    assert (status, [one["listing"]["ref"] for one in found["items"]]) == (200, [meal.ref])
    free = public(client, "listings", is_free="true")[1]["items"]
    assert [one["ref"] for one in free] == [meal.ref]


def test_one_listing_tells_what_can_be_done_with_it(client: Client) -> None:
    listing = shelf.listing(hours="Mo-Su 08:00-20:00; PH 08:00-20:00")

    status, told = public(client, f"listings/{listing.ref}")

    assert (status, told["can_be_taken"], told["is_open"]) == (200, True, True)
    assert told["details"] == {"subjects": ["助餐"]}
    kinds = {kind["code"]: kind for kind in public(client, "kinds")[1]}
    assert kinds[told["kind"]]["shape"] == "ORDER"


def test_a_draft_is_seen_by_its_own_people_alone(client: Client) -> None:
    listing = shelf.draft()
    assert listing.provider is not None
    own = caller(client, make.handler(listing.provider))
    other = caller(client, make.handler(make.organisation()))

    assert public(client, f"listings/{listing.ref}")[0] == 404
    assert other("get", f"exchange/listings/{listing.ref}")[0] == 404
    assert own("get", f"exchange/listings/{listing.ref}")[1]["state"] == "DRAFT"
    mine = own("get", "exchange/listings?state=DRAFT")[1]["items"]
    assert [one["ref"] for one in mine] == [listing.ref]


def test_a_wrong_token_does_not_pass_for_nobody(client: Client) -> None:
    make.district()

    answer = client.get("/api/v1/exchange/listings", headers={"Authorization": "Bearer lx_no"})

    assert answer.status_code == 401


# --- Taking up ----------------------------------------------------------------------------------


def test_an_order_is_one_for_its_key(desk: Caller) -> None:
    listing = shelf.listing()
    body = {"key": str(new_id()), "who": WHO, "text": "少盐"}
    path = f"exchange/listings/{listing.ref}/take"

    first, again = desk("post", path, body), desk("post", path, body)

    assert (first[0], again[0]) == (201, 200)
    assert first[1]["code"] == again[1]["code"]
    assert Claim.objects.get().state == "OFFERED"


def test_who_finds_no_seat_waits_with_a_number(desk: Caller, client: Client) -> None:
    slot = shelf.slot(capacity=1)
    path = f"exchange/listings/{slot.listing.ref}/take"

    states = []
    for _ in range(3):
        status, told = desk("post", path, {"key": str(new_id()), "who": WHO, "slot": str(slot.pk)})
        states.append((status, told["state"], told["number"]))

    assert states == [(201, "HELD", 0), (201, "WAITING", 1), (201, "WAITING", 2)]
    [shown] = public(client, f"listings/{slot.listing.ref}/slots")[1]
    assert (shown["capacity"], shown["free"]) == (1, 0)


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


def test_the_desk_finds_who_gives_what_names_no_listing(desk: Caller) -> None:
    make.grid()
    body = {"key": str(new_id()), "who": WHO, "subject": "理发", "is_own": False}

    status, told = desk("post", "exchange/orders", body)

    assert (status, told["state"]) == (201, "ASKED")


def test_who_may_not_relay_takes_for_herself_alone(client: Client) -> None:
    person = caller(client, make.user())
    listing = shelf.listing()
    path = f"exchange/listings/{listing.ref}/take"

    assert person("post", path, {"key": str(new_id()), "who": WHO})[0] == 403
    assert person("post", path, {"key": str(new_id()), "is_own": True})[0] == 201


# --- The receipt --------------------------------------------------------------------------------


def test_number_and_code_open_the_receipt_and_nothing_else_does(client: Client) -> None:
    receipt = shelf.ordered()
    ref, code = receipt.claim.ref, receipt.code

    status, told = public(client, f"receipts/{ref}/{code}")
    assert (status, told["state"]) == (200, "OFFERED")
    assert [one["verb"] for one in told["happened"]] == ["ask", "dispatch"]
    assert public(client, f"receipts/{ref}/AAAA-BBBB")[0] == 404


def _own(client: Client, path: str, **body: Any) -> tuple[int, Any]:
    answer = client.post(
        f"/api/v1/exchange/receipts/{path}", json.dumps(body), content_type="application/json"
    )
    return answer.status_code, answer.json()


def test_she_cancels_with_her_code_once(client: Client) -> None:
    receipt = shelf.ordered()
    path, key = f"{receipt.claim.ref}/{receipt.code}/cancel", str(new_id())

    first, again = _own(client, path, key=key), _own(client, path, key=key)

    assert (first[0], first[1]["state"]) == (200, "CANCELLED")
    assert again == first
    assert _own(client, path, key=str(new_id()))[0] == 409


def test_the_recipient_alone_rates(client: Client) -> None:
    """X15."""
    listing = shelf.listing()
    assert listing.provider is not None
    receipt = shelf.ordered(listing)
    unit = caller(client, make.handler(listing.provider))
    for verb in ("accept", "deliver"):
        assert unit("post", f"exchange/claims/{receipt.claim.ref}/{verb}", {"note": ""})[0] == 200

    status, told = _own(
        client, f"{receipt.claim.ref}/{receipt.code}/rate", key=str(new_id()), stars=5
    )

    assert (status, told["state"], told["stars"]) == (200, "DONE", 5)
    assert _own(client, f"{receipt.claim.ref}/AAAA/rate", key=str(new_id()), stars=1)[0] == 404


# --- Deeds --------------------------------------------------------------------------------------


def test_a_unit_takes_declines_and_gives(client: Client) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    first, second = shelf.ordered(listing).claim, shelf.ordered(listing).claim
    unit = caller(client, make.handler(listing.provider))
    stranger = caller(client, make.handler(make.organisation()))

    taken = unit("post", f"exchange/claims/{first.ref}/accept", {"starts_at": "2026-03-03T10:00"})
    assert (taken[0], taken[1]["state"]) == (200, "ACCEPTED")
    assert taken[1]["starts_at"].startswith("2026-03-03T02:00")
    status, problem = unit("post", f"exchange/claims/{second.ref}/decline", {"reason": "NONE"})
    assert (status, problem["field"]) == (422, "reason")
    assert unit("post", f"exchange/claims/{second.ref}/decline", {"reason": "FULL"})[0] == 200
    assert stranger("post", f"exchange/claims/{first.ref}/deliver", {"note": ""})[0] == 404
    assert unit("post", f"exchange/claims/{first.ref}/accept", {"note": ""})[0] == 409


def test_the_desk_dispatches_by_the_number_of_a_listing(desk: Caller) -> None:
    listing = shelf.listing()
    ref = desk("post", "exchange/orders", {"key": str(new_id()), "who": WHO, "subject": "午餐"})[
        1
    ]["ref"]

    assert desk("post", f"exchange/claims/{ref}/dispatch", {"listing": "WHG-26-99999"})[0] == 422
    status, told = desk("post", f"exchange/claims/{ref}/dispatch", {"listing": listing.ref})

    assert (status, told["state"], told["listing"]) == (200, "OFFERED", listing.ref)


def test_a_deed_is_done_once_for_its_key_and_only_on_what_was_seen(client: Client) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    claim = shelf.ordered(listing).claim
    token = make.token(make.handler(listing.provider))
    path = f"/api/v1/exchange/claims/{claim.ref}/accept"

    def accept(key: str, match: str) -> Any:
        return client.post(
            path,
            json.dumps({"key": key}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "If-Match": match},
        )

    assert accept(str(new_id()), '"1"').status_code == 409
    key = str(new_id())
    first, again = accept(key, '"2"'), accept(key, '"2"')
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


def test_who_organises_checks_in(client: Client) -> None:
    slot = shelf.slot()
    unit = slot.listing.provider
    assert unit is not None
    organiser = caller(client, make.handler(unit))
    path = f"exchange/listings/{slot.listing.ref}/take"
    desk = caller(client, make.dispatcher())
    ref = desk("post", path, {"key": str(new_id()), "who": WHO, "slot": str(slot.pk)})[1]["ref"]

    there = organiser("post", f"exchange/claims/{ref}/attend", {"note": ""})

    assert (there[0], there[1]["state"]) == (200, "DONE")
    listed = organiser("get", f"exchange/claims?listing={slot.listing.ref}")[1]["items"]
    assert [one["ref"] for one in listed] == [ref]


def test_contact_data_leaves_by_no_interface(client: Client) -> None:
    listing = shelf.listing()
    assert listing.provider is not None
    claim = shelf.ordered(listing).claim
    unit = caller(client, make.handler(listing.provider))

    told = json.dumps(
        [
            unit("get", f"exchange/claims/{claim.ref}")[1],
            unit("get", "exchange/claims")[1],
            unit("get", f"exchange/claims/{claim.ref}/timeline")[1],
        ]
    )

    assert "13800138000" not in told
    assert "李阿姨" not in told


# --- Publishing ---------------------------------------------------------------------------------


def test_all_that_is_missing_is_named_at_once_and_then_it_is_published(client: Client) -> None:
    """X11."""
    unit = make.organisation()
    own = caller(client, make.handler(unit))
    body = {"key": str(new_id()), "kind": "SERVICE", "title": "上门理发", "provider": unit.code}

    status, drafted = own("post", "exchange/listings", body)
    assert (status, own("post", "exchange/listings", body)[0]) == (201, 200)
    path = f"exchange/listings/{drafted['ref']}"
    status, problem = own("post", f"{path}/submit", {"note": ""})
    assert (status, problem["code"]) == (422, "incomplete")
    assert problem["missing"] == drafted["missing"]
    assert {"contact", "phone", "area", "mode", "confirm_days", "subjects"} <= set(
        problem["missing"]
    )

    told = {
        "contact": "王师傅", "phone": "0532-1", "area": make.root().code, "mode": "AT_HOME",
        "confirm_days": 90, "details": {"subjects": ["理发"]},
    }  # fmt: skip
    assert own("post", f"{path}/edit", told)[1]["missing"] == []
    status, published = own("post", f"{path}/submit", {"note": ""})
    assert (status, published["state"]) == (200, "PUBLISHED")
    assert published["title"] == "上门理发"  # an edit leaves alone what it does not name


def test_nobody_publishes_for_others(client: Client) -> None:
    unit, listing = make.organisation(), shelf.listing()
    other = caller(client, make.handler(make.organisation()))
    body = {"kind": "SERVICE", "title": "上门理发", "provider": unit.code}

    assert other("post", "exchange/listings", body)[0] == 403
    assert other("post", f"exchange/listings/{listing.ref}/withdraw", {"note": "x"})[0] == 403


def test_sessions_are_added_moved_and_cancelled(client: Client) -> None:
    listing = shelf.listing(kind="COURSE", title="书法课")
    assert listing.provider is not None
    own = caller(client, make.handler(listing.provider))
    body = {
        "key": str(new_id()), "starts_at": "2026-03-09T19:00", "ends_at": "2026-03-09T21:00",
        "capacity": 20,
    }  # fmt: skip

    slot = own("post", f"exchange/listings/{listing.ref}/slots", body)[1]
    assert own("post", f"exchange/listings/{listing.ref}/slots", body)[1]["id"] == slot["id"]
    moved = own("post", f"exchange/slots/{slot['id']}/change", {"ends_at": "2026-03-09T21:30"})[1]
    assert (moved["sequence"], moved["ends_at"][:16]) == (1, "2026-03-09T13:30")
    assert own("post", f"exchange/slots/{slot['id']}/cancel", {"note": ""})[0] == 422
    over = own("post", f"exchange/slots/{slot['id']}/cancel", {"note": "老师病了"})[1]
    assert over["cancelled_at"]


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


def test_anybody_with_a_token_says_what_is_wrong(desk: Caller) -> None:
    listing = shelf.listing()
    body = {"key": str(new_id()), "text": "电话打不通"}

    assert desk("post", f"exchange/listings/{listing.ref}/faults", body)[0] == 200
    assert listing.faults.get().text == "电话打不通"


# --- Scopes and other systems -------------------------------------------------------------------


def test_each_scope_opens_its_own(client: Client) -> None:
    listing = shelf.listing()
    person = make.seat(Role.DISPATCHER, make.desk())
    reader = caller(client, person, Scope.EXCHANGE_READ)

    assert reader("get", "exchange/claims")[0] == 200
    take = f"exchange/listings/{listing.ref}/take"
    assert reader("post", take, {"key": str(new_id()), "who": WHO})[0] == 403
    assert reader("post", f"exchange/listings/{listing.ref}/close", {"note": "x"})[0] == 403


def test_other_systems_are_told_without_words_or_names() -> None:
    Endpoint.objects.create(
        district=make.district(), name="市平台", url="https://example.org/", secret="x",
        events=["order.*", "listing.publish"],
    )  # fmt: skip
    listing = shelf.listing()

    claim = shelf.ordered(listing).claim

    told = {row.kind: row.facts for row in Delivery.objects.filter(channel="WEBHOOK")}
    assert told.keys() == {"listing.publish", "order.ask", "order.dispatch"}
    assert told["listing.publish"]["ref"] == listing.ref
    assert told["order.dispatch"]["state"] == "OFFERED"
    assert told["order.dispatch"].keys() == {"ref", "verb", "state", "kind", "at"}
    assert claim.ref == told["order.ask"]["ref"]


def test_another_district_is_another_world(client: Client) -> None:
    listing = shelf.listing()
    make.district("other")

    answer = client.get(f"/other/api/v1/exchange/listings/{listing.ref}")

    assert answer.status_code == 404
    assert Listing.objects.count() == 1


# --- Whole --------------------------------------------------------------------------------------

ELSEWHERE = {
    "applications.apply": "take",
    "applications.withdraw": "claims/cancel",
    "bookings.book": "take",
    "bookings.book_series": "series",
    "bookings.cancel": "claims/cancel",
    "bookings.close": "closures",
    "claiming.end": "a part of each deed",
    "claiming.new": "a part of taking",
    "claiming.once": "a part of taking",
    "claiming.write": "a part of taking",
    "editions.drop": "a unit's yearly list is put together on its page",
    "editions.take": "as above",
    "listings.draft": "POST /listings",
    "listings.put_terms": "part of a playbook",
    "listings.report_fault": "faults",
    "listings.send_back": "return",
    "listings.settle_faults": "a part of settling and confirming",
    "orders.order": "take, POST /orders",
    "orders.rate": "receipts/rate",
    "places.add_slot": "slots",
    "places.add_weekly": "POST …/slots for each week",
    "places.cancel": "claims/cancel",
    "places.cancel_slot": "slots/cancel",
    "places.change_slot": "slots/change",
    "places.take": "take",
    "recurring.begin": "take with `every`",
    "saving.confirm": "a person confirms her own address",
    "saving.end": "as above",
    "saving.save": "as above",
    "spaces.put": "POST …/spaces",
    "spaces.reopen": "closures/reopen",
}
"""What has another name there than the verb of a deed, or is not there, and why."""


def _deeds() -> Iterator[tuple[str, Any]]:
    for module in pkgutil.iter_modules(actions.__path__):
        room = import_module(f"{actions.__name__}.{module.name}")
        for name, thing in inspect.getmembers(room, inspect.isfunction):
            is_own = thing.__module__ == room.__name__ and not name.startswith("_")
            if is_own and "by" in inspect.signature(thing).parameters:
                yield f"{module.name}.{name}", thing


def test_whatever_a_person_may_do_a_program_may() -> None:
    verbs = {*claims.DEEDS, *publishing.DEEDS}

    missing = {name for name, _thing in _deeds() if name.partition(".")[2] not in verbs}

    assert missing <= ELSEWHERE.keys()


def test_whatever_is_written_into_a_history_is_told() -> None:
    """After each entry stands that it is told. A draft is nobody's business, and a recurring order
    is told by each order that comes of it."""
    untold = {}
    for module in pkgutil.iter_modules(actions.__path__):
        source = inspect.getsource(import_module(f"{actions.__name__}.{module.name}"))
        written = re.findall(r"(?:timeline\.append|timeline\.begin|\.apply)\(", source)
        if surplus := len(written) - source.count("events.tell("):
            untold[module.name] = surplus

    assert untold == {"listings": 1, "recurring": 3}


def test_an_application_is_handed_in_and_answered(client: Client) -> None:
    post = shelf.listing(
        kind="JOB", title="电工", mode="ON_SITE", details={"employment": "FULL_TIME"}, capacity=1
    )
    assert post.provider is not None
    desk, firm = caller(client, make.dispatcher()), caller(client, make.handler(post.provider))
    path, refs = f"exchange/listings/{post.ref}/take", []
    for phone in ("13800138000", "13900139000"):
        body = {"key": str(new_id()), "who": {"phone": phone}, "text": "做过三年"}
        refs.append(desk("post", path, body)[1]["ref"])

    assert firm("post", f"exchange/claims/{refs[0]}/shortlist", {"note": ""})[1]["state"] == (
        "SHORTLISTED"
    )
    assert firm("post", f"exchange/claims/{refs[0]}/award", {"note": ""})[1]["state"] == "HELD"
    assert firm("post", f"exchange/claims/{refs[1]}/refuse", {"note": ""})[1]["field"] == "note"
    assert firm("post", f"exchange/claims/{refs[1]}/refuse", {"note": "满了"})[0] == 200
    assert desk("get", f"exchange/claims/{refs[0]}")[0] == 404  # for who decides alone


def test_an_order_comes_again_until_it_is_stopped(desk: Caller) -> None:
    listing = shelf.listing()
    body = {
        "key": str(new_id()), "who": WHO, "every": "WEEK", "starts_at": TOMORROW.isoformat(),
    }  # fmt: skip

    status, told = desk("post", f"exchange/listings/{listing.ref}/take", body)

    assert (status, told["state"]) == (201, "OFFERED")
    assert desk("post", f"exchange/claims/{told['ref']}/stop", {"note": "出院了"})[0] == 200
