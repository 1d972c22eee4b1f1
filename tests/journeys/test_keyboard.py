"""A day at the desk without a mouse: a case by keys alone, and beside another desk."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from lianxin.cases.actions import dispatch
from lianxin.cases.models import Case
from lianxin.cases.states import State
from lianxin.network.models import Organisation, User
from tests import make
from tests.journeys.conftest import Sit
from tests.journeys.meanwhile import meanwhile

CURRENT = ".rows__row[aria-current=true]"
expect.set_options(timeout=15_000)


def again(case: Case) -> Case:
    return meanwhile(lambda: Case.objects.get(pk=case.pk))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def test_keys_pressed_ahead_are_taken_one_after_the_other(
    sit_down: Sit, waiting: list[Case]
) -> None:
    """Nobody waits for an answer; each deed is done to the row that it was meant for."""
    page = sit_down()
    for key in "aaja":
        page.keyboard.press(key)

    expect(page.locator(".rows__row")).to_have_count(3)
    expect(page.locator(CURRENT)).to_contain_text("第五盏")
    page.keyboard.press("Enter")
    expect(page.locator("#case-detail h1")).to_have_text("第五盏路灯不亮")
    assert [again(case).state for case in waiting] == [
        *[State.ASSIGNED] * 2,
        State.RECEIVED,
        State.ASSIGNED,
        *[State.RECEIVED] * 2,
    ]


def test_a_key_pressed_before_the_page_is_ready_is_not_lost(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down("/desk/meeting/")

    def late(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route(re.compile("lx-keys"), late)
    page.goto(urljoin(page.url, "/desk/"), wait_until="domcontentloaded")

    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(page.locator(".flash")).to_contain_text(waiting[1].ref)
    expect(page.locator(".rows__row")).to_have_count(5)


def test_a_case_is_classed_written_on_and_assigned_without_a_mouse(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down()
    page.keyboard.press("Enter")  # nothing has the focus yet: the first one is meant
    expect(page.locator("#case-detail h1")).to_have_text("第一盏路灯不亮")

    page.keyboard.press("i")
    page.keyboard.type("a j k：问过物业")  # written, not obeyed
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("已记录")
    expect(page.locator("#case-detail .timeline")).to_contain_text("a j k：问过物业")

    page.keyboard.press("c")
    assert focused(page) == "classify_class_code"
    page.keyboard.press("Escape")
    assert focused(page) == "SUMMARY"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("details[open] :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(f"{CURRENT} a:focus")).to_contain_text("第一盏")

    page.keyboard.press("o")
    assert focused(page).startswith("assign_to")
    page.keyboard.press("Enter")
    expect(page.locator("#case-detail .case__line")).to_contain_text("待签收")
    expect(page.locator(".rows__row")).to_have_count(5)
    expect(page.locator("#case-detail h1:focus")).to_have_count(1)  # the list took nothing
    page.keyboard.press("j")
    expect(page.locator(f"{CURRENT} a:focus")).to_contain_text("第三盏")


def test_the_search_is_reached_while_an_answer_is_awaited(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down()

    def late(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route(re.compile("/assign/"), late)
    page.keyboard.press("a")
    page.keyboard.press("/")
    page.keyboard.type("第四")

    expect(page.locator(".rows__row")).to_have_count(1)
    expect(page.locator(".flash")).to_contain_text(waiting[0].ref)
    expect(page.locator("#filter_q")).to_have_value("第四")


def test_escape_leaves_the_search_and_what_was_found_is_opened(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down()
    page.keyboard.press("/")
    page.keyboard.type("第四")
    expect(page.locator(".rows__row")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(f"{CURRENT} a:focus")).to_contain_text("第四")
    page.keyboard.press("Enter")
    expect(page.locator("#case-detail h1")).to_have_text("第四盏路灯不亮")
    expect(page.locator("#filter_q")).to_have_value("第四")


def test_j_goes_on_to_the_next_page(
    sit_down: Sit,
    waiting: list[Case],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lianxin.web.desk.queue.ROWS", 4)
    page = sit_down()
    for _times in range(4):
        page.keyboard.press("j")
    expect(page.locator(CURRENT)).to_contain_text("第五盏")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("[")
    expect(page.locator(CURRENT)).to_contain_text("第一盏")


def test_merging_from_the_list_shows_in_the_case_that_is_open(
    sit_down: Sit, waiting: list[Case]
) -> None:
    Case.objects.filter(pk__in=[case.pk for case in waiting[1:4]]).update(similar_to=waiting[0])
    page = sit_down()
    page.keyboard.press("Enter")
    expect(page.locator("#kin")).to_contain_text("还有 3 件")

    page.keyboard.press("m")

    expect(page.locator("#kin")).to_contain_text("已并入 3 件")
    page.keyboard.press("z")
    expect(page.locator("#kin")).to_contain_text("还有 3 件")


def test_a_row_that_somebody_else_takes_is_not_mixed_up_with_the_next(
    sit_down: Sit,
    waiting: list[Case],
    other: User,
    unit: Organisation,
) -> None:
    """The key that was meant for the one must not fall upon the other."""
    page = sit_down()
    page.keyboard.press("j")
    expect(page.locator(CURRENT)).to_contain_text("第二盏")
    page.evaluate("performance.now = () => 1e6")  # however slow this machine is
    meanwhile(lambda: dispatch.assign(again(waiting[1]), to=unit, by=other, at=timezone.now()))

    expect(page.locator(".rows__row")).to_have_count(5)
    page.keyboard.press("a")

    expect(page.locator("#flashes")).to_contain_text(f"{waiting[1].ref} 已经不在队列里：{other}")
    expect(page.locator(CURRENT)).to_contain_text("第三盏")
    page.evaluate("performance.now = () => 2e6")
    assert again(waiting[2]).state == State.RECEIVED
    page.keyboard.press("a")
    expect(page.locator(".flash")).to_contain_text(waiting[2].ref)


def test_an_open_case_shows_what_somebody_else_does_to_it(
    sit_down: Sit,
    waiting: list[Case],
    other: User,
    unit: Organisation,
) -> None:
    page = sit_down(f"/desk/cases/{waiting[0].ref}/")
    meanwhile(lambda: dispatch.assign(again(waiting[0]), to=unit, by=other, at=timezone.now()))

    expect(page.locator("#case-detail .case__line")).to_contain_text("待签收")
    expect(page.locator(".desk__told")).to_contain_text("分派")


def test_whoever_writes_is_told_and_loses_no_word(
    sit_down: Sit,
    waiting: list[Case],
    other: User,
    unit: Organisation,
) -> None:
    page = sit_down(f"/desk/cases/{waiting[0].ref}/")
    page.keyboard.press("i")
    page.keyboard.type("住户七点后在家")
    meanwhile(lambda: dispatch.assign(again(waiting[0]), to=unit, by=other, at=timezone.now()))

    expect(page.locator(".desk__told")).to_contain_text("您写的还在")
    expect(page.locator("#note_note")).to_have_value("住户七点后在家")
    expect(page.locator("#note_note")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#case-detail .case__line")).to_contain_text("待签收")
    expect(page.locator("#note_note")).to_have_value("住户七点后在家")


def test_who_mends_a_refused_form_is_not_sent_back_by_what_happens_beside(
    sit_down: Sit,
    waiting: list[Case],
    other: User,
    unit: Organisation,
) -> None:
    page = sit_down(f"/desk/cases/{waiting[0].ref}/")
    page.keyboard.press("i")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").press("Enter")
    page.keyboard.type("住户")
    meanwhile(lambda: dispatch.assign(again(waiting[3]), to=unit, by=other, at=timezone.now()))

    expect(page.locator(".rows__row")).to_have_count(5)
    page.keyboard.type("七点后在家")
    expect(page.locator("#note_note")).to_have_value("住户七点后在家")


def test_a_deed_that_is_folded_away_afterwards_leaves_the_focus_at_the_heading(
    sit_down: Sit, waiting: list[Case], unit: Organisation
) -> None:
    dispatch.assign(waiting[0], to=make.organisation(), by=None, at=timezone.now())
    page = sit_down(f"/desk/cases/{waiting[0].ref}/")
    page.keyboard.press("w")
    page.locator("#reassign_other").focus()
    page.keyboard.type(unit.name)
    page.keyboard.press("Enter")

    expect(page.locator(".flash")).to_contain_text("已改派")
    expect(page.locator("#case-detail h1")).to_be_focused()
