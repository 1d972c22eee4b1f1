"""A round of visits where there is no network: written, killed, opened again, sent in later."""

from __future__ import annotations

import base64
import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.visits import queries
from lianxin.visits.actions import campaigns
from lianxin.visits.models import Call, Campaign, Hazard, Household, Need, Visit, VisitPhoto
from tests import make
from tests.journeys.browser import PHONE, chromium, open_page, too_wide, violations
from tests.journeys.conftest import signed_in
from tests.visits import doors

pytestmark = pytest.mark.django_db(transaction=True)
DOORS = 40
SLOW = 50_000 // 8  # bytes a second
SEVERAL = """async ([rows, pictures]) => {
    const files = pictures.map((one, number) => {
        const body = Uint8Array.from(atob(one), (letter) => letter.charCodeAt(0));
        return new File([body], `${number}.jpg`, {type: "image/jpeg"});
    });
    for (const [door, note] of rows) {
        location.hash = door;
        await new Promise((done) => setTimeout(done, 0));
        const form = document.querySelector("lx-round [data-part=door] form");
        form.elements.outcome.value = "TALKED";
        form.elements.note.value = note;
        const given = new DataTransfer();
        for (const file of files.splice(0, 2)) given.items.add(file);
        form.elements.photos.files = given.files;
        form.requestSubmit();
        while (location.hash) await new Promise((done) => setTimeout(done, 5));
    }
}"""


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def campaign(count: int = DOORS) -> tuple[Campaign, User, User, User]:
    """It runs now: who leads it, who has all doors, and who has none yet."""
    now = timezone.now()
    unit = make.organisation(name="望潮街道办事处", kind="STREET_OFFICE")
    lead, first, second = make.unit_lead(unit), *(make.worker(make.root()) for _n in range(2))
    building = doors.building(floors=count // 2, doors=2, name="海韵 3 号楼")
    on = timezone.localdate(now)
    told = doors.told(unit, starts_on=on, ends_on=on + dt.timedelta(days=30), quota=count)
    made = campaigns.plan(unit.district, told, by=lead, at=now, key=new_id())
    campaigns.engage(made, [first], by=lead, at=now)
    campaigns.deal(made, by=lead, at=now)
    campaigns.engage(made, [second], by=lead, at=now)
    campaigns.start(made, by=lead, at=now)
    assert Household.objects.filter(building=building).count() == count
    return made, lead, first, second


def opened(browser: Browser, url: str, who: User) -> Page:
    """With a network, so that the phone has the page and its scripts."""
    page = open_page(browser, url, size=PHONE, signed_in=signed_in(who))
    page.locator("lx-round[data-ready]").wait_for()
    page.wait_for_function(
        "async () => (await caches.keys()).length > 1"
        " && Boolean(await caches.match(location.href))"
    )
    return page


def killed(page: Page) -> Page:
    """It sends nothing more: a page that closes is given its network back for a moment."""
    context, url = page.context, page.url.partition("#")[0]
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.close()
    again = context.new_page()
    again.goto(url)
    again.locator("lx-round[data-ready]").wait_for()
    return again


def picture(number: int) -> str:
    """A small one; none is like another."""
    drawn = io.BytesIO()
    Image.new("RGB", (16, 16), (number * 3 % 256, number * 7 % 256, 90)).save(drawn, "JPEG")
    return base64.b64encode(drawn.getvalue()).decode()


def write(page: Page, calls: list[Call], first_picture: int) -> None:
    pictures = [picture(first_picture + number) for number in range(len(calls) * 2)]
    rows = [[str(one.pk), f"问了楼道灯，报修了 {one.rank}"] for one in calls]
    page.evaluate(SEVERAL, [rows, pictures])


def fits(page: Page) -> None:
    """Axe finds nothing, and nothing scrolls sideways."""
    assert not violations(page)
    assert not too_wide(page)
    page.set_viewport_size(PHONE)


def slow(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 100, "downloadThroughput": SLOW, "uploadThroughput": SLOW},
    )


def written_in_three_pieces(page: Page, calls: list[Call]) -> Page:
    """Without a network; the page is killed after each piece but the last."""
    page.context.set_offline(True)
    for begin in (0, 15, 30):
        write(page, calls[begin : begin + 15], 2 * begin)
        if begin < 30:
            page = killed(page)
            expect(page.locator("[data-waits]")).to_have_count(begin + 15)
    expect(page.locator("[data-waits]")).to_have_count(DOORS)
    return page


