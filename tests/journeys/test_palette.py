"""What can be done is found by a few letters, and done without a mouse or a lost word."""

from __future__ import annotations

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from lianxin.cases.actions import checklist, dispatch, mediation
from lianxin.cases.actions.mediation import Side
from lianxin.cases.models import Case
from lianxin.network.models import Organisation, User
from tests import make
from tests.journeys.browser import violations
from tests.journeys.conftest import Sit, signed_in
from tests.journeys.meanwhile import meanwhile

FOUND = ".palette__list [role=option]"
CHOSEN = f"{FOUND}[aria-selected=true]"


def find(page: Page, typed: str) -> None:
    page.keyboard.press(".")
    expect(page.locator(".palette__field")).to_be_focused()
    page.keyboard.type(typed)


def offered(page: Page) -> set[str]:
    """Where the forms of the case on this page lead."""
    forms = page.locator("#case-detail form[method=post]")
    actions = forms.evaluate_all("all => all.map(one => one.getAttribute('action'))")
    return {action.rstrip("/").rsplit("/", 1)[1] for action in actions}


def listed(page: Page) -> set[str]:
    """The deeds that the palette finds there, by the names they have in addresses."""
    wanted, names = sorted(offered(page)), []
    find(page, "")
    for name in wanted:
        page.locator(".palette__field").fill(name.replace("_", " "))
        names += [name] if page.locator(FOUND).count() else []
    page.keyboard.press("Escape")
    return set(names)


FINDS = {
    "nbjl": "内部记录",
    "记录": "内部记录",
    "note": "内部记录",
    "lxh": "提交连心会",
    "park": "提交连心会",
    "dhdj": "电话登记",
    "qqxb": "请求协办",
}


def test_a_step_is_found_by_characters_initials_or_english(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down(f"/desk/cases/{waiting[0].ref}/")
    find(page, "")

    for typed, label in FINDS.items():
        page.locator(".palette__field").fill(typed)
        expect(page.locator(CHOSEN)).to_contain_text(label)
    for typed in ("tiao", "fqtj"):
        page.locator(".palette__field").fill(typed)
        expect(page.locator(FOUND)).to_have_count(0)
        expect(page.locator(".palette [role=status]")).to_contain_text("没有找到")


def test_every_step_of_a_case_is_in_it(
    sit_down: Sit, waiting: list[Case], unit: Organisation
) -> None:
    """In the hands of the desk, and in those of the unit, with all that a case can have."""
    handler = make.handler(unit)
    case = waiting[1]
    dispatch.assign(case, to=unit, by=None, at=timezone.now())
    dispatch.accept(case, by=handler, at=timezone.now())
    checklist.add_task(case, label="设围挡", by=handler, at=timezone.now())
    theirs = signed_in(handler)

    page = sit_down(f"/desk/cases/{waiting[0].ref}/")
    assert listed(page) == offered(page) > {"assign", "park", "ask_help", "divide"}
    page.context.close()
    page = sit_down(f"/cases/{case.ref}/", who=theirs)
    assert listed(page) == offered(page) > {"tick", "ask_outside", "ask", "pause", "answer"}


def test_what_was_found_is_written_and_sent_without_a_mouse(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down()
    page.keyboard.press("Enter")
    find(page, "nbjl")  # before the case has come
    page.keyboard.press("Enter")

    expect(page.locator("#note_note")).to_be_focused()
    page.keyboard.type("a j . z：问过物业")  # written, not obeyed
    page.keyboard.press("Control+Enter")

    expect(page.locator("#case-detail .timeline")).to_contain_text("a j . z：问过物业")
    expect(page.locator("#case-detail h1")).to_be_focused()
    page.keyboard.press(".")  # no field is in the way
    expect(page.locator(".palette__field")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#case-detail h1")).to_be_focused()


def test_the_palette_is_open_to_everybody(sit_down: Sit, waiting: list[Case]) -> None:
    for theme in ("light", "dark"):
        page = sit_down(f"/desk/cases/{waiting[0].ref}/", theme=theme)
        page.keyboard.press(".")
        page.keyboard.press("ArrowDown")
        active = page.locator(".palette__field").get_attribute("aria-activedescendant")

        assert page.locator(CHOSEN).get_attribute("id") == active
        assert violations(page) == []


def test_undoing_loses_no_word_of_what_is_being_written(
    sit_down: Sit, waiting: list[Case]
) -> None:
    page = sit_down()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#case-detail h1")).to_have_text("第二盏路灯不亮")
    page.keyboard.press("i")
    page.keyboard.type("住户七点后在家")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator(".flash")).to_contain_text("已分派给")
    expect(page.locator("#case-detail .case__line")).to_contain_text("待签收")
    expect(page.locator("#note_note")).to_have_value("住户七点后在家")
    expect(page.locator(".desk__told")).to_have_count(0)  # nobody else was it

    page.keyboard.press("z")

    expect(page.locator(".flash")).to_contain_text("已撤回分派")
    expect(page.locator("#case-detail .case__line")).to_contain_text("待分派")
    expect(page.locator("#note_note")).to_have_value("住户七点后在家")
    expect(page).to_have_url(re.compile(rf"/desk/cases/{waiting[1].ref}/$"))


def test_the_case_beside_a_search_stays_that_case(
    sit_down: Sit, waiting: list[Case], other: User, unit: Organisation
) -> None:
    """Looking for another one meanwhile changes the address, not what is open."""
    page = sit_down()
    page.keyboard.press("Enter")
    expect(page.locator("#case-detail h1")).to_have_text("第一盏路灯不亮")
    page.keyboard.press("/")
    page.keyboard.type("第四")
    expect(page.locator(".rows__row")).to_have_count(1)
    page.keyboard.press("Escape")

    now = timezone.now()
    meanwhile(
        lambda: dispatch.assign(Case.objects.get(pk=waiting[0].pk), to=unit, by=other, at=now)
    )

    expect(page.locator("#case-detail .case__line")).to_contain_text("待签收")
    expect(page.locator("#case-detail h1")).to_have_text("第一盏路灯不亮")


def test_a_mediator_leads_both_sides_to_an_agreement_by_keys(sit_down: Sit) -> None:
    settler = make.mediator()
    case = make.case(class_code="DISPUTES", assigned_to=make.organisation(), accepted=True)
    sides = [Side("赵先生", ""), Side("钱女士", "")]
    mediation.open_mediation(
        case, mediator=settler, parties=sides, by=make.dispatcher(), at=timezone.now()
    )
    page = sit_down(f"/cases/{case.ref}/", who=signed_in(settler))

    for _side in sides:
        find(page, "tytj")
        page.keyboard.press("Enter")
        expect(page.locator(".flash")).to_contain_text("同意调解")
        page.locator(".flash").evaluate("flash => flash.remove()")
    find(page, "xy")
    expect(page.locator(CHOSEN)).to_contain_text("起草调解协议")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("协议已写好")
    for side in ("甲方", "乙方"):
        find(page, f"签署 {side}")
        page.keyboard.press("Enter")
        expect(page.locator(".flash")).to_contain_text("已登记签署")
        page.locator(".flash").evaluate("flash => flash.remove()")
    expect(page.locator("#case-detail")).to_contain_text("达成")
