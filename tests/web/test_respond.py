"""How views answer: page or fragment, told or refused, once or twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from lianxin.kernel.refusals import (
    IllegalMove,
    NotAllowed,
    Overtaken,
    Refusal,
    Repeated,
    TooMany,
)
from lianxin.web import respond
from lianxin.web.parts import Step


@dataclass(frozen=True)
class Steps:
    """`parts/steps` is a page small enough to answer with."""

    steps: list[Step]


PAGE = Steps(steps=[Step("填写内容", is_current=True)])


@pytest.fixture(autouse=True)
def _steps_is_also_a_fragment(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str, using: str | None = None):
        return get_template(name.replace("/_steps", "/steps"), using)

    monkeypatch.setattr("django.template.loader.get_template", load)


def _post(*, htmx: bool, **headers: str) -> respond.Request:
    given = {"HX-Request": "true"} if htmx else {}
    request = cast("respond.Request", RequestFactory().post("/", headers={**given, **headers}))
    request.htmx = HtmxDetails(request)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # as the middleware
    return request


def _done(request: respond.Request, act, **extra: str) -> HttpResponse:
    return respond.deed(
        request, act, template="parts/steps", context=lambda: PAGE, url="/there/", **extra
    )


def test_a_plain_browser_is_sent_on_and_told_there() -> None:
    request = _post(htmx=False)

    answer = _done(request, lambda: None, said="已分派给望海社区。", undo="/undo/")

    assert (answer.status_code, answer["Location"]) == (302, "/there/")
    [message] = get_messages(request)
    assert (str(message), message.extra_tags) == ("已分派给望海社区。", "/undo/")


def test_htmx_gets_the_fragment_and_the_flash_beside_it() -> None:
    answer = _done(_post(htmx=True), lambda: None, said="已分派给望海社区。", undo="/undo/")

    page = BeautifulSoup(answer.content, "lxml")
    assert answer.status_code == 200
    assert answer["Vary"] == "HX-Request"
    assert page.select_one("ol.steps")
    assert page.select_one("#flashes[data-hx-swap-oob] form[action='/undo/']")


def test_a_repeated_deed_is_answered_as_done() -> None:
    def again() -> None:
        raise Repeated("这一步已经办过了。")

    assert _done(_post(htmx=False), again)["Location"] == "/there/"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotAllowed("您不能分派这件诉求。"), 403),
        (IllegalMove("当前状态为“办理中”，不能分派。"), 409),
        (Overtaken("其他人刚刚处理了这一条。"), 409),
        (TooMany("操作太频繁。", retry_after=60), 429),
        (Refusal("请写明理由。"), 422),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_refusal_is_said_in_its_own_words(refusal: Refusal, status: int, *, htmx: bool) -> None:
    def act() -> None:
        raise refusal

    request = _post(htmx=htmx)
    answer = _done(request, act)

    assert answer.status_code == status
    said = answer.content.decode() if htmx else str(next(iter(get_messages(request))))
    assert refusal.message in said
    assert answer.get("Retry-After") == ("60" if status == 429 else None)


def test_going_back_in_the_browser_gets_the_whole_page() -> None:
    request = _post(htmx=True, **{"HX-History-Restore-Request": "true"})

    assert "data-hx-swap-oob" not in respond.page(request, "parts/steps", PAGE).content.decode()
