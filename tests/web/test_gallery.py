"""The gallery shows every part, in both languages, to those who may see it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests import make

TEMPLATES = Path(__file__).parents[2] / "src/lianxin/web/templates"
SHOWN_ELSEWHERE = {
    "locate", "keys", "photos", "form", "field", "mark", "flashes", "error_summary", "linked",
    "posted", "history", "board", "thing_head",  # within a deed; what whole pages are made of
    "names",  # draws nothing by itself
}  # fmt: skip


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(make.user(of=make.district(), is_superuser=True))
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_gallery_renders_whole(operator: Client, language: str) -> None:
    answer = operator.get(reverse("shell:parts"), headers={"Accept-Language": language})

    page = BeautifulSoup(answer.content, "html5lib")
    assert answer.status_code == 200
    assert page.html is not None
    assert page.html["lang"] == {"zh-hans": "zh-CN", "en": "en"}[language]
    assert len(page.select(".timeline__entry")) == 4
    assert len(page.select(".error-summary a")) == 2


def test_every_line_of_the_error_summary_leads_to_its_field(operator: Client) -> None:
    page = BeautifulSoup(operator.get(reverse("shell:parts")).content, "html5lib")

    for link in page.select(".error-summary a"):
        assert page.select_one(f"[id='{str(link['href']).removeprefix('#')}']")


def test_every_part_stands_in_the_gallery() -> None:
    shown = "".join(path.read_text() for path in (TEMPLATES / "shell").glob("*.html"))
    used = set(re.findall(r'"parts/(\w+)\.html"', shown))
    there = {path.stem for path in (TEMPLATES / "parts").glob("[!_]*.html")}

    assert there - used - SHOWN_ELSEWHERE == {"sparkline"}  # inside a figure


def test_every_template_says_what_it_needs() -> None:
    for path in [*(TEMPLATES / "parts").glob("*.html"), *(TEMPLATES / "shell").glob("*.html")]:
        assert "{% comment %}" in path.read_text() or path.stem == "_field_label", path.name


def test_nobody_else_is_shown_the_gallery(client: Client) -> None:
    client.force_login(make.user(of=make.district()))

    assert client.get(reverse("shell:parts")).status_code == 403
