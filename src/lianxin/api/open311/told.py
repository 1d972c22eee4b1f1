"""What a caller has told in the address and in the body, and how it is to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.open311 import bodies
from lianxin.api.open311.faults import BAD, Fault

SPAN = timedelta(days=90)
MOST_ROWS = 1000
MOST_ON_A_PAGE = 500
MOST_PAGES = 1_000_000
MOST_IDS = 1000
YEARS = range(1970, 9000)
STATUSES = ("open", "closed")
ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](?:\[\d*\])?")
ONE_OF_SEVERAL = re.compile(r"\[\d*\]$")
# https://www.w3.org/TR/NOTE-datetime, and what comes of an unescaped "+" in an address
W3C = re.compile(
    r"(?P<day>\d{4}(?:-\d\d(?:-\d\d)?)?)"
    r"(?P<time>[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?P<zone>Z|[-+ ]\d\d(?::?\d\d)?)?",
    re.IGNORECASE | re.ASCII,
)


class Told:
    """The parameters of one call. An empty one is as good as none, and what stands in the body
    goes before what stands in the address."""

    def __init__(self, request: HttpRequest) -> None:
        self._values: dict[str, list[str]] = {}
        body = bodies.parameters(request)
        for source in (dict(request.GET.lists()), body):
            for name, kept in _filled(source).items():
                self._values[name] = kept
        if any("\x00" in value for values in self._values.values() for value in values):
            raise Fault(BAD, _("参数里有不能保存的字符（NUL），请去掉后再发。"))

    def every(self, name: str) -> list[str]:
        """The values of a parameter that may be repeated, each once."""
        return list(dict.fromkeys(value.strip() for value in self._values.get(name, ())))

    def one(self, name: str, *, most: int = 0) -> str:
        """The value without blanks around it, or "". Raises `Fault` when it is over `most`."""
        value = self._values.get(name, [""])[-1].strip()
        if most and len(value) > most:
            text = _("%(name)s 最多 %(most)d 个字，现在有 %(found)d 个。")
            raise Fault(BAD, text % {"name": name, "most": most, "found": len(value)})
        return value

    def many(self, name: str) -> list[str]:
        """The values, whether repeated or separated by commas, each once."""
        parts = (part.strip() for value in self._values.get(name, ()) for part in value.split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def number(self, name: str) -> float | None:
        """Raises `Fault` for what is no finite number."""
        text = self.one(name)
        if not text:
            return None
        if not re.fullmatch(r"[-+]?\d{1,5}(\.\d*)?(e[-+]?\d{1,2})?", text, re.ASCII | re.I):
            raise Fault(BAD, _("%(name)s 须是数字，例如 30.51。") % {"name": name})
        return float(text)

    def attributes(self) -> dict[str, Sequence[str]]:
        """`attribute[code]` and `attribute[code][]`, by code."""
        found: dict[str, list[str]] = {}
        for name, values in self._values.items():
            if match := ATTRIBUTE.fullmatch(name):
                found.setdefault(match[1], []).extend(values)
        return dict(found)


def _filled(source: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Without empty ones; `name[]` and `name[0]` are `name`, as PHP and its friends write it."""
    found: dict[str, list[str]] = {}
    for name, values in source.items():
        plain = name if name.startswith("attribute[") else ONE_OF_SEVERAL.sub("", name)
        if kept := [value for value in values if value.strip()]:
            found.setdefault(plain, []).extend(kept)
    return found


@dataclass(frozen=True)
class Page:
    first: int
    size: int


def page_of(told: Told) -> Page:
    """The first 1,000 rows, unless `page_size` (500 at most) and `page` say otherwise."""
    size = _count(told, "page_size", most=MOST_ON_A_PAGE) or MOST_ROWS
    number = _count(told, "page", most=MOST_PAGES) or 1
    return Page((number - 1) * size, size)


def _count(told: Told, name: str, *, most: int) -> int:
    text = told.one(name)
    if not text:
        return 0
    number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
    if not 1 <= number <= most:
        values = {"name": name, "most": most}
        raise Fault(BAD, _("%(name)s 须是 1 到 %(most)d 之间的整数。") % values)
    return number


def ids_of(told: Told) -> list[str]:
    """The numbers of the requests that are asked for by number."""
    ids = [ref.upper() for ref in told.many("service_request_id")]
    if len(ids) > MOST_IDS:
        raise Fault(BAD, _("一次最多查 %d 个 service_request_id，请分几次查。") % MOST_IDS)
    return ids


def statuses_of(told: Told) -> frozenset[str]:
    """Some or all of `STATUSES`."""
    asked = {status.lower() for status in told.many("status")}
    if not asked <= set(STATUSES):
        raise Fault(BAD, _("status 只能是 open 或 closed。"))
    return frozenset(asked or STATUSES)


@dataclass(frozen=True)
class Span:
    """Both ends belong to it."""

    since: datetime
    until: datetime


def changed_of(told: Told, *, at: datetime) -> Span | None:
    """From `updated_after` to `updated_before`, as Boston and Chicago have it."""
    since, until = _moment(told, "updated_after"), _moment(told, "updated_before")
    if since is None and until is None:
        return None
    return Span(since or (until or at) - SPAN, until or at)


def has_span(told: Told) -> bool:
    return bool(told.one("start_date") or told.one("end_date"))


def span_of(told: Told, *, at: datetime) -> Span:
    """From `start_date` to `end_date`, which are no more than 90 days apart; where one is not
    told, 90 days from the other; where neither is, the last 90 days."""
    since, until = _moment(told, "start_date"), _moment(told, "end_date")
    if since is None:
        until = until or at
        return Span(until - SPAN, _whole(told, until))
    until = until or since + SPAN
    if _whole(told, until) < since:
        raise Fault(BAD, _("end_date 早于 start_date，请对调。"))
    if until - since > SPAN:
        raise Fault(BAD, _("start_date 和 end_date 最多相隔 90 天，请分段查询。"))
    return Span(since, _whole(told, until))


def _whole(told: Told, until: datetime) -> datetime:
    """An `end_date` that names a day only lasts to the end of that day."""
    is_day = 0 < len(told.one("end_date")) <= len("2026-03-02")
    return until + timedelta(days=1, microseconds=-1) if is_day else until


def _moment(told: Told, name: str) -> datetime | None:
    text = told.one(name)
    if not text:
        return None
    match = W3C.fullmatch(text)
    try:
        return _read(match) if match else _refuse(name, text)
    except ValueError:
        return _refuse(name, text)


def _read(match: re.Match[str]) -> datetime:
    """A time without a zone is the district's own."""
    parts: Mapping[str, str | None] = match.groupdict()
    day = f"{parts['day']}-01-01"[: len("2026-03-02")]
    zone = (parts["zone"] or "").replace(" ", "+")
    time = (parts["time"] or "").replace(" ", "T")
    found = datetime.fromisoformat(f"{day}{time}{zone}".upper())
    if found.year not in YEARS:
        raise ValueError
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _refuse(name: str, text: str) -> datetime:
    why = _("%(name)s 的“%(text)s”不是 W3C 时间，例如 2026-03-02T12:00:00+08:00。")
    raise Fault(BAD, why % {"name": name, "text": text[:40]})