def test_forty_visits_with_eighty_pictures_arrive_once_each(
    live_server: LiveServer, browser: Browser
) -> None:
    """X36: written without a network, the page killed twice; three doors went to somebody else
    meanwhile, and she had to sign in anew; then all goes over 50 kbit/s."""
    made, lead, hers, other = campaign()
    calls = list(queries.to_do(hers, on=timezone.localdate()))
    page = opened(browser, f"{live_server.url}/visits/", hers)
    page = written_in_three_pieces(page, calls)
    assert Visit.objects.count() == 0

    campaigns.hand_over(made, [one.pk for one in calls[:3]], other, by=lead, at=timezone.now())
    Session.objects.all().delete()
    page.context.set_offline(False)
    page.get_by_text("请重新登录").first.wait_for(timeout=60_000)
    assert Visit.objects.count() == 0
    cookies = signed_in(hers).cookies
    page.context.add_cookies([
        {"name": name, "value": one.value, "url": live_server.url} for name, one in cookies.items()
    ])  # fmt: skip
    slow(page)
    page.reload()
    page.locator("lx-round[data-ready]").wait_for()
    page.wait_for_function("() => localStorage.getItem('lx-waiting') === '3'", timeout=240_000)

    assert Visit.objects.count() == Visit.objects.values("call").distinct().count() == DOORS
    assert VisitPhoto.objects.count() == 2 * DOORS
    assert set(VisitPhoto.objects.values_list("visit__officer", flat=True)) == {hers.pk}
    assert queries.coverage(made).done == DOORS
    expect(page.get_by_text(f"现在由 {other.name} 负责走访")).to_have_count(3)
    page.reload()
    page.locator("lx-round[data-ready]").wait_for()
    expect(page.locator("[data-waits]")).to_have_count(0)
    expect(page.get_by_text(f"走访了 {DOORS - 3} 户，还剩 0 户")).to_be_visible()


def test_a_door_is_written_with_one_hand_and_nothing_is_lost_where_the_phone_is_full(
    live_server: LiveServer, browser: Browser
) -> None:
    """VIS-02, VIS-03: what had better not stand in a log is told without a network; a full disk is
    told, and what was written is still there."""
    _made, _lead, hers, _other = campaign(4)
    call = queries.to_do(hers, on=timezone.localdate())[0]
    page = opened(browser, f"{live_server.url}/visits/", hers)
    fits(page)
    page.context.set_offline(True)
    page.get_by_role("link", name="101").click()
    assert page.get_by_role("heading", name=call.where).is_visible()
    page.get_by_text("给住户扫连心卡").click()
    drawn = page.get_by_role("img", name="的连心卡")
    assert drawn.evaluate("one => one.getBoundingClientRect().height") > 250
    page.get_by_role("button", name="保存").click()
    page.get_by_text("请选走访的结果").wait_for()
    page.get_by_label("见到了，谈过了").check()
    page.get_by_label("问了什么、办了什么").fill("问了低保怎么办")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("请改一改").wait_for()
    page.get_by_label("看过了，就这样记").check()
    page.evaluate("""() => {
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function () {
            IDBObjectStore.prototype.put = put;
            throw new DOMException("full", "QuotaExceededError");
        };
    }""")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("没有存下").wait_for()
    assert page.get_by_label("问了什么、办了什么").input_value() == "问了低保怎么办"
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已存在这台手机").wait_for()
    assert Visit.objects.count() == 0

    page.context.set_offline(False)
    page.get_by_text("这一周去过的（1）").wait_for(timeout=60_000)
    assert Visit.objects.get().note == "问了低保怎么办"
    assert (Need.objects.count(), Hazard.objects.count()) == (0, 0)


def test_what_is_not_taken_in_comes_back_to_be_put_right(
    live_server: LiveServer, browser: Browser
) -> None:
    _made, _lead, hers, _other = campaign(4)
    page = opened(browser, f"{live_server.url}/visits/", hers)
    page.context.set_offline(True)
    page.get_by_role("link", name="101").click()
    page.get_by_label("见到了，谈过了").check()
    page.get_by_text("看到不安全的地方").click()
    page.get_by_label("哪一类设施").select_option("STAIRS")
    page.get_by_label("哪里不安全").fill("502 的租客可疑")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已存在这台手机").wait_for()
    page.context.set_offline(False)
    page.get_by_text("没有收下，要改一改").wait_for(timeout=60_000)
    assert Visit.objects.count() == 0

    page.get_by_role("link", name="101").click()
    assert page.get_by_label("见到了，谈过了").is_checked()
    page.get_by_label("哪里不安全").fill("二楼扶手松了")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("这一周去过的（1）").wait_for(timeout=60_000)
    assert Hazard.objects.get().text == "二楼扶手松了"
