"""When a unit is there, as its opening hours say. Values in, values out.

The way of writing is a part of OpenStreetMap's opening_hours: "Mo-Fr 08:30-12:00,14:00-17:30;
Sa 09:00-12:00", or "24/7". A later part holds over an earlier one. On a public holiday a unit is
closed unless its hours name `PH`; a weekend day that is worked counts as a Friday.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from lianxin.kernel.calendar import SHANGHAI, Hours

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
FRIDAY, SATURDAY, HOLIDAY = 4, 5, 7
ALWAYS: Hours = ((time(0), time.max),)
LOOKED_AHEAD = 31
_DAY = f"(?:{'|'.join(DAYS)})"
_PART = re.compile(rf"^(?P<days>{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*) (?P<hours>.+)$")
Week = dict[int, Hours]
IN_CHINESE = (
    (r"\s+", ""), (r"星期|礼拜", "周"), (r"[至到–—~～−]", "-"), ("、", ","),
    ("每天|每日", "Mo-Su"), ("工作日", "Mo-Fr"), ("周末", "Sa,Su"), ("法定节假日|节假日", "PH"),
    ("周一", "Mo"), ("周二", "Tu"), ("周三", "We"), ("周四", "Th"), ("周五", "Fr"), ("周六", "Sa"),
    ("周[日天]", "Su"), ("休息|不开放|关闭", "off"), ("全天|24小时", "24/7"),
    (r"(\d{1,2})[点时]半", r"\1:30"), (r"(\d{1,2})[点时](\d{2})分?", r"\1:\2"),
    (r"(\d{1,2})[点时]", r"\1:00"), (r"(?<!\d)(\d):", r"0\1:"),
)  # fmt: skip


class BadHours(ValueError):
    """No opening hours; the text is the part that is wrong."""


@lru_cache(maxsize=1000)
def parse(text: str) -> Week:
    """The spans of each day of the week and of holidays. Raises `BadHours`."""
    if text.strip() == "24/7":
        return dict.fromkeys(range(len(DAYS)), ALWAYS)
    week: Week = {}
    for part in text.split(";"):
        found = _PART.match(part.strip())
        if not found:
            raise BadHours(part.strip())
        spans = _spans(found["hours"], part.strip())
        week.update(dict.fromkeys(_days(found["days"]), spans))
    return week


def read(text: str) -> str:
    """What people type, in Chinese too, as it is kept: "周一至周五 8:30–17:30；周六 9点到12点"
    is "Mo-Fr 08:30-17:30; Sa 09:00-12:00". What is not understood, `parse` refuses."""
    plain = unicodedata.normalize("NFKC", text)
    for written, kept in IN_CHINESE:
        plain = re.sub(written, kept, plain)
    parts = [_spaced(part) for part in plain.split(";") if part]
    return "24/7" if parts == ["Mo-Su 00:00-24:00"] else "; ".join(parts)


def _spaced(part: str) -> str:
    """The days, a blank, the times; every day where none is named."""
    found = re.match(rf"(?P<days>(?:{_DAY}[-,]?)*)(?P<spans>.*)", part)
    assert found is not None  # both halves may be empty
    spans = "00:00-24:00" if found["spans"] == "24/7" else found["spans"]
    return f"{found['days'].rstrip(',') or 'Mo-Su'} {spans}"


def in_words(text: str) -> str:
    """ "Mo-Fr 08:30-17:30; Sa 09:00-12:00" → "周一至周五 08:30–17:30；周六 09:00–12:00"."""
    if text.strip() == "24/7":
        return _("全天")
    return _("；").join(_part_in_words(part.strip()) for part in text.split(";") if part.strip())


def is_open(text: str, at: datetime, *, is_working: Callable[[date], bool]) -> bool:
    """Whether a unit with these hours is there at the moment `at`."""
    local = at.astimezone(SHANGHAI)
    return any(
        opens <= local.time() < closes for opens, closes in _of_day(text, _day(local), is_working)
    )


def opens_at(text: str, at: datetime, *, is_working: Callable[[date], bool]) -> datetime | None:
    """The first moment from `at` on when it is there; None when not within a month."""
    local = at.astimezone(SHANGHAI)
    for day in (_day(local) + timedelta(days=n) for n in range(LOOKED_AHEAD)):
        for opens, closes in _of_day(text, day, is_working):
            end = datetime.combine(day, closes, SHANGHAI)
            if end > local:
                return max(local, datetime.combine(day, opens, SHANGHAI))
    return None


def weekly(text: str) -> list[tuple[list[int], time, time]]:
    """The days of the week (0: Monday) on which each span of hours holds, holidays left out; none
    for text that is no opening hours."""
    try:
        week = parse(text) if text else {}
    except BadHours:
        return []
    days: dict[tuple[time, time], list[int]] = {}
    for day in range(HOLIDAY):
        for span in week.get(day, ()):
            days.setdefault(span, []).append(day)
    return [(on, opens, closes) for (opens, closes), on in days.items()]


def _of_day(text: str, day: date, is_working: Callable[[date], bool]) -> Hours:
    week, weekday = parse(text), day.weekday()
    is_weekend = weekday >= SATURDAY
    if is_working(day):
        return week.get(FRIDAY if is_weekend else weekday, ())
    return week.get(weekday if is_weekend else HOLIDAY, ())


def _day(local: datetime) -> date:
    return date(local.year, local.month, local.day)


def _spans(text: str, part: str) -> Hours:
    if text == "off":
        return ()
    try:
        spans = tuple(_span(span) for span in text.split(","))
    except ValueError as error:
        raise BadHours(part) from error
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)):
        raise BadHours(part)
    return spans


def _span(text: str) -> tuple[time, time]:
    opens, closes = text.split("-")
    end = time.max if closes == "24:00" else time.fromisoformat(closes)
    return time.fromisoformat(opens), end


def _days(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(DAYS.index(first), DAYS.index(last or first) + 1)


def _part_in_words(part: str) -> str:
    days, _space, spans = part.partition(" ")
    when = _("休息") if spans == "off" else spans.replace("-", "–").replace(",", _("、"))
    return f"{_days_in_words(days)} {when}"


def _days_in_words(text: str) -> str:
    names = {
        "Mo": _("周一"), "Tu": _("周二"), "We": _("周三"), "Th": _("周四"), "Fr": _("周五"),
        "Sa": _("周六"), "Su": _("周日"), "PH": _("节假日"),
    }  # fmt: skip
    if text == "Mo-Su":
        return _("每天")
    spans = (span.partition("-") for span in text.split(","))
    return _("、").join(
        _("%(first)s至%(last)s") % {"first": names[first], "last": names[last]}
        if last
        else names[first]
        for first, _dash, last in spans
    )
