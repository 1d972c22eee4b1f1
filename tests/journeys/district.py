"""A district that works by its playbook, in a browser: who sits where, and what they do there."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, ViewportSize

from lianxin import playbooks
from lianxin.network.models import District, Organisation, Place, Role, User
from lianxin.operate.worker import run_all
from tests import make
from tests.journeys.browser import DESK, PHONE, open_page, too_wide, violations

LETTER = re.compile(r"http://[^/\s]+(/\S+)")


@dataclass
class Town:
    """`district` works by the shipped playbook `name`; its pages are seen in `browser`."""

    browser: Browser
    site: str
    name: str
    district: District = field(init=False)

    def __post_init__(self) -> None:
        self.district = playbooks.load(self.name, at=timezone.now() - dt.timedelta(days=1))

    def unit(self, code: str) -> Organisation:
        return Organisation.objects.select_related("place").get(district=self.district, code=code)

    def place(self, code: str = "") -> Place:
        if not code:
            return make.root(self.district)
        return Place.objects.get(district=self.district, code=code)

    def who(self, role: Role, unit: str, *, over: str | None = None) -> User:
        """Somebody with a seat there; `over` is a place, "" the whole district."""
        where = self.place(over) if over is not None else None
        return make.seat(role, self.unit(unit), over=where, who=make.user(of=self.district))

    def see(self, path: str, who: User | None = None, size: ViewportSize = PHONE) -> Page:
        """The page as a first-time user finds it: nothing for axe, nothing out of the screen."""
        client = Client()
        if who is not None:
            client.force_login(who)
        page = open_page(
            self.browser, f"{self.site}{path}", size=size, signed_in=client if who else None
        )
        reads_well(page, size)
        return page

    def at_desk(self, path: str, who: User) -> Page:
        return self.see(path, who, DESK)


def reads_well(page: Page, size: ViewportSize = PHONE) -> None:
    found = violations(page)
    assert not found, "\n".join([page.url, *found])
    assert not too_wide(page), page.url
    page.set_viewport_size(size)


def form_of(page: Page, verb: str) -> Locator:
    """The form of a deed, whether it stands open or behind its name."""
    form = page.locator(f'form[action$="/{verb}/"]').first
    page.locator("details", has=form).evaluate_all("all => all.forEach(one => one.open = true)")
    return form


def do(page: Page, verb: str, **fields: str) -> None:
    """Fill the form in and send it."""
    form = form_of(page, verb)
    for name, value in fields.items():
        write(form.locator(f'[name="{name}"]'), value)
    form.locator("button:not([type=button])").last.click()
    page.wait_for_load_state("networkidle")


def write(box: Locator, value: str) -> None:
    kind = box.first.evaluate("box => box.type || box.tagName.toLowerCase()")
    if kind == "radio":
        box.and_(box.page.locator(f'[value="{value}"]')).check(force=True)
    elif kind.startswith("select"):
        box.select_option(value)
    else:
        box.fill(value)


def letters(address: str) -> list[str]:
    """What the worker has sent there since the last look."""
    run_all()
    told = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox if address in letter.to]
    mail.outbox.clear()
    return told


def link_in(letter: str) -> str:
    found = LETTER.search(letter)
    assert found, letter
    return found[1]
