"""What the playbook sets: the rules of handling, and whose duty what is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from lianxin.cases.models import Duty, Rulebook
from lianxin.cases.rules import parse
from lianxin.network.models import District, Organisation, Place


@dataclass(frozen=True)
class Assignment:
    """One line of the duty list (权责清单). Of several units for one class in one place, the
    lowest `rank` is asked first."""

    class_code: str
    unit: Organisation
    place: Place
    rank: int = 0


@transaction.atomic
def put_rules(district: District, document: Mapping[str, Any], *, at: datetime) -> int:
    """Put `document` in force. Returns its version; an unchanged document makes no new one.

    Cases keep the version they were opened under on their file; clocks that run keep running.
    """
    books = Rulebook.objects.filter(district_id=district.pk)
    version = books.aggregate(v=Max("version"))["v"] or 0
    newest = books.filter(version=version).first()
    if newest and newest.document == document:
        return version
    parse(document, version=version + 1)
    Rulebook.objects.create(
        district=district, version=version + 1, document=dict(document), put_at=at
    )
    return version + 1


@transaction.atomic
def put_duties(district: District, duties: Iterable[Assignment]) -> int:
    """Make the district's duty list exactly `duties`. Returns how many lines changed."""
    wanted = {(duty.class_code, duty.unit.pk, duty.place.pk, duty.rank) for duty in duties}
    rows = Duty.objects.filter(district_id=district.pk)
    present = {(row.class_code, row.unit_id, row.place_id, row.rank): row.pk for row in rows}
    gone = [pk for line, pk in present.items() if line not in wanted]
    new = wanted - present.keys()
    Duty.objects.filter(district_id=district.pk, pk__in=gone).delete()
    Duty.objects.bulk_create(
        Duty(district=district, class_code=code, unit_id=unit, place_id=place, rank=rank)
        for code, unit, place, rank in sorted(new, key=str)
    )
    return len(gone) + len(new)
