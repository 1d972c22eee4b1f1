"""Tags and filters of the house. Everything here is presentation."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from zipfile import ZipFile

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lianxin.exchange import queries as exchange
from lianxin.kernel.ids import new_id
from lianxin.web.shell import times

register = template.Library()
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'  # what stands in the page needs none


@register.simple_tag
def icon(name: str) -> str:
    """A line icon beside a word. It is never the only thing that says something."""
    return _icon(str(name))


@lru_cache(maxsize=512)
def _icon(name: str) -> str:
    drawing = " ".join(_drawings().read(f"{name}.svg").decode().split())
    shown = drawing.replace(XMLNS, 'class="icon" aria-hidden="true"', 1)
    tight = shown.replace(" >", ">").replace("> <", "><").replace(" />", "/>")
    return mark_safe(tight)  # noqa: S308  a drawing of the package


@cache
def _drawings() -> ZipFile:
    """Opened once: to read the list of what is in it takes 16 ms. From memory, because processes
    that divide later would share the place in a file."""
    return ZipFile(io.BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@register.simple_tag
def new_key() -> str:
    """The key of one form, with which it is one deed however often it is sent."""
    return str(new_id())


@register.simple_tag(takes_context=True)
def local(context: template.Context, name: str, otherwise: str) -> str:
    """What the district itself calls `name`, where its playbook says so."""
    return exchange.said(context["request"].district.pk, name, otherwise)


@register.filter
def said(at: datetime, now: datetime) -> str:
    return times.said(at, now=now)


@register.filter
def said_day(day: date, now: datetime) -> str:
    return times.said_day(day, today=timezone.localdate(now))


@register.filter
def remaining(due_at: datetime, now: datetime) -> str:
    return times.remaining(due_at, now=now)


@register.filter
def exactly(at: datetime) -> str:
    return times.exactly(at)


@register.filter
def urgency(due_at: datetime, now: datetime) -> str:
    return times.urgency(due_at, now=now)


@register.simple_tag
def moment(at: datetime, now: datetime) -> SafeString:
    """今天 14:30, with the exact time on hover, for machines and in print."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        times.exactly(at),
        times.said(at, now=now),
    )


@register.simple_tag
def remaining_time(due_at: datetime, now: datetime) -> SafeString:
    """还剩 3 小时 05 分, with the deadline itself on hover, for machines and in print."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        due_at.isoformat(timespec="seconds"),
        times.exactly(due_at),
        times.remaining(due_at, now=now),
    )


@register.filter
def style_of(field: BoundField) -> str:
    """Which shape a field takes: tiles, rating, photos, choices, check, file or line."""
    widget = field.field.widget
    if style := getattr(widget, "style", ""):
        return str(style)
    kinds = {"checkbox": "check", "file": "file", "radio": "choices"}
    if hasattr(widget, "allow_multiple_selected") and widget.allow_multiple_selected:
        return "choices" if widget.input_type == "checkbox" else "line"
    return kinds.get(getattr(widget, "input_type", ""), "line")


@register.filter
def icon_of(field: BoundField, value: object) -> str:
    """The icon of one choice of a `Tiles` field, or nothing."""
    icons: dict[str, str] = getattr(field.field.widget, "icons", {})
    return icons.get(str(value), "")


@register.filter
def trend_path(values: Sequence[float]) -> str:
    """An SVG path through `values` in a box 100 wide and 30 high."""
    points = list(_points([float(value) for value in values]))
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points) if points else ""


@register.filter
def columns_path(values: Sequence[float]) -> str:
    """An SVG path of one column a value, from zero, in a box 100 wide and 30 high."""
    step, highest = 100 / (len(values) or 1), max(values, default=0) or 1
    heights = [30 * value / highest for value in values]
    return " ".join(
        f"M{n * step + step * 0.12:.1f} 30v{-height:.1f}h{step * 0.76:.1f}v{height:.1f}z"
        for n, height in enumerate(heights)
        if height
    )


def _points(values: list[float]) -> list[tuple[float, float]]:
    if len(values) < 2:  # noqa: PLR2004  one point is no line
        return []
    low, high = min(values), max(values)
    width, height = len(values) - 1, (high - low) or 1
    return [(100 * n / width, 28 - 26 * (value - low) / height) for n, value in enumerate(values)]
