"""Do to a page in a test what HTMX does to it in a browser."""

from __future__ import annotations

import re
from typing import Protocol

from bs4 import BeautifulSoup, Tag

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken"\s+value=")[^"]+')


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def soup(response: Answer) -> BeautifulSoup:
    """The page without what differs from one answer to the next: tokens, and the flashes."""
    page = BeautifulSoup(TOKEN.sub(rb"\1TOKEN", response.content).decode(), "lxml")
    for flashes in page.select("#flashes"):
        flashes.clear()
        flashes.attrs.pop("data-hx-swap-oob", None)
    return page


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The first element that `selector` finds; there must be one."""
    found = page.select_one(selector)
    assert found is not None, f"no {selector}"
    return found


def after_swap(page: BeautifulSoup, *, trigger: str, answer: Answer) -> BeautifulSoup:
    """`page`, once the element `trigger` has put `answer` where its hx-target says (outerHTML)."""
    [element] = page.select(trigger)
    assert element["data-hx-swap"] == "outerHTML"
    [target] = page.select(str(element["data-hx-target"]))
    [fragment] = soup(answer).select(str(element["data-hx-target"]))
    target.replace_with(fragment)
    return page
