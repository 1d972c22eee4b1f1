"""What is published here, and what of it was asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery

from lianxin.api.hsds import ids
from lianxin.catalogue import finding
from lianxin.catalogue.finding import Wanted
from lianxin.exchange.kinds import KINDS, As, Side
from lianxin.exchange.models import Listing, ListingQuerySet, Mode, Slot
from lianxin.kernel.models import Entry

OFFERED: Final = tuple(kind.code for kind in KINDS.values() if kind.side is Side.OFFER)
GRACE: Final = timedelta(days=30)  # after that nobody can say that it is assured
MOST_SLOTS: Final = 20


def offers(district_id: int, *, on: date) -> ListingQuerySet:
    """The published offers of units that were confirmed within their interval and 30 days."""
    rows: ListingQuerySet = Listing.objects.filter(
        district_id=district_id,
        kind__in=OFFERED,
        provider__isnull=False,
        confirm_on__gte=on - GRACE,
    )
    return rows.public().whole().select_related("provider__place").defer("provider__place__shape")


def at_places(rows: ListingQuerySet) -> ListingQuerySet:
    """Those that one goes to."""
    told = Q(place__isnull=False) | ~Q(address="") | Q(lat__isnull=False)
    return rows.filter(told).exclude(mode__in=[Mode.AT_HOME, Mode.ONLINE])


def with_words(
    rows: ListingQuerySet, q: str, district_id: int, *, at: datetime
) -> ListingQuerySet:
    """As the catalogue finds them."""
    found = finding.found(district_id, Wanted(q=q.strip()), at=at)
    return rows.filter(pk__in=found)


def of_term(rows: ListingQuerySet, term_id: UUID, district_id: int) -> ListingQuerySet:
    """Those that a term of either taxonomy describes."""
    for code in OFFERED:
        if ids.of("kind", code) == term_id:
            return rows.filter(kind=code)
    found = [pk for pk, kind, details in _details(rows) if term_id in _terms(kind, details)]
    return rows.filter(district_id=district_id, pk__in=found)


def changed_since(rows: ListingQuerySet, at: datetime, district_id: int) -> ListingQuerySet:
    entries = Entry.objects.filter(district_id=district_id, subject_id=OuterRef("pk"), at__gte=at)
    return rows.filter(Exists(entries))


def with_last_change(rows: ListingQuerySet, district_id: int) -> QuerySet[Any]:
    entries = Entry.objects.filter(district_id=district_id, subject_id=OuterRef("pk"))
    last = entries.order_by("-seq").values("at")[:1]
    return rows.annotate(changed_at=Subquery(last, output_field=DateTimeField()))


def slots_of(
    listings: Sequence[Listing], district_id: int, *, at: datetime
) -> Mapping[UUID, Sequence[Slot]]:
    """The next sessions of each."""
    rows = Slot.objects.filter(
        district_id=district_id, listing__in=listings, cancelled_at=None, ends_at__gt=at
    )
    found: defaultdict[UUID, list[Slot]] = defaultdict(list)
    for slot in rows.order_by("starts_at", "pk"):
        if len(found[slot.listing_id]) < MOST_SLOTS:
            found[slot.listing_id].append(slot)
    return found


def subjects(rows: ListingQuerySet) -> list[str]:
    """The words that providers chose for what they offer."""
    return sorted({word for _pk, kind, details in _details(rows) for word in words(kind, details)})


def words(kind: str, details: Mapping[str, Any]) -> list[str]:
    lists = (each.name for each in KINDS[kind].details if each.typed is As.WORDS)
    return [word for name in lists for word in details.get(name, ())]


def _terms(kind: str, details: Mapping[str, Any]) -> set[UUID]:
    return {ids.of("subject", word) for word in words(kind, details)}


def _details(rows: ListingQuerySet) -> Iterable[tuple[UUID, str, dict[str, Any]]]:
    return rows.order_by().values_list("pk", "kind", "details")
