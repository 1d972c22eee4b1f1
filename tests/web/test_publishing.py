"""Publishing by page: what a unit offers, from the first word to the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.catalogue.actions import upkeep
from lianxin.exchange.models import Fault, Listing
from lianxin.kernel.ids import new_id
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.web.publishing import filled, kitchen, only, page, said, signed_in

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_service_is_published_from_the_first_word_by_page() -> None:
    """X11, by page."""
    unit, at_work = kitchen()
    assert "服务" in said(at_work.get("/exchange/mine/new/"))
    assert page(at_work.get("/exchange/mine/new/service/")).select_one("#id_subjects")

    answer = at_work.post("/exchange/mine/new/service/", filled(unit))

    listing = only(unit)
    assert answer["Location"] == f"/exchange/mine/{listing.ref}/"
    assert (listing.state, listing.provider, listing.price_fen) == ("PUBLISHED", unit, 1250)
    assert (listing.details, listing.hours) == (
        {"subjects": ["助餐", "送餐"]},
        "Mo-Fr 09:00-17:00",
    )
    assert "午餐送到家" in said(Client().get("/exchange/"))
    assert "午餐送到家" in said(at_work.get("/exchange/mine/"))


def test_what_is_missing_is_named_with_a_link_and_what_was_typed_is_kept() -> None:
    """X11: the list says exactly what is missing; nothing typed is lost."""
    unit, at_work = kitchen()

    answer = at_work.post(
        "/exchange/mine/new/service/", filled(unit, phone="", subjects="", mode="")
    )

    listing = only(unit)
    assert (answer.status_code, listing.state, listing.contact) == (422, "DRAFT", "陈师傅")
    shown = page(answer)
    links = {a["href"] for a in shown.select(".error-summary a")}
    assert links == {"#id_phone", "#id_subjects", "#id_mode_0"}
    assert all(shown.select(str(href)) for href in links)
    own = f"/exchange/mine/{listing.ref}/"
    assert {a["href"] for a in page(at_work.get(own)).select(".notice--warn a")} == links
    again = at_work.post(own, filled(unit))
    assert again["Location"] == own
    listing.refresh_from_db()
    assert listing.state == "PUBLISHED"


def test_a_draft_may_lack_anything() -> None:
    unit, at_work = kitchen()
    empty = {"key": str(new_id()), "provider": str(unit.pk), "then": "save"}

    answer = at_work.post("/exchange/mine/new/course/", empty | {"title": "书法课"})

    assert answer.status_code == 302
    assert (only(unit).state, only(unit).title) == ("DRAFT", "书法课")


def test_a_draft_without_a_name_is_not_published_before_it_has_one() -> None:
    unit, at_work = kitchen()
    at_work.post("/exchange/mine/new/service/", filled(unit, title="", then="save"))
    own = f"/exchange/mine/{only(unit).ref}/"

    shown = page(at_work.get(own)).select("#id_title[value]")
    answer = at_work.post(own, filled(unit, title=""))

    assert not shown
    assert (answer.status_code, only(unit).state) == (422, "DRAFT")
    assert "id_title" in {str(a["href"])[1:] for a in page(answer).select(".error-summary a")}


def test_what_cannot_be_read_is_told_and_the_rest_is_kept() -> None:
    unit, at_work = kitchen()

    answer = at_work.post("/exchange/mine/new/service/", filled(unit, price="十二", then="save"))

    assert answer.status_code == 422
    assert only(unit).contact == "陈师傅"
    typed = page(answer).select_one("#id_price")
    assert typed is not None
    assert typed["value"] == "十二"


def test_hours_that_nobody_understands_are_refused_beside_their_field() -> None:
    unit, at_work = kitchen()

    answer = at_work.post("/exchange/mine/new/service/", filled(unit, hours="看心情"))

    assert answer.status_code == 422
    assert "看心情" in said(answer)
    assert "看不懂" in said(answer)


def test_the_same_form_sent_twice_is_one_listing() -> None:
    unit, at_work = kitchen()
    form = filled(unit, then="save")

    for _ in range(2):
        at_work.post("/exchange/mine/new/service/", form)

    assert Listing.objects.filter(district_id=unit.district_id).count() == 1


def test_what_is_published_stays_whole() -> None:
    unit, at_work = kitchen()
    listing = shelf.listing(unit)

    answer = at_work.post(f"/exchange/mine/{listing.ref}/", filled(unit, phone="", then="save"))

    assert answer.status_code == 422
    listing.refresh_from_db()
    assert listing.phone == "0532-1234567"


@pytest.mark.parametrize("kind", ["service", "course", "venue", "need", "shift", "job", "result"])
def test_each_kind_has_its_form(kind: str) -> None:
    _unit, at_work = kitchen()

    answer = at_work.get(f"/exchange/mine/new/{kind}/")

    assert answer.status_code == 200
    assert page(answer).select_one("#id_phone")


def test_a_new_one_is_written_after_an_old_one() -> None:
    unit, at_work = kitchen()
    old = shelf.listing(unit, title="晚餐送到家")

    shown = page(at_work.get("/exchange/mine/new/service/", {"from": old.ref}))

    title, subjects = shown.select_one("#id_title"), shown.select_one("#id_subjects")
    assert title is not None
    assert subjects is not None
    assert (title["value"], subjects["value"]) == ("晚餐送到家", "助餐")
    other = signed_in(make.handler(make.organisation(name="别的单位")))
    asked = other.get("/exchange/mine/new/service/", {"from": old.ref})
    assert asked.status_code == 404


def test_what_a_person_offers_is_looked_at_by_the_desk_and_may_come_back() -> None:
    unit, at_work = kitchen()
    at_work.post("/exchange/mine/new/service/", filled(unit, provider="-"))
    listing = only(unit)
    assert (listing.state, listing.provider) == ("REVIEWING", None)
    desk, own = signed_in(make.dispatcher()), f"/exchange/mine/{listing.ref}/"
    assert "午餐送到家" in said(desk.get("/exchange/mine/"))

    desk.post(f"{own}return/", {"key": str(new_id()), "note": "请写清楚多少钱"})

    assert "请写清楚多少钱" in said(at_work.get(own))
    at_work.post(own, filled(unit, provider="-"))
    desk.post(own, filled(unit, provider="-"))
    listing.refresh_from_db()
    assert listing.state == "PUBLISHED"
    at_work.post(f"{own}withdraw/", {"key": str(new_id())})
    at_work.post(own, filled(unit, provider="-"))
    listing.refresh_from_db()
    assert listing.state == "REVIEWING"


def test_it_is_withdrawn_put_back_and_ended() -> None:
    unit, at_work = kitchen()
    listing = shelf.listing(unit)
    own = f"/exchange/mine/{listing.ref}/"

    at_work.post(f"{own}withdraw/", {"key": str(new_id())})
    assert "午餐" not in said(Client().get("/exchange/"))
    at_work.post(own, filled(unit))
    listing.refresh_from_db()
    assert listing.state == "PUBLISHED"
    at_work.post(f"{own}close/", {"key": str(new_id())})

    listing.refresh_from_db()
    assert listing.state == "CLOSED"


def test_faults_are_shown_and_settled() -> None:
    unit, at_work = kitchen()
    listing = shelf.listing(unit)
    upkeep.report_fault(listing, "电话打不通", at=listing.made_at, key=new_id())
    own = f"/exchange/mine/{listing.ref}/"
    assert "午餐" in said(at_work.get("/exchange/mine/", {"tab": "fault"}))
    assert "电话打不通" in said(at_work.get(own))

    at_work.post(f"{own}settle/", {"key": str(new_id())})

    assert Fault.objects.get(district_id=unit.district_id).settled_at
    assert "电话打不通" not in said(at_work.get(own))


def test_another_unit_has_nothing_to_do_with_it() -> None:
    unit, _at_work = kitchen()
    listing = shelf.listing(unit)
    stranger = signed_in(make.handler(make.organisation(name="别的单位")))
    own = f"/exchange/mine/{listing.ref}/"

    assert stranger.get(own).status_code == 404
    assert stranger.post(f"{own}withdraw/", {"key": str(new_id())}).status_code == 404
    assert "午餐" not in said(stranger.get("/exchange/mine/"))


# --- One tap that it still holds ---------------------------------------------------------------


def asked_by_link(listing: Listing, now: time_machine.Traveller, noon: dt.datetime) -> str:
    now.move_to(noon + dt.timedelta(days=190))
    upkeep.ask_to_confirm(listing.district_id, at=noon + dt.timedelta(days=190))
    letter = Message.objects.filter(kind="listing_confirm").latest("queued_at")
    return str(letter.facts["link"])


def test_one_tap_on_the_link_confirms_without_an_account(
    client: Client, now: time_machine.Traveller, noon: dt.datetime
) -> None:
    """X12: the link shows, the button confirms; what opens every link confirms nothing."""
    unit, _at_work = kitchen()
    listing = shelf.listing(unit)
    link = asked_by_link(listing, now, noon)

    shown = client.get(link)

    listing.refresh_from_db()
    assert listing.is_unconfirmed(on=dt.date(2026, 9, 8))
    assert "午餐送到家" in said(shown)
    key = page(shown).select_one("input[name=key]")
    assert key is not None
    client.post(link, {"key": key["value"]})
    listing.refresh_from_db()
    assert not listing.is_unconfirmed(on=dt.date(2026, 9, 8))
    assert "已确认" in said(client.get(link))


def test_a_link_is_valid_for_eight_days(
    client: Client, now: time_machine.Traveller, noon: dt.datetime
) -> None:
    """X12."""
    unit, _at_work = kitchen()
    listing = shelf.listing(unit)
    link = asked_by_link(listing, now, noon)
    now.move_to(noon + dt.timedelta(days=198))

    shown = client.post(link, {"key": str(new_id())})

    assert "过期" in said(shown)
    listing.refresh_from_db()
    assert listing.is_unconfirmed(on=dt.date(2026, 9, 16))


def test_a_link_that_nobody_made_opens_nothing(client: Client) -> None:
    assert client.get("/exchange/confirm/eyJvZiI6IngifQ~abc/").status_code == 404


# --- Sessions, rooms, series -------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/exchange/mine/", "/exchange/mine/new/", "/exchange/mine/lists/"]
)
def test_the_pages_cost_the_same_for_few_and_many(path: str) -> None:
    unit, at_work = kitchen()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            at_work.get(path)
        return len(queries)

    shelf.listing(unit)
    asked()
    few = asked()
    for _ in range(10):
        made = shelf.listing(unit)
        upkeep.report_fault(made, "不对", at=made.made_at, key=new_id())

    assert asked() == few <= 12
