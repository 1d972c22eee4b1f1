"""One resident's complaint, through a meeting, a decision and a promise, to the picture of the new
lift: told by her phone at each step, and drawn on the page that her link opens."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.actions import meeting as cases
from lianxin.cases.models import Case
from lianxin.commitments import actions as promises
from lianxin.commitments.actions.evidence import Proof
from lianxin.commitments.models import Commitment, Programme
from lianxin.following.models import News
from lianxin.gatherings.actions import calling, sitting
from lianxin.gatherings.actions.sitting import Decision
from lianxin.gatherings.models import Resolution, Topic
from lianxin.kernel.ids import new_id
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import User
from lianxin.operate.worker import run_all
from tests import make
from tests.gatherings.rooms import Room, fresh, room
from tests.journeys.browser import DESK, PHONE, chromium, open_page, too_wide, violations
from tests.journeys.meanwhile import meanwhile
from tests.web.swap import soup

DAY = dt.timedelta(days=1)
FIVE_MINUTES = dt.timedelta(minutes=5)
LETTER = re.compile(r"http://[^/]+(/track/\S+)")


class Phone:
    """What reaches her, read as it comes; the link of each letter is opened as she would."""

    def __init__(self) -> None:
        self.client = Client()

    def new(self) -> list[str]:
        run_all()
        told = [str(letter.body) for letter in mail.outbox if letter.to == ["li@example.org"]]
        mail.outbox.clear()
        return told

    def opened(self, letter: str) -> Any:
        found = LETTER.search(letter)
        assert found, letter
        answer = self.client.get(found[1])
        assert answer.status_code == 200
        return soup(answer)

    def line(self, letter: str) -> list[str]:
        steps = self.opened(letter).select(".chain__step")
        return [" ".join(step.get_text(" ").split()) for step in steps]


@pytest.fixture
def phone() -> Phone:
    return Phone()


def filed(phone: Phone) -> Case:
    contact = make.contact(name="李阿姨", email="li@example.org")
    case = make.case(text="三号楼的电梯老停，老人下不了楼。", contact=contact, received_at=now())
    (letter,) = phone.new()
    assert "收到" in letter
    assert phone.line(letter) == []
    found: Case = Case.objects.whole().get(pk=case.pk)  # as the worker has read it
    return found


def now() -> dt.datetime:
    return timezone.now()


def decided(of: Room, case: Case) -> Resolution:
    """It is parked, comes onto the agenda by itself, and the meeting decides."""
    on = timezone.localdate() + 3 * DAY
    starts = timezone.localtime(now() + 3 * DAY).replace(hour=9, minute=0)
    met = fresh(calling.plan(of.series, starts_at=starts, by=of.clerk, at=now(), key=new_id()))
    calling.call(met, by=of.clerk, at=now())
    cases.park(case, reason="要几家一起定", meeting_on=on, by=of.clerk, at=now())
    topic = Topic.objects.whole().get(case=case)
    sitting.open_session(met, by=of.clerk, at=now())
    told = Decision("三号楼换新电梯，列入今年的实事", of.unit, on + 60 * DAY)
    topic.refresh_from_db()
    return sitting.adopt(topic, told, by=of.clerk, at=now(), key=new_id())


def listed(of: Room, lead: User) -> Programme:
    today = timezone.localdate()
    draft = promises.Draft(
        "YEARLY", f"{today.year} 年十件实事", of.unit, make.root(), today.replace(month=1, day=1),
        today.replace(month=12, day=31),
    )  # fmt: skip
    return promises.draw_up(make.district(), draft, by=lead, at=now(), key=new_id())


def promised(of: Room, decision: Resolution) -> Commitment:
    lead, today = make.unit_lead(of.unit), timezone.localdate()
    programme = listed(of, lead)
    wanted = promises.Promised(
        "老楼换电梯 1 部", of.unit, today.replace(month=12, day=31), target=1, unit_word="部"
    )
    made = promises.promise(
        programme, wanted, by=lead, at=now(), key=new_id(), came_of=Thing.of(decision)
    )
    promises.add_site(
        made, "学苑社区三号楼", place=make.place(), count=1, by=lead, at=now(), key=new_id()
    )
    promises.publish(programme, by=lead, at=now())
    return made


def built(of: Room, promise: Commitment) -> None:
    whole: Any = Commitment.objects
    site = whole.whole().get(pk=promise.pk).sites.select_related("commitment").get()
    site.commitment = whole.whole().get(pk=promise.pk)
    promises.build(
        site, proof=Proof(photos=[make.upload(name="新电梯.jpg")]), by=make.handler(of.unit),
        at=now(),
    )  # fmt: skip


def test_from_a_complaint_to_the_picture_of_the_new_lift(phone: Phone) -> None:
    """X33: her phone hears of the decision, the promise and the lift; her page shows the line."""
    of = room()
    case = filed(phone)

    decision = decided(of, case)
    letters = phone.new()
    assert [case.subject in letter for letter in letters] == [True] * len(letters)
    assert sum("要请有关单位坐到一起定" in letter for letter in letters) == 1
    told = [letter for letter in letters if "有了下文" in letter]
    assert len(told) + 1 == len(letters)
    assert any("决定" in letter for letter in told)
    line = phone.line(told[-1])
    assert "就是这一件" in line[0]
    assert any("三号楼换新电梯" in step for step in line)

    promise = promised(of, decision)
    (letter,) = phone.new()
    assert "老楼换电梯 1 部" in letter
    assert "老楼换电梯 1 部" in phone.line(letter)[-1]

    built(of, promise)
    told = phone.new()
    assert "学苑社区三号楼" in told[-1]
    page = phone.opened(told[-1])
    [picture] = page.select(".chain__photo img")
    seen = phone.client.get(str(picture["src"]))
    assert b"".join(seen.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]  # a file
    steps = [step.select_one(".chain__kind").get_text() for step in page.select(".chain__step")]
    assert steps[0] == "诉求"
    assert steps[-1] == "承诺"
    hops = {step.link.from_id: step.hops for step in lineage.ancestors(
        case.district_id, Thing.of(promise)
    )}  # fmt: skip
    assert hops[case.pk] >= 3
    for news in News.objects.all():
        assert news.told_at is not None


def test_a_neighbour_sees_the_line_without_what_she_wrote(phone: Phone) -> None:
    of = room()
    case = filed(phone)
    promise = promised(of, decided(of, case))
    run_all()

    answer = Client().get(f"/chain/commitments.commitment/{promise.pk}/")

    page = answer.content.decode()
    assert "居民反映的一件事" in page
    assert case.subject not in page
    assert "老楼换电梯 1 部" in page


# --- The same in a browser: what she holds in her hand -------------------------------------------


def opened_on_her_phone(page: Page, live: LiveServer, letter: str) -> list[str]:
    """The link of the letter, tapped; the kinds and titles of the line that is drawn there."""
    found = LETTER.search(letter)
    assert found, letter
    page.goto(f"{live.url}{found[1]}")
    expect(page.locator(".chain").first).to_be_visible()
    assert violations(page) == []
    assert not too_wide(page)
    page.set_viewport_size(PHONE)
    return [" ".join(text.split()) for text in page.locator(".chain__step").all_inner_texts()]


def ready(of: Room) -> Client:
    """Who leads the unit, at her desk, with a list that is public already."""
    lead, today = make.unit_lead(of.unit), timezone.localdate()
    programme = listed(of, lead)
    wanted = promises.Promised("修好三处台阶", of.unit, today.replace(month=12, day=31))
    promises.promise(programme, wanted, by=lead, at=now(), key=new_id())
    promises.publish(programme, by=lead, at=now())
    desk = Client()
    desk.force_login(lead)
    return desk


def promised_on_the_page(page: Page) -> None:
    """Of the decision: it stands above the form, with what led to it."""
    expect(page.locator(".chain__step--here")).to_contain_text("三号楼换新电梯")
    page.get_by_label("承诺内容").fill("老楼换电梯 1 部")
    page.get_by_label("完成时限").fill(f"{timezone.localdate():%Y}-12-31")
    page.get_by_label("进度算法").select_option("SITES")
    page.get_by_label("目标数").fill("1")
    page.get_by_label("计量单位").fill("部")
    page.get_by_role("button", name="写进清单").click()
    expect(page.get_by_role("heading", name="老楼换电梯 1 部")).to_be_visible()
    expect(page.locator(".chain__step").last).to_contain_text("就是这一件")


def standing(of: Room) -> None:
    """The lift is there, and somebody took a picture of it."""
    row: Commitment = Commitment.objects.whole().get(title="老楼换电梯 1 部")
    promises.add_site(
        row, "学苑社区三号楼", place=make.place(), count=1, by=make.handler(of.unit), at=now(),
        key=new_id(),
    )  # fmt: skip
    built(of, row)


@pytest.mark.django_db(transaction=True)
def test_she_follows_it_on_her_phone_to_the_picture_of_the_lift(
    live_server: LiveServer, phone: Phone
) -> None:
    """X33: complaint, agenda, decision, promise, picture; a letter and a longer line each time."""
    of = room()
    case = filed(phone)
    desk = ready(of)
    phone.new()
    with chromium() as browser:
        hers = open_page(browser, f"{live_server.url}/", size=PHONE)
        decision = meanwhile(lambda: decided(of, case))
        letter = [one for one in meanwhile(phone.new) if "决定" in one][-1]
        line = opened_on_her_phone(hers, live_server, letter)
        assert "就是这一件" in line[0]
        assert any("三号楼换新电梯" in step for step in line)

        give = f"{live_server.url}/commitments/give/?of=gatherings.resolution:{decision.pk}"
        promised_on_the_page(open_page(browser, give, size=DESK, signed_in=desk))
        (letter,) = meanwhile(phone.new)
        assert "老楼换电梯 1 部" in letter
        assert "老楼换电梯 1 部" in opened_on_her_phone(hers, live_server, letter)[-1]

        meanwhile(lambda: standing(of))
        letter = meanwhile(phone.new)[-1]
        assert "学苑社区三号楼" in letter
        line = opened_on_her_phone(hers, live_server, letter)
        picture = hers.locator(".chain__photo img").last
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("one => one.naturalWidth") > 0
        assert len(line) >= 4
