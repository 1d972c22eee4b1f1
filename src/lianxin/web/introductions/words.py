"""States in words: who has the ball, until when, what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.introductions.models import COLUMNS, Introduction, Source, Word
from lianxin.introductions.states import LIFECYCLE, LINE, WITH_MONEY, Stage
from lianxin.kernel.models import Entry
from lianxin.web import history
from lianxin.web.money import FEN
from lianxin.web.paging import Dated
from lianxin.web.parts import Ball, Moment, Step

LEVELS: Final = {
    Stage.INTRODUCED: "wait",
    Stage.MET: "wait",
    Stage.INTENT: "wait",
    Stage.AGREED: "good",
    Stage.CONTRACTED: "good",
    Stage.RECEIVED: "good",
    Stage.FELL_THROUGH: "quiet",
}
ICONS: Final = {
    "introduce": "handshake", "meet": "users", "intend": "lightbulb", "agree": "file-text",
    "contract": "file-pen-line", "receive": "banknote", "fall_through": "circle-x",
    "say_1": "message-circle", "say_2": "message-circle",
    "dispute": "message-circle-question-mark",
}  # fmt: skip


NEWEST_FIRST: Final = Dated("introduced_on", is_descending=True)
LATEST_HELD: Final = Dated("held_on", is_descending=True)


def days(count: int | None) -> str:
    if count is None:
        return ""
    return ngettext("%d 天", "%d 天", count) % count


def sides(one: Introduction) -> str:
    found = sorted(one.sides.all(), key=lambda side: side.number)
    return " × ".join(side.name for side in found)


def source(one: Introduction) -> str:
    if one.occasion is not None:
        return one.occasion.title
    return str(Source(one.source).label)


def amount(one: Introduction) -> int | None:
    """What is told of the furthest stage that has one."""
    told = (getattr(one, COLUMNS[stage][1]) for stage in reversed(WITH_MONEY))
    return next((fen for fen in told if fen is not None), None)


def cell(one: Introduction, stage: Stage) -> str:
    day: date | None = getattr(one, COLUMNS[stage][0])
    return day.isoformat() if day else ""


def money(one: Introduction, stage: Stage) -> float | None:
    fen: int | None = getattr(one, COLUMNS[stage][1])
    return None if fen is None else fen / FEN


def ball(one: Introduction) -> Ball:
    state = Stage(one.state)
    if state == Stage.FELL_THROUGH:
        return Ball(_("已结束"), _("没有谈成；又谈起来的，由协调员重新开启。"), is_done=True)
    if one.is_disputed:
        return Ball(_("供需协调员"), _("双方说法不一，问清楚再登记。"), open_end=_("尽快"))
    if state == Stage.RECEIVED:
        return Ball(_("双方"), _("每年问一次，又有到账就再登记。"), due_at=_asked(one))
    return Ball(_("双方"), _("继续谈；到时候会问双方进展到哪一步。"), due_at=_asked(one))


def _asked(one: Introduction) -> datetime | None:
    if one.ask_on == date(9999, 1, 1):
        return None
    return timezone.make_aware(datetime.combine(one.ask_on, time(9)))


def steps(one: Introduction) -> list[Step]:
    done = LINE.index(Stage(one.reached))
    is_over = one.state in (Stage.FELL_THROUGH, Stage.RECEIVED)
    return [
        Step(str(stage.label), is_done=n <= done, is_current=n == done + 1 and not is_over)
        for n, stage in enumerate(LINE)
    ]


def said_when(word: Word | None) -> str:
    if word is None:
        return _("还没有问")
    if word.said_at is None:
        return _("%s 问过，还没有回答") % f"{timezone.localdate(word.asked_at):%Y-%m-%d}"
    return _("%s 说的") % f"{timezone.localdate(word.said_at):%Y-%m-%d}"


def verb(name: str) -> str:
    if name in LIFECYCLE.moves:
        return str(LIFECYCLE.moves[name].label)
    return {
        "introduce": _("介绍认识"),
        "correct": _("更正金额"),
        "say_1": _("一方的说法"),
        "say_2": _("另一方的说法"),
        "dispute": _("双方说法不一"),
        "settle": _("双方说法已一致"),
    }.get(name, name)


def moments(entries: Sequence[Entry]) -> list[Moment]:
    """The newest first."""
    return history.moments(
        reversed(entries), verb, icons=ICONS, good=("intend", "contract", "receive")
    )
