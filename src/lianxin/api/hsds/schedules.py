"""Opening hours and sessions as the standard has them: one row per span of hours, in the days of
RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.hsds import ids
from lianxin.exchange.models import Slot
from lianxin.network import hours

BYDAY: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFFSET: Final = 8  # hours east of Greenwich; China keeps no summer time


def of_hours(text: str, pk: UUID) -> list[dict[str, Any]]:
    """The weekly schedule that `text` says; [] for text that no hours can be read from."""
    return [
        {
            "id": str(ids.of(pk, "hours", opens, closes)),
            "timezone": OFFSET,
            "freq": "WEEKLY",
            "interval": 1,
            "byday": ",".join(BYDAY[day] for day in days),
            "description": text,
            "opens_at": f"{opens:%H:%M:%S}",
            "closes_at": f"{closes:%H:%M:%S}",
            "notes": _("节假日除非另外写明，不开放。"),
        }
        for days, opens, closes in hours.weekly(text)
    ]


def of_slots(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    return [_of_slot(slot) for slot in slots]


def _of_slot(slot: Slot) -> dict[str, Any]:
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    day = timezone.localdate(slot.starts_at).isoformat()
    return {
        "id": str(slot.pk),
        "valid_from": day,
        "valid_to": timezone.localdate(slot.ends_at).isoformat(),
        "dtstart": day,
        "timezone": OFFSET,
        "until": day,
        "freq": "WEEKLY",
        "interval": 1,
        "byday": BYDAY[starts.weekday()],
        "description": slot.title or f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}",
        "opens_at": f"{starts:%H:%M:%S}",
        "closes_at": f"{ends:%H:%M:%S}",
    }
