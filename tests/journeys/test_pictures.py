"""The pages that the documents show, in both languages. `LIANXIN_PICTURES=1` takes their pictures:

LIANXIN_PICTURES=1 .venv/bin/python -m pytest tests/journeys/test_pictures.py
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from lianxin.cases.models import Case, Source
from lianxin.cases.states import State
from lianxin.insight import actions as insight
from lianxin.kernel import privacy
from lianxin.network.models import Role, Seat, User
from lianxin.operate.worker import run_all
from lianxin.playbooks.demo import town
from tests.journeys.browser import PHONE, chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
TAKES_PICTURES = os.environ.get("LIANXIN_PICTURES") == "1"
CASES = town.SIZES["town"] if TAKES_PICTURES else 30
SCREEN: ViewportSize = {"width": 1280, "height": 800}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
QUALITIES = (82, 70, 55, 40)
MOST = 150_000  # bytes
EVERYDAY = ("ROADS", "WATER", "SANITATION", "PARKING", "GREEN", "NOISE")


@dataclass(frozen=True)
class Picture:
    """`who` is a user name, "" for a resident."""

    name: str
    who: str
    path: str
    size: ViewportSize


def pictures() -> list[Picture]:
    latest = Case.objects.order_by("-received_at")
    waiting = latest.filter(state=State.RECEIVED, bounces=0)
    everyday = waiting.filter(class_code__in=EVERYDAY)
    answered = latest.filter(state=State.ANSWERED, source__in=(Source.WEB, Source.CARD))
    followed = answered.filter(class_code__in=EVERYDAY).order_by("-seq").first() or latest[0]
    code = privacy.tracking_code(followed.pk)
    assign = everyday.first() or waiting.first() or followed
    return [
        Picture("report", "", reverse("me:report"), PHONE),
        Picture("follow", "", reverse("me:case", args=(followed.ref, code)), PHONE),
        Picture("today", _busy_worker(), reverse("today:home"), PHONE),
        Picture("desk", "yu.tao", reverse("desk:case", args=(assign.ref,)), SCREEN),
        Picture("partner", "yi.nan", reverse("partner:queue"), SCREEN),
        Picture("board", "cheng.junjie", reverse("lead:board"), SCREEN),
    ]


def _busy_worker() -> str:
    """The worker in whose place most is open."""
    seats = Seat.objects.filter(role=Role.WORKER, ends_on=None).select_related("user", "place")
    states = (State.ASSIGNED, State.WORKING)

    def open_cases(seat: Seat) -> int:
        return Case.objects.filter(
            place__path__startswith=seat.place.path, state__in=states
        ).count()

    return max(seats.order_by("pk"), key=open_cases).user.username


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_the_documents_are_there(live_server: LiveServer) -> None:
    now = timezone.now()
    loaded = town.load(at=now, count=CASES)
    insight.count_stale_days(loaded.district.pk, at=now)
    wanted = pictures()
    people = {who: _sign_in(who) for who in {picture.who for picture in wanted}}
    for language, locale in LANGUAGES.items():
        for picture in wanted:
            page = people[picture.who].get(picture.path, headers={"accept-language": locale})
            assert page.status_code == 200, (picture.name, language)
            assert f'lang="{language}' in page.content.decode(), (picture.name, language)
    if TAKES_PICTURES:
        run_all()
        _take(wanted, people, live_server.url)


def _sign_in(who: str) -> Client:
    client = Client()
    if who:
        client.force_login(User.objects.get(username=who))
    return client


def _take(wanted: list[Picture], people: dict[str, Client], url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        for language, locale in LANGUAGES.items():
            for picture in wanted:
                shot = _shot(browser, picture, people[picture.who], url, locale=locale)
                (FOLDER / f"{picture.name}-{language}.webp").write_bytes(_small(shot))


def _shot(browser: Browser, picture: Picture, person: Client, url: str, *, locale: str) -> bytes:
    size: Any = picture.size
    context = browser.new_context(viewport=size, locale=locale, device_scale_factor=1.5)
    if picture.who:
        session = person.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    page.goto(f"{url}{picture.path}")
    page.wait_for_load_state("networkidle")
    shot = page.screenshot(animations="disabled")
    context.close()
    return shot


def _small(shot: bytes) -> bytes:
    """As WebP, as good as the limit lets it be."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST:
            return out.getvalue()
    raise AssertionError(f"larger than {MOST} bytes")
