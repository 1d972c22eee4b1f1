"""Themes that units have put together, and what they picked."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from lianxin.catalogue.actions import collecting
from lianxin.catalogue.actions.collecting import Told
from lianxin.exchange.models import Listing
from lianxin.network import queries as network
from lianxin.network.models import District
from lianxin.playbooks.demo.words import load

KEYS = UUID("5f0a8e1c-8c0d-4d55-9f0e-3f6a1d2b7c90")
HOUR = timedelta(hours=1)


def fill(district: District, *, at: datetime) -> None:
    public = Listing.objects.filter(district_id=district.pk).public()
    for number, row in enumerate(load("collections")["collections"]):
        unit = network.unit_coded(district.pk, row["unit"])
        assert unit is not None  # the town has it
        told, moment = Told(row["title"], row["text"], row["asked"]), at - (number + 1) * HOUR
        key = uuid5(KEYS, row["title"])
        theme = collecting.begin(unit, told, by=None, at=moment, key=key)
        for kind, title in row["picks"]:
            if picked := public.filter(kind=kind, title__endswith=title).order_by("pk").first():
                collecting.add(theme, picked.ref, by=None, at=moment)
        collecting.publish(theme, by=None, at=moment)
