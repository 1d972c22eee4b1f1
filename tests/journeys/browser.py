"""A real Chromium, and axe in it. Everything the database holds must be made before it opens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

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


@contextmanager
def chromium() -> Iterator[Browser]:
    """Closed again before the test's database is: Playwright's loop and the ORM do not mix."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


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


def violations(page: Page, *, strict_contrast: bool = False) -> list[str]:
    """What axe finds, a line each. `strict_contrast` asks for 7:1."""
    page.evaluate(AXE)
    rules = {"color-contrast-enhanced": {"enabled": True}} if strict_contrast else {}
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {rules})", rules)
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
