"""Needs of the demo town that became services, and services that became something to be built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.cases.actions import enlisting
from lianxin.cases.models import Case
from lianxin.catalogue.actions import converting
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.lineage.models import Link, Thing
from lianxin.network.models import District, Organisation
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("b7a90c4e-2d31-4c66-8e1f-0f5a7d6c9b12")
DAY: Final = timedelta(days=1)
ASKED, SERVED, PLANNED = 120, 90, 60  # days ago


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many links there are."""
    found = Link.objects.filter(district_id=district.pk)
    if not found.exists():
        _Chains(district, at).fill()
    return found.count()


@dataclass
class _Chains:
    district: District
    at: datetime

    def fill(self) -> None:
        units = Organisation.objects.filter(district_id=self.district.pk).select_related("place")
        self.units = {unit.code: unit for unit in units}
        for row in load("chains")["chains"]:
            needs = [self._need(self.units[code], title) for code, title in row["needs"]]
            case = self._case() if row.get("case") else None
            sources, others = needs, [Thing.of(case)] if case else []
            if row["service"]:
                made = self._become("SERVICE", row["service"], sources, others, SERVED)
                if case:
                    note = f"{KINDS['SERVICE'].label}“{made.title}”"
                    enlisting.enlist(case, note=note, by=None, at=self.at - SERVED * DAY)
                sources, others = [made], []
            if row["build"]:
                self._become("BUILD", row["build"], sources, others, PLANNED)

    def _draft(self, kind: str, title: str, unit: Organisation, details: dict[str, Any]) -> Draft:
        return Draft(
            kind=kind,
            title=title,
            provider=unit,
            details=details,
            mode="ON_SITE",
            place=unit.place,
            area=unit.place,
            contact="值班室",
            phone=unit.hotline or "0532-88680016",
            confirm_days=183,
        )

    def _need(self, unit: Organisation, title: str) -> Listing:
        told = self._draft("NEED", title, unit, {"subjects": ["社区生活"]})
        made_at, key = self.at - ASKED * DAY, uuid5(KEYS, title)
        made = listings.draft(self.district, told, by=None, at=made_at, key=key)
        listings.publish(made, by=None, at=made_at)
        return made

    def _case(self) -> Case | None:
        """One about what was left in the street, or any."""
        past = Case.objects.filter(
            district_id=self.district.pk, is_confidential=False,
            received_at__lt=self.at - SERVED * DAY,
        ).order_by("-received_at")  # fmt: skip
        found: Case | None = past.filter(class_code="SANITATION").first() or past.first()
        return found

    def _become(
        self,
        kind: str,
        row: Mapping[str, Any],
        sources: list[Listing],
        others: list[Thing],
        days: int,
    ) -> Listing:
        names = ("what", "built_by", "progress") if kind == "BUILD" else ("subjects",)
        details: dict[str, Any] = {name: row[name] for name in names}
        if kind == "BUILD":
            until = timezone.localdate(self.at) + row["days"] * DAY
            details["until"] = until.isoformat()
        unit, made_at = self.units[row["unit"]], self.at - days * DAY
        made = converting.convert(
            self.district, self._draft(kind, row["title"], unit, details), sources=sources,
            others=others, by=None, at=made_at, key=uuid5(KEYS, row["title"]),
        )  # fmt: skip
        listings.publish(made, by=None, at=made_at + 2 * DAY)
        return made
