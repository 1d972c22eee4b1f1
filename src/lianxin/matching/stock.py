"""The shelves of each district, kept in the process and up to date by the timeline.

A process begins with what the worker has written down (`saved`); without that it reads all.

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
from lianxin.matching import reading, saved
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
ANEW: Final = timedelta(hours=24)  # all is read again: a clock may have gone wrong
WORTH_KEEPING: Final = 2_000  # public listings; fewer are read in the twinkling of an eye
WORTH_WRITING: Final = 500  # changes since it was written
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
    taken: int = 0
    lock: RLock = field(default_factory=RLock)

    def refresh(self, *, at: datetime, is_keeper: bool = False) -> None:
        """`is_keeper`: what is written down is too old to begin with, after a day."""
        if self.filled_at is None or at - self.filled_at > ANEW:
            is_stale = is_keeper and self.filled_at is not None
            if is_stale or not self._begin(at=at):
                self._fill(at=at)
        if changed := self._changed(at=at):
            self._take(changed)

    def keep(self) -> None:
        """Write it down for the others, and go on with what was written."""
        saved.write(self.district_id, saved.Kept(self.shelves, self.reached))
        self.taken = 0
        if kept := saved.read(self.district_id):
            self.shelves = dict(kept.shelves)

    def _begin(self, *, at: datetime) -> bool:
        """With what is written down, where it is of this database; what is newer is read next."""
        kept = saved.read(self.district_id)
        if kept is None or not self._is_ours(kept):
            return False
        self.shelves, self.seen, self.lately = dict(kept.shelves), {}, set()
        self.reached, self.filled_at, self.counted_at = kept.reached, at, None
        self.taken = 0
        return True

    def _is_ours(self, kept: saved.Kept) -> bool:
        """Whether it was written for this database: its first listing is here."""
        first = next((shelf.name(0) for shelf in kept.shelves.values() if len(shelf)), None)
        if first is None:
            return False
        return Listing.objects.filter(district_id=self.district_id, pk=first).exists()

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
        self.taken = WORTH_WRITING

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
        latest: dict[UUID, int] = {}
        for pk, subject_id, seq in found.values_list("id", "subject_id", "seq"):
            self.reached = max(self.reached, pk)
            self.lately.add(pk)
            latest[subject_id] = max(latest.get(subject_id, 0), seq)
        changed = [pk for pk, known in self._versions(list(latest)) if known < latest[pk]]
        self.seen.update({pk: latest[pk] for pk in changed})
        return changed

    def _versions(self, keys: list[UUID]) -> Iterator[tuple[UUID, int]]:
        """The newest that was seen of each."""
        held = [shelf.versions(keys).tolist() for shelf in self.shelves.values()]
        for pk, *known in zip(keys, *held, strict=True):
            yield pk, max(self.seen.get(pk, 0), *known)

    def _take(self, changed: list[UUID]) -> None:
        self.taken += len(changed)
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


def keep(district_id: int, *, at: datetime) -> bool:
    """By the worker: write down what other processes begin with, where that is worth it and much
    has changed. Says whether it did."""
    if _public(district_id).count() < WORTH_KEEPING:
        return False
    held = of(district_id)
    with held.lock:
        held.refresh(at=at, is_keeper=True)
        if held.taken < WORTH_WRITING and saved.is_there(district_id):
            return False
        held.keep()
    return True


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
