"""The resident's form on a middling phone: 1.6 Mbit/s, 150 ms there and back, a CPU four times
slower, as Lighthouse sets them. The same page without these limits is the reference."""

from __future__ import annotations

from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench import house, plots
from bench.results import Figure
from bench.weight import CHROMIUM, PHONE, QUIET

NETWORK = {
    "offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8 * 0.9,
    "uploadThroughput": 750e3 / 8 * 0.9,
}  # fmt: skip
SLOWER, RUNS = 4, 5
WATCH = """() => {
  window.seen = {lcp: 0, cls: 0, tbt: 0};
  const see = (type, each) => new PerformanceObserver(
    list => list.getEntries().forEach(each)).observe({type, buffered: true});
  see('largest-contentful-paint', e => { seen.lcp = e.startTime; });
  see('layout-shift', e => { if (!e.hadRecentInput) seen.cls += e.value; });
  see('longtask', e => { seen.tbt += Math.max(0, e.duration - 50); });
}"""


def measure() -> list[Figure]:
    home = house.fresh("phone")
    with house.web(home) as (_web, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        url = f"http://{house.HOST}:{port}/r/{home.facts['place']}/"
        free = [_see(browser, url, slow=False) for _ in range(RUNS)]
        slow = [_see(browser, url, slow=True) for _ in range(RUNS)]
        browser.close()
    lcp, cls, tbt = (median(run[name] for run in slow) for name in ("lcp", "cls", "tbt"))
    plain = median(run["lcp"] for run in free)
    plots.bars("phone", "Resident's form on a slow phone", ["LCP, no limits", "LCP", "TBT"],
               [plain, lcp, tbt], unit="ms", budget=1500, grey=[0])  # fmt: skip
    told = f"without limits: LCP {plain:.0f} ms"
    return [
        Figure("phone: LCP of the resident's form", f"{lcp / 1000:.2f} s", "≤ 1.5 s",
               lcp <= 1500, told),
        Figure("phone: CLS", f"{cls:.3f}", "≤ 0.02", cls <= 0.02),
        Figure("phone: TBT", f"{tbt:.0f} ms", "≤ 150 ms", tbt <= 150),
    ]  # fmt: skip


def _see(browser: Browser, url: str, *, slow: bool) -> dict[str, float]:
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, device_scale_factor=2, service_workers="block"
    )
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    talk: Any = context.new_cdp_session(page)
    if slow:
        talk.send("Network.enable")
        talk.send("Network.emulateNetworkConditions", NETWORK)
        talk.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    seen: dict[str, float] = page.evaluate("() => window.seen")
    context.close()
    return seen
