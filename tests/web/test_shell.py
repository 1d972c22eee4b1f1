"""The frame works without scripts: language, large type, dark, offline page, error pages."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from lianxin.web.shell import times
from tests import make


@pytest.fixture(autouse=True)
def _district() -> None:
    make.district()


def _html(client: Client, name: str = "shell:accessibility") -> dict[str, str]:
    page = BeautifulSoup(client.get(reverse(name)).content, "lxml")
    assert page.html is not None
    return {key: str(value) for key, value in page.html.attrs.items()}


def test_large_type_and_dark_are_kept_beside_each_other(client: Client) -> None:
    client.post(reverse("shell:look"), {"size": "elder"})
    client.post(reverse("shell:look"), {"theme": "dark"})

    html = _html(client)
    assert (html["data-size"], html["data-theme"]) == ("elder", "dark")


def test_an_unknown_look_changes_nothing(client: Client) -> None:
    client.post(reverse("shell:look"), {"size": "elder"})
    client.post(reverse("shell:look"), {"size": "<script>", "theme": "neon"})

    assert _html(client)["data-size"] == "elder"
    assert "data-theme" not in _html(client)


def test_the_language_chosen_wins_over_the_browsers(client: Client) -> None:
    assert _html(client)["lang"] == "zh-CN"

    client.post(reverse("shell:language"), {"language": "en"})

    assert _html(client)["lang"] == "en"


def test_a_switch_leads_back_but_never_to_another_site(client: Client) -> None:
    here = client.post(reverse("shell:look"), {"theme": "dark", "next": "/privacy/?a=1"})
    away = client.post(reverse("shell:look"), {"theme": "dark", "next": "//elsewhere.example/"})

    assert here["Location"] == "/privacy/?a=1"
    assert away["Location"] == "/"


def test_a_frame_that_was_drawn_before_is_each_visitors_own(client: Client) -> None:
    client.get("/privacy/?a=1")
    other = Client(enforce_csrf_checks=True)
    page = BeautifulSoup(other.get('/privacy/?b="2"').content, "lxml")
    fields = {field["name"]: field["value"] for field in page.select(".shell__foot input")}
    answer = other.post(reverse("shell:look"), {**fields, "theme": "dark"})

    assert answer["Location"] == "/privacy/?b=%222%22"
    assert _html(other)["data-theme"] == "dark"


@pytest.mark.parametrize("name", ["offline", "privacy", "accessibility", "manifest", "health"])
def test_a_stranger_may_open_the_frames_pages(client: Client, name: str) -> None:
    assert client.get(reverse(f"shell:{name}")).status_code == 200


def test_a_page_that_is_not_there_says_what_to_do(client: Client) -> None:
    client.force_login(make.user())

    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOON.replace(hour=0, minute=5), "今天 00:05"),
        (NOON - dt.timedelta(days=1), "昨天 12:00"),
        (NOON + dt.timedelta(days=2), "后天 12:00"),
        (NOON + dt.timedelta(days=20), "3月22日 12:00"),
        (NOON.replace(year=2025), "2025年3月2日 12:00"),
    ],
)
def test_a_time_is_said_as_people_say_it(at: dt.datetime, said: str) -> None:
    with translation.override("zh-hans"):
        assert times.said(at.astimezone(dt.UTC), now=NOON) == said


@pytest.mark.parametrize(
    ("minutes", "said", "urgency"),
    [
        (185, "还剩 3 小时 05 分", "soon"),
        (12, "还剩 12 分钟", "soon"),
        (0, "还剩 0 分钟", "soon"),
        (60 * 53, "还剩 2 天 5 小时", "ok"),
        (-72, "已超 1 小时 12 分", "over"),
    ],
)
def test_a_deadline_says_what_is_left(minutes: int, said: str, urgency: str) -> None:
    due_at = NOON + dt.timedelta(minutes=minutes)

    with translation.override("zh-hans"):
        assert times.remaining(due_at, now=NOON) == said
    assert times.urgency(due_at, now=NOON) == urgency


def test_the_middle_of_the_night_belongs_to_the_shanghai_day() -> None:
    late = dt.datetime(2026, 3, 1, 16, 30, tzinfo=dt.UTC)

    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        assert times.said(late, now=NOON) == "今天 00:30"
