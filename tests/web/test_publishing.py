"""Publishing by page: what a unit offers, from the first word to the yearly list."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lianxin.catalogue.actions import editions, upkeep
from lianxin.exchange.actions import bookings, listings
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.models import Cell, Claim, Closure, Fault, Listing, Slot, Space
from lianxin.kernel.ids import new_id
from lianxin.network import hours
from lianxin.network.models import Organisation, Role, User
from lianxin.operate.worker import run_all
from lianxin.outbox.models import Message
from lianxin.papers.models import Job
from lianxin.web.exchange import opening
from tests import make
from tests.exchange import shelf

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def page(answer: Any) -> Tag:
    body = BeautifulSoup(answer.content.decode(), "lxml").body
    assert body is not None
    return body


def said(answer: Any) -> str:
    return " ".join(page(answer).text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def kitchen() -> tuple[Organisation, Client]:
    unit = make.organisation(name="学苑餐厅", kind="FIRM")
    return unit, signed_in(make.handler(unit))


def filled(unit: Organisation, **fields: Any) -> dict[str, Any]:
    told = {
        "key": str(new_id()),
        "provider": str(unit.pk),
        "title": "午餐送到家",
        "text": "软烂可口",
        "subjects": "助餐、送餐",
        "mode": "AT_HOME",
        "price": "12.5",
        "area": make.root().code,
        "contact": "陈师傅",
        "phone": "0532-1234567",
        "confirm_days": "183",
        "hours": "周一至周五 9:00-17:00",
        "then": "submit",
    }
    return told | fields


def only(unit: Organisation) -> Listing:
    return Listing.objects.get(district_id=unit.district_id)


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


def test_sessions_are_added_by_the_week_changed_and_called_off() -> None:
    unit, at_work = kitchen()
    course = shelf.listing(unit, kind="COURSE", title="书法课", mode="ON_SITE")
    own = f"/exchange/mine/{course.ref}/sessions/"
    form = {"day": "2026-03-10", "start": "14:00", "end": "16:00", "capacity": "12", "weeks": "4"}

    at_work.post(own, form | {"key": str(new_id())})

    slots = list(Slot.objects.filter(district_id=unit.district_id).order_by("starts_at"))
    assert [str(slot.starts_at.date()) for slot in slots] == [
        "2026-03-10", "2026-03-17", "2026-03-24", "2026-03-31",
    ]  # fmt: skip
    first, last = slots[0], slots[-1]
    at_work.post(f"{own}{first.pk}/", form | {"key": str(new_id()), "capacity": "20"})
    assert at_work.post(f"{own}{last.pk}/off/", {"key": str(new_id())}).status_code == 422
    at_work.post(f"{own}{last.pk}/off/", {"key": str(new_id()), "note": "老师有事"})
    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.capacity, last.cancelled_at is not None) == (20, True)
    assert "3月10日" in said(at_work.get(own))


def test_a_session_that_ends_before_it_begins_is_refused() -> None:
    unit, at_work = kitchen()
    course = shelf.listing(unit, kind="COURSE", title="书法课", mode="ON_SITE")
    form = {"day": "2026-03-10", "start": "16:00", "end": "14:00", "capacity": "9", "weeks": "1"}

    answer = at_work.post(f"/exchange/mine/{course.ref}/sessions/", form | {"key": str(new_id())})

    assert answer.status_code == 422
    assert "结束时间要晚于开始时间" in said(answer)


SPACE = {
    "seats": "30", "hours": "每天 8:00-22:00", "shortest": "60", "longest": "240", "buffer": "15",
    "ahead": "90",
}  # fmt: skip


def test_rooms_are_added_divided_closed_and_opened_again() -> None:
    unit, at_work = kitchen()
    venue = shelf.listing(unit, kind="VENUE", title="活动中心", mode="ON_SITE")
    own = f"/exchange/mine/{venue.ref}/spaces/"
    for name in ("东半", "西半"):
        at_work.post(own, SPACE | {"key": str(new_id()), "name": name})
    east, west = Space.objects.filter(district_id=unit.district_id).order_by("name")

    at_work.post(own, SPACE | {"key": str(new_id()), "name": "大厅", "parts": [east.pk, west.pk]})
    hall = Space.objects.get(district_id=unit.district_id, name="大厅")
    at_work.post(f"{own}{east.pk}/", SPACE | {"key": str(new_id()), "name": "东厅"})
    times = {"starts_at": "2026-03-03T08:00", "ends_at": "2026-03-03T10:00", "why": "检修"}
    at_work.post(f"{own}{hall.pk}/close/", times | {"key": str(new_id())})

    east.refresh_from_db()
    assert (east.name, east.hours, hall.parts.count()) == ("东厅", "Mo-Su 08:00-22:00", 2)
    odd = times | {"key": str(new_id()), "starts_at": "2026-03-04T08:07"}
    backwards = times | {"key": str(new_id()), "starts_at": "2026-03-03T11:00"}
    for wrong in (odd, backwards):
        assert at_work.post(f"{own}{hall.pk}/close/", wrong).status_code == 422
    closure = Closure.objects.get(district_id=unit.district_id)
    assert "检修" in said(at_work.get(own))
    assert Cell.objects.filter(district_id=unit.district_id, closure=closure).exists()
    at_work.post(f"{own}{closure.pk}/reopen/", {"key": str(new_id())})
    assert not Cell.objects.filter(district_id=unit.district_id).exists()


def test_a_series_with_conflicts_is_refused_with_the_list_or_skips_them(client: Client) -> None:
    """X30, by page: 12 dates with 2 conflicts."""
    space = shelf.space(ahead=120)
    zone, venue = dt.timezone(8 * HOUR), space.listing
    for week in (3, 7):
        starts = dt.datetime(2026, 3, 3, 10, tzinfo=zone) + dt.timedelta(weeks=week)
        span = Span(starts, starts + 2 * HOUR)
        bookings.book(space, span, shelf.wish(), key=new_id(), at=venue.made_at)
    form = {
        "key": str(new_id()), "space": str(space.pk), "day": "2026-03-03", "start": "10:00",
        "end": "12:00", "weeks": "12", "seats": "10", "subject": "合唱", "phone": "13800138000",
    }  # fmt: skip
    own = f"/exchange/{venue.ref}/series/"
    assert own in str(page(client.get(f"/exchange/{venue.ref}/")))

    refused = client.post(own, form)

    assert refused.status_code == 409
    taken = [li.text for li in page(refused).select(".notice--warn li")]
    assert taken == ["2026-03-24 10:00–12:00", "2026-04-21 10:00–12:00"]
    assert Claim.objects.filter(district_id=venue.district_id).count() == 2
    done = client.post(own, form | {"skip_conflicts": "on"})
    assert Claim.objects.filter(district_id=venue.district_id).count() == 12
    assert len(page(done).select("a[href^='/orders/']")) == 10
    assert "跳过了" in said(done)


# --- Tables ------------------------------------------------------------------------------------


def test_the_empty_table_is_filled_handed_in_looked_at_and_put_in() -> None:
    unit, at_work = kitchen()
    book = openpyxl.load_workbook(
        io.BytesIO(at_work.get("/exchange/mine/excel/service.xlsx").content)
    )
    sheet = book.worksheets[0]
    heads = {str(cell.value).split("（")[0]: cell.column for cell in sheet[1]}
    told = {
        "名称": "午餐送到家", "服务内容": "助餐", "方式": "上门", "联系人": "陈师傅",
        "联系电话": "0532-1234567", "价格": 12.5,
    }  # fmt: skip
    for name, value in told.items():
        sheet.cell(row=2, column=heads[name], value=value)
    sheet.cell(row=3, column=heads["名称"], value="没写完")
    sheet.cell(row=4, column=heads["名称"], value="写错了")
    sheet.cell(row=4, column=heads["方式"], value="飞过去")
    assert any("上门" in str(rule.formula1) for rule in sheet.data_validations.dataValidation)
    saved = io.BytesIO()
    book.save(saved)
    file = SimpleUploadedFile("服务.xlsx", saved.getvalue())

    answer = at_work.post(
        "/exchange/mine/excel/",
        {"key": str(new_id()), "kind": "SERVICE", "unit": unit.code, "publishes": "on",
         "file": file},
    )  # fmt: skip

    job_url = answer["Location"]
    shown = said(at_work.get(job_url))
    assert "第 4 行" in shown
    assert "飞过去" in shown
    assert not Listing.objects.filter(district_id=unit.district_id).exists()
    at_work.post(f"{job_url}start/")
    run_all()
    states = Listing.objects.filter(district_id=unit.district_id).values_list("title", "state")
    assert dict(states) == {"午餐送到家": "PUBLISHED", "没写完": "DRAFT"}
    assert "已完成" in said(at_work.get(job_url))
    assert taken_out(at_work, answer)[1][1] == "已上架"


def test_a_list_that_cannot_be_read_is_refused() -> None:
    unit, at_work = kitchen()
    form = {"key": str(new_id()), "kind": "SERVICE", "unit": unit.code}

    answer = at_work.post(
        "/exchange/mine/excel/", form | {"file": SimpleUploadedFile("a.xlsx", b"no workbook")}
    )

    assert answer.status_code == 422
    assert "打不开" in said(answer)
    assert not Job.objects.filter(district_id=unit.district_id).exists()


def taken_out(client: Client, answer: Any) -> list[tuple[Any, ...]]:
    content = b"".join(client.get(f"{answer['Location']}file/").streaming_content)  # type: ignore[attr-defined]  # a file
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values)


def test_orders_go_out_masked_and_whole_only_for_a_reason_that_is_kept() -> None:
    unit, at_work = kitchen()
    claim = shelf.ordered(shelf.listing(unit)).claim
    at_work.post(f"/exchange/orders/{claim.ref}/accept/", {"key": str(new_id())})
    form = {"what": "ORDERS", "has_people": "", "reason": ""}

    plain = at_work.post("/exchange/mine/excel/take_out/", form | {"key": str(new_id())})
    assert "13800138000" not in str(taken_out(at_work, plain))
    asked = form | {"has_people": "on", "key": str(new_id())}
    assert at_work.post("/exchange/mine/excel/take_out/", asked).status_code == 422
    whole = at_work.post("/exchange/mine/excel/take_out/", asked | {"reason": "安排上门"})

    assert "13800138000" in str(taken_out(at_work, whole))
    auditor = signed_in(make.seat(Role.AUDITOR, make.desk()))
    assert "安排上门" in said(auditor.get(reverse("ledger:log")))


def test_listings_go_out_as_the_table_that_comes_in() -> None:
    unit, at_work = kitchen()
    listing = shelf.listing(unit)
    shelf.listing(make.organisation(name="别的单位"), title="不是我们的")

    answer = at_work.post(
        "/exchange/mine/excel/take_out/", {"key": str(new_id()), "what": "SERVICE"}
    )

    rows = taken_out(at_work, answer)
    assert len(rows) == 2
    assert {listing.ref, "午餐送到家", "上门"} <= set(rows[1])


# --- Yearly lists ------------------------------------------------------------------------------


def test_this_years_list_is_taken_into_the_next_in_one_deed(client: Client) -> None:
    """CAT-04."""
    unit, at_work = kitchen()
    offers = [shelf.listing(unit, title=f"服务{n}") for n in range(3)]
    url = f"/exchange/mine/lists/{unit.pk}/"
    assert client.get(f"/exchange/lists/{unit.code}-2026/").status_code == 404
    at_work.post(url, {"year": "2026"})
    offers[0].refresh_from_db()
    listings.close(offers[0], by=None, at=offers[0].made_at)
    shelf.listing(unit, title="后来的")

    at_work.post(url, {"year": "2027"})

    this, following = (said(client.get(f"/exchange/lists/{unit.code}-{y}/")) for y in (2026, 2027))
    assert "共 3 项" in this
    assert "共 2 项" in following
    assert "后来的" not in following
    assert "服务0" in this
    assert "2027" in said(at_work.get("/exchange/mine/lists/"))


def test_the_sessions_of_each_item_are_counted(
    client: Client, now: time_machine.Traveller, noon: dt.datetime
) -> None:
    """CAT-04."""
    unit, at_work = kitchen()
    meal = shelf.listing(unit)
    course = shelf.listing(unit, kind="COURSE", title="书法课", mode="ON_SITE")
    shelf.slot(course)
    shelf.slot(course, starts_at=noon + dt.timedelta(days=60))
    for _ in range(2):
        claim = shelf.ordered(meal).claim
        for verb in ("accept", "deliver"):
            at_work.post(f"/exchange/orders/{claim.ref}/{verb}/", {"key": str(new_id())})
    editions.take(unit, 2026, by=None, at=noon)
    now.move_to(noon + dt.timedelta(days=20))

    own = f"/exchange/lists/{unit.code}-2026"

    assert "服务 3 场次" in said(client.get(f"{own}/"))
    rows = list(
        openpyxl.load_workbook(io.BytesIO(client.get(f"{own}.xlsx").content)).worksheets[0].values
    )
    assert {(row[1], row[-1]) for row in rows[1:]} == {("午餐送到家", 2), ("书法课", 1)}
    assert client.get(f"{own}.docx").content[:2] == b"PK"


# --- What it costs -----------------------------------------------------------------------------


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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00",
        "24/7",
        "Mo-Su 08:00-22:00; PH 08:00-22:00",
        "Mo,We 14:30-16:00",
        "Mo-Sa 09:00-17:00; PH off",
    ],
)
def test_hours_are_typed_as_they_are_shown(text: str, language: str) -> None:
    with translation.override(language):
        shown = opening.typed(text)

    assert hours.read(shown) == text
    assert hours.parse(hours.read(shown))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("周一至周五 8:30–17:30；周六 9点到12点", "Mo-Fr 08:30-17:30; Sa 09:00-12:00"),
        ("每天9点半-21:00", "Mo-Su 09:30-21:00"),
        ("星期一、星期三 14:00～16:00", "Mo,We 14:00-16:00"),
        ("9:00-17:00", "Mo-Su 09:00-17:00"),
        ("全天", "24/7"),
        ("工作日 08:30-12:00、14:00-17:30；节假日休息", "Mo-Fr 08:30-12:00,14:00-17:30; PH off"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert hours.read(typed) == kept
