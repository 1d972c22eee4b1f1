"""Plain words of the demo town: in force, over, and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.network.models import District, Organisation
from lianxin.playbooks.demo.words import load
from lianxin.visits.actions import plain
from lianxin.visits.actions.plain import Words
from lianxin.visits.models import PlainCard

KEYS: Final = UUID("8c1d9a52-2f0b-4f7e-9c36-6a4be0d15f71")
DAY: Final = timedelta(days=1)
GUIDE: Final = "https://example.org/guide/"  # no real address


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many there are."""
    found = PlainCard.objects.filter(district_id=district.pk)
    if not found.exists():
        units = Organisation.objects.filter(district_id=district.pk).select_related("district")
        by_code = {unit.code: unit for unit in units}
        for number, row in enumerate(load("plain")["cards"]):
            _write(by_code[row["unit"]], row, number, at=at)
    return found.count()


def _write(unit: Organisation, row: dict[str, Any], number: int, *, at: datetime) -> None:
    written = at - row["written"] * DAY
    words = Words(
        title=row["title"], text=row["text"], source=row["source"],
        source_url=f"{GUIDE}{number + 1}",
        expires_on=timezone.localdate(written) + row["holds"] * DAY,
    )  # fmt: skip
    key = uuid5(KEYS, f"{unit.district_id} {row['title']}")
    made = plain.write(unit, words, by=None, at=written, key=key)
    if "withdrawn" in row:
        plain.withdraw(made, by=None, at=at - row["withdrawn"] * DAY)
