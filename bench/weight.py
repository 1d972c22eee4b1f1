"""What a first view weighs: every byte that Chromium fetches for it, with gzip, which is all that
it asks for over plain HTTP."""

from __future__ import annotations

from collections import Counter
from typing import Any

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bench import house, plots
from bench.results import Figure

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
PHONE: ViewportSize = {"width": 390, "height": 844}
CORE = "/accessibility/"  # a page of plain text
STAFF = {"/desk/": "dispatcher", "/lead/": "manager", "/partner/": "handler", "/today/": "worker"}


def measure() -> list[Figure]:
    home = house.fresh("weight")
    pages = {f"/r/{home.facts['place']}/": "", "/report/": "", CORE: "", **STAFF}
    with house.web(home) as (_web, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        found = {
            page: _weigh(browser, f"http://{house.HOST}:{port}{page}", home.facts.get(who, ""))
            for page, who in pages.items()
        }
        browser.close()
    totals = [sum(parts.values()) / 1000 for parts in found.values()]
    plots.bars("weight", "First view, gzip, all assets", list(found), totals, unit="kB")
    return [_figure(page, found[page], 150 if page in STAFF else 60) for page in found] + [
        _core(found[CORE], "Stylesheet", "CSS"), _core(found[CORE], "Script", "JS")
    ]  # fmt: skip


def _figure(page: str, parts: Counter[str], budget: int) -> Figure:
    total = (sum(parts.values()) - parts["Chart"]) / 1000
    told = ", ".join(f"{name} {size / 1000:.1f}" for name, size in parts.most_common())
    what = f"weight of the first view of {page}, gzip"
    return Figure(what, f"{total:.1f} kB", f"≤ {budget} kB", total <= budget, told)


def _core(parts: Counter[str], kind: str, name: str) -> Figure:
    """What every page loads."""
    size = parts[kind] / 1000
    return Figure(f"core {name}, gzip", f"{size:.1f} kB", "≤ 20 kB", size <= 20)


def _weigh(browser: Browser, url: str, session: str) -> Counter[str]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", service_workers="block")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    page = context.new_page()
    talk = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()

    def answered(event: dict[str, Any]) -> None:
        is_chart = "/chunks/lx-chart" in event["response"]["url"]
        kinds[event["requestId"]] = "Chart" if is_chart else event["type"]

    def finished(event: dict[str, Any]) -> None:
        sizes[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    talk.on("Network.responseReceived", answered)
    talk.on("Network.loadingFinished", finished)
    talk.send("Network.enable")
    answer = page.goto(url)
    assert answer, url
    assert answer.status == 200, (url, answer.status)
    page.wait_for_load_state("networkidle")
    context.close()
    return sizes
