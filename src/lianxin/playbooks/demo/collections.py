"""Themes that units have put together, and what they picked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from lianxin.catalogue.actions import collecting
from lianxin.catalogue.actions.collecting import Told
from lianxin.exchange.models import Listing
from lianxin.network import queries as network
from lianxin.network.models import District
from lianxin.playbooks.demo.words import load

KEYS = UUID("5f0a8e1c-8c0d-4d55-9f0e-3f6a1d2b7c90")
Row = Mapping[str, Any]
HOUR = timedelta(hours=1)


def fill(district: District, *, at: datetime) -> None:
    public = Listing.objects.filter(district_id=district.pk).public()
    for number, row in enumerate(load("collections")["collections"]):
        unit = network.unit_coded(district.pk, row["unit"])
        assert unit is not None  # the town has it
        told = Told(row["title"], row["text"], row["asked"], **_fair(row, at=at))
        moment = at - (number + 1) * HOUR
        key = uuid5(KEYS, row["title"])
        theme = collecting.begin(unit, told, by=None, at=moment, key=key)
        for kind, title in row["picks"]:
            if picked := public.filter(kind=kind, title__endswith=title).order_by("pk").first():
                collecting.add(theme, picked.ref, by=None, at=moment)
        collecting.publish(theme, by=None, at=moment)


def _fair(row: Row, *, at: datetime) -> dict[str, Any]:
    """Some days from today, at an hour of the day; nothing for a theme without a time."""
    if "days" not in row:
        return {}
    day = timezone.localtime(at).replace(hour=row["hour"], minute=0, second=0, microsecond=0)
    starts = day + timedelta(days=row["days"])
    return {
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=row["lasts"]),
        "address": row.get("address", ""),
        "live_url": row.get("live", ""),
    }
