"""Published cases as rows, newest first, by key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.rules import Rules
from lianxin.cases.states import Outcome
from lianxin.network.models import Place
from lianxin.web.town.pages import PublishedRow

PAGE = 20


def all_published(district_id: int) -> CaseQuerySet:
    found: CaseQuerySet = (
        Case.objects.filter(district_id=district_id, published_at__isnull=False)
        .whole()
        .order_by("-published_at", "-id")
    )
    return found


def narrowed(cases: CaseQuerySet, *, class_code: str, street: Place | None) -> CaseQuerySet:
    if class_code:
        cases = cases.filter(class_code=class_code)
    if street:
        below = Q(place__path=street.path) | Q(place__path__startswith=f"{street.path}/")
        cases = cases.filter(below)
    return cases


def mark(case: Case) -> str:
    assert case.published_at is not None
    return f"{case.published_at.isoformat()}~{case.pk.hex}"


def behind(cases: CaseQuerySet, told: str) -> CaseQuerySet:
    """Those after the row that `mark` stands for; a mark that makes no sense is the start."""
    try:
        at_text, id_text = told.split("~")
        at, pk = datetime.fromisoformat(at_text), UUID(id_text)
    except ValueError:
        return cases
    if timezone.is_naive(at):
        return cases
    later = Q(published_at__lt=at) | Q(id__lt=pk)
    return cases.filter(published_at__lte=at).filter(later)


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


def later_url(asked: dict[str, str], last: Case) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{reverse('town:published')}?{urlencode({**kept, 'after': mark(last)})}"
