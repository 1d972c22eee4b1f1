"""Times as people say them: 今天 14:30, 还剩 3 小时 05 分, 已超 1 小时 12 分."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

SOON = timedelta(hours=4)


def said(at: datetime, *, now: datetime) -> str:
    """`at` in the words of somebody standing at `now`, to the minute."""
    local = timezone.localtime(at)
    day = said_day(timezone.localdate(at), today=timezone.localdate(now))
    return f"{day} {local:%H:%M}"


def said_day(day: date, *, today: date) -> str:
    near = {
        -2: _("前天"), -1: _("昨天"), 0: _("今天"), 1: _("明天"), 2: _("后天"),
    }  # fmt: skip
    if (distance := (day - today).days) in near:
        return near[distance]
    form = _("n月j日") if day.year == today.year else _("Y年n月j日")
    return date_format(day, form)


def on_day(day: date) -> str:
    """A day without its year, and which of the week it is: 3月2日 星期一."""
    return f"{date_format(day, _('n月j日'))} {date_format(day, 'D')}"


def exactly(at: datetime) -> str:
    """For tooltips and print: nothing left to guess."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units, minutes the smallest."""
    minutes = int(length.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    days, rest = divmod(hours, 24)
    if hours >= 48:  # noqa: PLR2004  two days are easier to grasp as days
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": rest}
    if hours:
        return _("%(hours)d 小时 %(minutes)02d 分") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d 分钟") % {"minutes": minutes}


def remaining(due_at: datetime, *, now: datetime) -> str:
    """What is left until a deadline, or by how much it has passed."""
    if now > due_at:
        return _("已超 %(span)s") % {"span": span(now - due_at)}
    return _("还剩 %(span)s") % {"span": span(due_at - now)}


def urgency(due_at: datetime, *, now: datetime, soon: timedelta = SOON) -> str:
    """`over`, `soon` or `ok`."""
    if now > due_at:
        return "over"
    return "soon" if due_at - now <= soon else "ok"
