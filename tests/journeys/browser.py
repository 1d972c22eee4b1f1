"""A real Chromium, and axe in it. Everything the database holds must be made before it opens."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
MODULES = Path(__file__).parents[2] / "frontend" / "node_modules"
AXE = (MODULES / "axe-core" / "axe.min.js").read_text()
STRICT = "color-contrast-enhanced"
OF_LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
WEAR = """([theme, text]) => {
    const look = document.documentElement.dataset;
    look.theme = theme;
    if (text === "elder") look.size = text; else delete look.size;
}"""


_running: list[tuple[Playwright, Browser]] = []  # at most one


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this process, with nothing in it of the test before."""
    browser = _browser()
    try:
        yield browser
    finally:
        for context in browser.contexts:
            context.close()


def _browser() -> Browser:
    if _running and not _running[0][1].is_connected():
        stop()
    if not _running:
        playwright = sync_playwright().start()
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        _running.append((playwright, launched))
    return _running[0][1]


def stop() -> None:
    """Playwright's loop ends with it."""
    while _running:
        playwright, browser = _running.pop()
        browser.close()
        playwright.stop()


def open_page(
    browser: Browser,
    url: str,
    *,
    size: ViewportSize,
    signed_in: Client | None = None,
    **look: str,
) -> Page:
    """A page in Chinese, as whoever `signed_in` is; `look` takes theme and size of the text."""
    context = browser.new_context(viewport=size, locale="zh-CN")
    cookies = {settings.SESSION_COOKIE_NAME: _session(signed_in)} if signed_in else {}
    if look:
        cookies["lianxin_look"] = f"{look.get('theme', 'auto')}.{look.get('text', 'normal')}"
    site = urljoin(url, "/")  # a cookie for a page's address would hold below that page alone
    context.add_cookies([{"name": key, "value": cookies[key], "url": site} for key in cookies])
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


def faults(
    browser: Browser,
    url: str,
    *looks: tuple[str, str],
    size: ViewportSize,
    signed_in: Client | None = None,
) -> list[str]:
    """What axe finds, and where the page scrolls sideways on a narrow screen, in each of `looks`:
    theme and size of the text, `elder` with a contrast of 7:1.

    The page is opened in the first look and judged by all rules. The others are put on as the
    server writes them, and only what colours and sizes decide is judged anew.
    """
    found = []
    first = {"theme": looks[0][0], "text": looks[0][1]}
    page = open_page(browser, url, size=size, signed_in=signed_in, **first)
    page.emulate_media(reduced_motion="reduce")  # colours change at once
    for number, (theme, text) in enumerate(looks):
        page.evaluate(WEAR, [theme, text])
        page.set_viewport_size(size)
        only = OF_LOOKS if number else ()
        here = violations(page, strict_contrast=text == "elder", only=only)
        here += ["scrolls sideways"] if too_wide(page) else []
        found += [f"{url} {theme} {text}: {fault}" for fault in here]
    page.context.close()
    return found


def violations(
    page: Page, *, strict_contrast: bool = False, only: Sequence[str] = ()
) -> list[str]:
    """What axe finds, a line each. `strict_contrast` asks for 7:1; with `only`, by these rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options: dict[str, Any] = {
        "rules": {STRICT: {"enabled": strict_contrast}},
        "resultTypes": ["violations"],  # where all is well is not told: it is most of the work
        "selectors": False,
    }
    if only:
        strict = (STRICT,) if strict_contrast else ()
        options["runOnly"] = {"type": "rule", "values": [*only, *strict]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def too_wide(page: Page, *, width: int = 320) -> bool:
    """Whether the page scrolls sideways on a screen this narrow."""
    page.set_viewport_size({"width": width, "height": 800})
    return int(page.evaluate("document.documentElement.scrollWidth")) > width


def _session(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value
