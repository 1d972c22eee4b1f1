"""From a service of another directory to a draft of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Mode
from lianxin.network import hours
from lianxin.network.models import Organisation

DAYS: Final = {
    "MO": "Mo", "TU": "Tu", "WE": "We", "TH": "Th", "FR": "Fr", "SA": "Sa", "SU": "Su",
}  # fmt: skip
MOST_SUBJECTS: Final = 30
HOURS_AT_MOST: Final = 120
Document = Mapping[str, Any]


def draft(document: Document, provider: Organisation | None) -> Draft:
    """What of it our columns can hold; the rest stays in the document."""
    location = _location(document)
    lat, lon = _point(location)
    fen, note = _price(document)
    return Draft(
        kind="SERVICE",
        title=_text(document, "name", 120),
        provider=provider,
        text=_text(document, "description", 4000),
        details={"subjects": _subjects(document)},
        mode=Mode.ON_SITE if location else "",
        address=_text(_first(location, "addresses"), "address_1", 200),
        lat=lat,
        lon=lon,
        contact=_text(_first(document, "contacts"), "name", 60),
        phone=_text(_first(document, "phones"), "number", 40),
        hours=_hours(document),
        price_fen=fen,
        price_note=note,
    )


def _location(document: Document) -> Document:
    told = _first(document, "service_at_locations").get("location")
    return told if isinstance(told, Mapping) else {}


def _first(document: Document, name: str) -> Document:
    """The first of several; empty where there is none."""
    return next(iter(_all(document, name)), {})


def _all(document: Document, name: str) -> list[Document]:
    told = document.get(name)
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []


def _text(document: Document, name: str, most: int) -> str:
    told = document.get(name)
    return told.replace("\x00", "").strip()[:most].strip() if isinstance(told, str) else ""


def _point(location: Document) -> tuple[float | None, float | None]:
    lat, lon = location.get("latitude"), location.get("longitude")
    if not (isinstance(lat, int | float) and isinstance(lon, int | float)):
        return None, None
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004  degrees
        return None, None
    return float(lat), float(lon)


def _subjects(document: Document) -> list[str]:
    terms = (_all(document, "attributes")[n].get("taxonomy_term") for n in _counted(document))
    names = [_text(term, "name", 200) for term in terms if isinstance(term, Mapping)]
    return list(dict.fromkeys(name for name in names if name))


def _counted(document: Document) -> Iterable[int]:
    return range(min(len(_all(document, "attributes")), MOST_SUBJECTS))


def _price(document: Document) -> tuple[int | None, str]:
    cost, note = _first(document, "cost_options"), _text(document, "fees_description", 120)
    amount, currency = cost.get("amount"), str(cost.get("currency", "")).upper()
    if isinstance(amount, int | float) and currency == "CNY" and 0 <= amount < 10**7:
        return round(amount * 100), note
    return None, note


def _hours(document: Document) -> str:
    """Empty for what opening hours cannot say, such as every third Friday."""
    spans: dict[str, list[str]] = {}
    for row in _all(document, "schedules"):
        opens, closes = _text(row, "opens_at", 5), _text(row, "closes_at", 5)
        days = [DAYS.get(day.strip(), "") for day in _text(row, "byday", 60).split(",")]
        is_weekly = row.get("freq") == "WEEKLY" and row.get("interval", 1) == 1
        if is_weekly and opens and closes and all(days):
            spans.setdefault(",".join(days), []).append(f"{opens}-{closes}")
    text = "; ".join(f"{days} {','.join(sorted(told))}" for days, told in spans.items())
    try:
        return text if text and len(text) <= HOURS_AT_MOST and hours.parse(text) else ""
    except hours.BadHours:
        return ""
