"""The door of an event where there is no network: two phones, and what both make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.events import queries
from lianxin.events.models import Scan, Seen
from lianxin.exchange import codes
from lianxin.exchange.actions import places
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim, Slot
from lianxin.kernel.ids import new_id
from lianxin.network.models import District
from tests import make
from tests.exchange import shelf
from tests.journeys.browser import PHONE, chromium, open_page, too_wide, violations
from tests.journeys.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
ALL, BOTH = 300, 20
SCAN = """async texts => {
    const door = document.querySelector("lx-door");
    for (const text of texts) {
        door.input.value = text;
        door.form.requestSubmit();
        await door.idle;
    }
}"""
FAKE_CAMERA = """
    window.BarcodeDetector = class { async detect() { return window.shown ?? []; } };
    const canvas = document.createElement("canvas");
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
"""


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def session() -> Slot:
    """Tomorrow evening."""
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    listing = shelf.listing(kind="EVENT", title="海洋科普讲座")
    return places.add_slot(
        listing, starts_at=starts, ends_at=starts + dt.timedelta(hours=2), capacity=ALL, by=None,
        at=listing.made_at, key=new_id(),
    )  # fmt: skip


def sign_up(slot: Slot, number: int, name: str = "王阿姨") -> Claim:
    wish = Wish(who=Who(name=name, phone=f"1390000{number:04}"))
    return places.take(slot, wish, key=new_id(), at=slot.listing.made_at).claim


def keeper(slot: Slot) -> Client:
    assert slot.listing.provider is not None
    return signed_in(make.handler(slot.listing.provider))


def tickets(claims: Iterable[Claim]) -> list[str]:
    return [f"https://x.example/orders/{one.ref}/{codes.of(one)}/" for one in claims]


def at_the_door(browser: Browser, url: str, who: Client) -> Page:
    """Opened once with a network, so that the phone has the list and the page."""
    page = open_page(browser, url, size=PHONE, signed_in=who)
    page.get_by_text("没有网络也可以检票").wait_for()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(
        "async () => (await caches.keys()).length > 1"
        " && Boolean(await caches.match(location.href))"
    )
    return page


def killed_and_opened_again(page: Page) -> Page:
    context, url = page.context, page.url
    page.close()
    again = context.new_page()
    again.goto(url)
    again.locator("lx-door[data-ready]").wait_for()
    return again


def seen_without_network(page: Page, texts: list[str], odd: list[str]) -> Page:
    """Half of them, then the page is killed; the other half, and what is no ticket."""
    page.context.set_offline(True)
    page.evaluate(SCAN, texts[:80])
    again = killed_and_opened_again(page)
    again.evaluate(SCAN, [*texts[80:], *odd])
    again.get_by_text(f"{len(texts) + len(odd)} 张存在这台手机上").wait_for()
    assert again.locator("[data-part=rows] li").count() == len(odd)
    assert again.locator("[data-part=present]").inner_text() == str(len(texts))
    return again


def came(slot: Slot) -> int:
    return Claim.objects.filter(district_id=slot.district_id, slot=slot, state="DONE").count()


def test_two_phones_without_network_let_in_three_hundred_once_each(
    live_server: LiveServer, browser: Browser
) -> None:
    """X28: 300 tickets, 20 of them shown to both phones; each page is killed in between, and opens
    again without a network; then both send in by themselves."""
    slot = session()
    claims = [sign_up(slot, number) for number in range(ALL)]
    gone = sign_up(slot, ALL + 1)
    places.cancel(gone, by=None, code=codes.of(gone), at=slot.listing.made_at)
    who, url = keeper(slot), f"{live_server.url}/events/door/{slot.pk}/"
    first, second = at_the_door(browser, url, who), at_the_door(browser, url, who)
    middle = ALL // 2
    mine, hers = claims[: middle + BOTH // 2], claims[middle - BOTH // 2 :]
    odd = [*tickets([gone]), "WHB-26-99999 AAAA-BBBB-CCCC-DDDD-EEEE"]
    phones = [
        seen_without_network(first, tickets(mine), odd),
        seen_without_network(second, tickets(hers), []),
    ]
    assert (came(slot), Scan.objects.count()) == (0, 0)

    for page in phones:
        page.context.set_offline(False)
        page.get_by_text("看过的票都已送出").wait_for(timeout=30_000)

    assert came(slot) == queries.present(slot) == ALL
    listed = queries.to_look_at(slot)
    assert sorted(scan.seen for scan in listed) == [*["AGAIN"] * BOTH, "CANCELLED", "UNKNOWN"]
    assert Scan.objects.filter(seen=Seen.PRESENT).values("claim").distinct().count() == ALL
    phones[1].reload()
    phones[1].locator("[data-part=rows] li").nth(BOTH + 1).wait_for()
    expect(phones[1].locator("[data-part=present]")).to_have_text(str(ALL))
    assert phones[1].get_by_text("先前").count() == BOTH


def test_who_forgot_her_ticket_is_found_by_name_and_a_camera_reads_the_others(
    live_server: LiveServer, browser: Browser
) -> None:
    slot = session()
    claims = [sign_up(slot, 1), sign_up(slot, 2, "李大爷"), sign_up(slot, 3, "王先生")]
    page = at_the_door(browser, f"{live_server.url}/events/door/{slot.pk}/", keeper(slot))
    complaints = violations(page)
    wide = too_wide(page)
    page.set_viewport_size(PHONE)
    page.add_init_script(FAKE_CAMERA)
    page.reload()
    page.locator("lx-door[data-ready]").wait_for()
    field = page.get_by_label("票上的编号和查询码")
    field.fill("李")
    assert page.locator("[data-part=found] li").count() == 1
    page.get_by_role("button", name="签到 李**").click()
    page.locator(".door__told", has_text="已签到").wait_for()
    page.get_by_role("button", name="打开相机扫码").click()
    page.evaluate("text => { window.shown = [{ rawValue: text }]; }", tickets(claims[:1])[0])
    page.locator(".door__told", has_text="王**").wait_for()
    page.get_by_role("button", name="关上相机").click()
    page.get_by_text("看过的票都已送出").wait_for()
    page.wait_for_function("document.querySelector('[data-part=present]').textContent === '2'")

    assert (complaints, wide) == ([], False)
    assert came(slot) == 2
    assert sorted(Scan.objects.values_list("is_by_hand", flat=True)) == [False, True]
    assert District.objects.count() == 1
