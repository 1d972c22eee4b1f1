"""Opening hours as people say them, and whether it is open now."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.kernel import calendar
from lianxin.network import hours


def in_words(text: str) -> str:
    """ "Mo-Fr 08:30-17:30; Sa 09:00-12:00" → "周一至周五 08:30–17:30；周六 09:00–12:00"."""
    if text.strip() == "24/7":
        return _("全天")
    return _("；").join(_part(part.strip()) for part in text.split(";") if part.strip())


def typed(text: str) -> str:
    """As `hours.read` reads it again: in words that Chinese people write, else as it is kept."""
    return in_words(text) if (get_language() or "").startswith("zh") else text


def is_open(text: str, district_id: int, *, at: datetime) -> bool:
    is_working = calendar.load(district_id).is_working_day
    return hours.is_open(text, at, is_working=is_working)


def _part(part: str) -> str:
    days, _space, spans = part.partition(" ")
    when = _("休息") if spans == "off" else spans.replace("-", "–").replace(",", _("、"))
    return f"{_days(days)} {when}"


def _days(text: str) -> str:
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
