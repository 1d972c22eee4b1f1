"""The shelves of each district, kept in the process and up to date by the timeline.

Every change of a listing writes an entry, and ids of entries rise with time: what was written
since the last look is one short walk along the primary key. Writers do not commit in the order of
their ids, so each look begins a little earlier than the last one ended; and every few seconds the
entries of a longer while are counted: are there more than were seen, they are read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, ListingQuerySet, Slot
from lianxin.exchange.states import ListingState
from lianxin.kernel.models import Entry
from lianxin.matching import reading
from lianxin.matching.families import FAMILY_OF, Family
from lianxin.matching.shelf import Shelf
from lianxin.matching.values import Item, halves
from lianxin.network.models import Place

LABEL: Final = "exchange.listing"
OVERLAP: Final = 1_000  # milliseconds
LONG_OVERLAP: Final = 900_000
READ: Final = (
    "seq", "kind", "title", "text", "details", "place", "lon", "lat", "hours", "closes_at",
    "ends_on", "confirmed_at",
)  # fmt: skip
COUNTED: Final = timedelta(seconds=5)
AT_ONCE: Final = 5_000
ANEW: Final = timedelta(hours=12)  # all is read again: a clock may have gone wrong
NONE_YET: Final = UUID(int=0)


@dataclass
class Stock:
    """`reached` is the last entry that was seen, `lately` those of the last while; `seen` are the
    versions of what is not public."""

    district_id: int
    shelves: dict[Family, Shelf] = field(default_factory=lambda: {one: Shelf() for one in Family})
    reached: UUID = NONE_YET
    lately: set[UUID] = field(default_factory=set)
    filled_at: datetime | None = None
    counted_at: datetime | None = None
    seen: dict[UUID, int] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    def refresh(self, *, at: datetime) -> None:
        if self.filled_at is None or at - self.filled_at > ANEW:
            self._fill(at=at)
        elif changed := self._changed(at=at):
            self._take(changed)

    def _fill(self, *, at: datetime) -> None:
        entries = Entry.objects.filter(district_id=self.district_id).order_by("-id")
        self.reached = entries.values_list("id", flat=True).first() or NONE_YET
        since = _earlier(self.reached, LONG_OVERLAP)
        self.lately = set(self._entries(since).values_list("id", flat=True))
        self.shelves, self.seen = {one: Shelf() for one in Family}, {}
        self._put(_public(self.district_id).iterator(chunk_size=AT_ONCE))
        for shelf in self.shelves.values():
            shelf.join()
        self.filled_at = self.counted_at = at

    def _entries(self, since: UUID) -> QuerySet[Entry]:
        return Entry.objects.filter(
            district_id=self.district_id, id__gt=since, subject_label=LABEL
        )

    def _since(self, *, at: datetime) -> UUID:
        """Where to begin to read."""
        if self.counted_at is None or at - self.counted_at >= COUNTED:
            self.counted_at, since = at, _earlier(self.reached, LONG_OVERLAP)
            self.lately = {pk for pk in self.lately if pk > since}
            if self._entries(since).filter(id__lte=self.reached).count() > len(self.lately):
                return since
        return _earlier(self.reached, OVERLAP)

    def _changed(self, *, at: datetime) -> list[UUID]:
        """The listings of which something was written that has not been seen."""
        found = self._entries(self._since(at=at)).order_by("id")
        changed = []
        for pk, subject_id, seq in found.values_list("id", "subject_id", "seq"):
            self.reached = max(self.reached, pk)
            self.lately.add(pk)
            if self._version(subject_id) < seq:
                changed.append(subject_id)
                self.seen[subject_id] = seq
        return list(dict.fromkeys(changed))

    def _version(self, pk: UUID) -> int:
        known = (shelf.known.get(pk, (0, 0))[0] for shelf in self.shelves.values())
        return max(self.seen.get(pk, 0), *known)

    def _take(self, changed: list[UUID]) -> None:
        for start in range(0, len(changed), AT_ONCE):
            part = changed[start : start + AT_ONCE]
            found = list(_public(self.district_id).filter(pk__in=part))
            gone = set(part) - {listing.pk for listing in found}
            for shelf in self.shelves.values():
                shelf.take_away(gone)
            self._put(found)

    def _put(self, listings: Iterable[Listing]) -> None:
        found = Place.objects.filter(district_id=self.district_id).defer("shape")
        places = {place.pk: place for place in found}
        for part in _parts(listings):
            times = _session_times(self.district_id, part)
            items: dict[Family, list[Item]] = {}
            for listing in part:
                listing.place = places.get(listing.place_id) if listing.place_id else None
                item = reading.item(listing, times=times.get(listing.pk, 0))
                items.setdefault(FAMILY_OF[listing.kind], []).append(item)
            for family, some in items.items():
                self.shelves[family].put(some)


_stocks: dict[int, Stock] = {}


def of(district_id: int) -> Stock:
    return _stocks.setdefault(district_id, Stock(district_id))


def forget() -> None:
    """Nothing is known any more: of a database that was emptied."""
    _stocks.clear()


def _public(district_id: int) -> ListingQuerySet:
    found: ListingQuerySet = Listing.objects.filter(
        district_id=district_id, state=ListingState.PUBLISHED, kind__in=list(FAMILY_OF)
    )
    return found.only(*READ)


def _parts(listings: Iterable[Listing]) -> Iterator[list[Listing]]:
    part: list[Listing] = []
    for listing in listings:
        part.append(listing)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _session_times(district_id: int, listings: list[Listing]) -> dict[UUID, int]:
    """When the sessions of those are that are given in sessions."""
    wanted = [listing.pk for listing in listings if KINDS[listing.kind].has_slots]
    if not wanted:
        return {}
    slots = Slot.objects.filter(district_id=district_id, listing__in=wanted, cancelled_at=None)
    times: dict[UUID, int] = {}
    for listing_id, starts_at in slots.values_list("listing_id", "starts_at"):
        bit = halves([reading.part_of(starts_at)])
        times[listing_id] = times.get(listing_id, 0) | bit
    return times


def _earlier(reached: UUID, milliseconds: int) -> UUID:
    """The least id of the time so long before."""
    moment = max((reached.int >> 80) - milliseconds, 0)
    return UUID(int=moment << 80)
