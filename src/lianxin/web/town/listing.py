"""Published cases as rows, newest first."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.rules import Rules
from lianxin.cases.states import Outcome
from lianxin.network.models import Place
from lianxin.web.paging import Order
from lianxin.web.town.pages import PublishedRow

PAGE = 20
NEWEST_FIRST = Order("published_at", is_descending=True)


def all_published(district_id: int) -> CaseQuerySet:
    found: CaseQuerySet = Case.objects.filter(district_id=district_id, published_at__isnull=False)
    return found.whole()


def narrowed(cases: CaseQuerySet, *, class_code: str, street: Place | None) -> CaseQuerySet:
    if class_code:
        cases = cases.filter(class_code=class_code)
    if street:
        below = Q(place__path=street.path) | Q(place__path__startswith=f"{street.path}/")
        cases = cases.filter(below)
    return cases


def rows(cases: Iterable[Case], *, rules: Rules, streets: dict[str, Place]) -> list[PublishedRow]:
    """Only what was written for the public; the place no closer than its street."""
    by_path = {place.path: place.name for place in streets.values()}
    return [
        PublishedRow(
            ref=case.ref,
            url=reverse("town:published_case", args=[case.ref]),
            subject=case.public_subject,
            text=case.public_text,
            class_label=rules.class_label(case.class_code),
            street=next(
                (n for path, n in by_path.items() if f"{case.place.path}/".startswith(f"{path}/")),
                "",
            ),
            unit=case.lead.name,
            outcome=str(Outcome(case.outcome).label) if case.outcome else "",
            published_on=timezone.localdate(case.published_at),
        )
        for case in cases
    ]
