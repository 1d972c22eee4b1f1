"""A meal for a neighbour on one phone: ordered from the start page, taken and delivered by the
kitchen's account on the same phone, rated by the neighbour through her own link. The hand is
simulated: 4 characters a second, 2 seconds of reading on each new screen, a third of a second
before each tap. A person who has never seen it is slower."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bench import house
from bench.results import Figure
from bench.weight import CHROMIUM, PHONE, QUIET

A_SECOND, READING, REACHING = 4, 2.0, 0.33
BUDGET = 120
COOK = ("cook", "rice-2-go")
WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "find": "午餐", "name": "王奶奶", "address": "3号楼502", "other": "替别人",
        "order": "点单", "accept": "接单", "deliver": "完成服务",
        "hers": "打开王奶奶的页面", "good": "很满意", "rate": "评单",
    },
    "en-GB": {
        "find": "午餐", "name": "Mrs Wang", "address": "Building 3, 502", "other": "Somebody else",
        "order": "Order", "accept": "Accept", "deliver": "Done",
        "hers": "Open the page of Mrs Wang", "good": "Very satisfied", "rate": "Rate",
    },
}  # fmt: skip


@dataclass
class Hand:
    """Somebody's hand on a phone, and how long each part took it."""

    page: Page
    taps: int = 0
    typed: int = 0
    screens: int = 0
    parts: dict[str, float] = field(default_factory=dict)

    def read(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.screens += 1
        time.sleep(READING)

    def tap(self, what: Locator, *, leads_on: bool = False) -> None:
        time.sleep(REACHING)
        what.scroll_into_view_if_needed()
        self.taps += 1
        if leads_on:
            with self.page.expect_navigation():
                what.tap()
            self.read()
        else:
            what.tap()

    def write(self, name: str, text: str) -> None:
        box = self.page.locator(f"[name={name}]")
        self.tap(box)
        self.typed += len(text)
        box.press_sequentially(text, delay=1000 / A_SECOND)

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(rf"^{words}")).first

    def link(self, words: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(words)).first


def measure() -> list[Figure]:
    home = house.fresh("meal")
    place = json.loads(home.run("-m", "bench.meal"))["place"]
    with house.web(home) as (_web, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        url = f"http://{house.HOST}:{port}"
        hands = {lang: _walk(browser, url, place, lang) for lang in WORDS}
        browser.close()
    return [_figure(lang, hand) for lang, hand in hands.items()]


def _figure(lang: str, hand: Hand) -> Figure:
    total = sum(hand.parts.values())
    told = ", ".join(f"{part} {seconds:.0f} s" for part, seconds in hand.parts.items())
    told += f"; {hand.screens} screens, {hand.taps} taps, {hand.typed} characters; simulated hand"
    what = f"a meal for a neighbour on one phone, {lang[:2]}"
    return Figure(what, f"{total:.0f} s", f"≤ {BUDGET} s", total <= BUDGET, told)


def _walk(browser: Browser, url: str, place: str, lang: str) -> Hand:
    context = browser.new_context(
        viewport=PHONE, locale=lang, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    context.set_default_timeout(20_000)
    hand, words = Hand(context.new_page()), WORDS[lang]
    for part, walk in (("order", _order), ("deliver", _deliver), ("rate", _rate)):
        begun = time.monotonic()
        walk(hand, url, words, place)
        hand.parts[part] = time.monotonic() - begun
    context.close()
    return hand


def _order(hand: Hand, url: str, words: dict[str, str], place: str) -> None:
    page = hand.page
    page.goto(f"{url}/")
    hand.read()
    hand.write("q", words["find"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/**")
    hand.read()
    hand.tap(hand.link("午餐送到家"), leads_on=True)
    hand.tap(page.get_by_text(words["other"], exact=True))
    hand.write("name", words["name"])
    hand.write("phone", "13900139000")
    hand.tap(page.locator("[name=place]"))
    page.locator("[name=place]").select_option(place)
    time.sleep(READING)  # the phone's own list
    hand.write("address", words["address"])
    hand.tap(hand.button(words["order"]), leads_on=True)


def _deliver(hand: Hand, url: str, words: dict[str, str], _place: str) -> None:
    page = hand.page
    page.goto(f"{url}/")
    hand.read()
    hand.tap(page.locator(".shell__enter"), leads_on=True)
    hand.write("login", COOK[0])
    hand.write("password", COOK[1])
    hand.tap(page.locator("main button[type=submit]").first, leads_on=True)
    hand.tap(hand.button(words["accept"]), leads_on=True)
    hand.tap(hand.button(words["deliver"]), leads_on=True)


def _rate(hand: Hand, url: str, words: dict[str, str], _place: str) -> None:
    page = hand.page
    page.goto(f"{url}/track/")
    hand.read()
    hand.tap(page.locator("#track .rows__title").first, leads_on=True)
    hand.tap(hand.link(words["hers"]), leads_on=True)
    hand.tap(page.get_by_text(words["good"], exact=True))
    hand.tap(hand.button(words["rate"]), leads_on=True)


def fill() -> dict[str, str]:
    """A kitchen that brings lunch, others that do other things, and its cook."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
    django.setup()
    from django.utils import timezone

    from lianxin.exchange.actions import listings
    from lianxin.kernel.ids import new_id
    from lianxin.network import actions
    from lianxin.network.models import District, Organisation, Place, Role

    at, district = timezone.now(), District.objects.get()
    kitchen = Organisation.objects.get(code="cityman")
    cook = actions.create_account(
        district, COOK[0], name="陈师傅", password=COOK[1], by=None, at=at
    )
    actions.seat_person(
        cook, organisation=kitchen, role=Role.HANDLER, starts_on=timezone.localdate(at), by=None,
        at=at,
    )  # fmt: skip
    offers: list[tuple[str, dict[str, Any]]] = [
        ("午餐送到家", {"subjects": ["助餐"]}), ("上门理发", {"subjects": ["理发"]}),
        ("上门量血压", {"subjects": ["健康"]}),
    ]  # fmt: skip
    for title, details in offers:
        draft = listings.Draft(
            kind="SERVICE", title=title, provider=kitchen, details=details, mode="AT_HOME",
            area=Place.objects.get(parent=None), contact="陈师傅", phone="0532-88680000",
            price_fen=800, confirm_days=183,
        )  # fmt: skip
        made = listings.draft(district, draft, by=None, at=at, key=new_id())
        listings.publish(made, by=None, at=at)
    return {"place": "c1"}


if __name__ == "__main__":
    json.dump(fill(), sys.stdout)
