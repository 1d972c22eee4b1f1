"""Cases in the full-text index: what of them is found, and how the index follows the deeds.

The timeline is the list of what has changed: its entries are ordered by the time they were made,
so the index needs to know only how far it has come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lianxin.cases.models import Case
from lianxin.cases.queries import newest_entries
from lianxin.kernel import reference, work
from lianxin.kernel.models import Audience, Entry
from lianxin.search import actions as search
from lianxin.search import tasks as search_tasks
from lianxin.search.actions import Text

CASE = "CASE"
PUBLISHED = "PUBLISHED"  # what was written for the public, and nothing else
BATCH = 500
MANY = 5000  # cases never indexed, or entries since the last time: half a minute's work
SLOT = timedelta(seconds=4)  # what happens within is indexed together
LATE = timedelta(minutes=2)  # longer than any transaction: what it wrote shows only at its end
LEASE = timedelta(hours=1)
TIME_BITS = 80  # of a UUIDv7, below its milliseconds
LAST = UUID(int=(1 << 128) - 1)
Tell = Callable[[str, int, int], None]
_queued: dict[int, tuple[str | None, int]] = {}  # the last slot that this process has committed


def soon(entry: Entry) -> None:
    """Have the index follow `entry` within seconds; the first deed of a slot waits for one row of
    the queue."""
    slot = _milliseconds(entry.pk) // (SLOT // timedelta(milliseconds=1)) + 1
    queued = reference.mark(entry.district_id), slot
    if _queued.get(entry.district_id) == queued:
        return
    run_after = datetime.fromtimestamp(slot * SLOT.total_seconds(), UTC)
    once = f"index-cases {entry.district_id} {slot}"
    work.enqueue(index_cases, entry.district_id, once=once, run_after=run_after)
    transaction.on_commit(partial(_queued.__setitem__, entry.district_id, queued))


@work.task(lease=LEASE)
def index_cases(district_id: int) -> None:
    keep_up(district_id)


@work.task(lease=LEASE, queue=work.LONG)
def index_many_cases(district_id: int) -> None:
    catch_up(district_id)


def keep_up(district_id: int) -> None:
    """Index what has changed, unless it is so much that messages would have to wait for it: then
    a long task does, one for all who find so."""
    reach = search.reach(CASE, district_id=district_id)
    if _is_much(district_id, reach):
        once = f"index-many-cases {district_id} {reach} {timezone.localdate()}"
        work.enqueue(index_many_cases, district_id, once=once)
    else:
        catch_up(district_id)


def _is_much(district_id: int, reach: UUID | None) -> bool:
    if reach is None:
        waiting: QuerySet[Any] = Case.objects.filter(district_id=district_id)
    else:
        waiting = newest_entries(district_id).filter(id__gt=reach)
    return waiting[MANY : MANY + 1].exists()


def catch_up(district_id: int) -> int:
    """Index what has changed since the last time, all where nothing was yet. Returns how many
    cases were looked at; safe to repeat."""
    reach = search.reach(CASE, district_id=district_id)
    if reach is None:
        return reindex(district_id)
    newest = _newest(district_id)
    touched = list(dict.fromkeys(_touched(district_id, since=_before(reach))))
    for ids in _batches(touched):
        index(district_id, ids)
    if newest != reach:
        search.note_reach(CASE, newest, district_id=district_id)
    return len(touched)


def reindex(district_id: int, *, tell: Tell | None = None, anew: bool = False) -> int:
    """Index every case of the district; with `anew` also those that have not changed."""
    newest = _newest(district_id)
    cases = Case.objects.filter(district_id=district_id)
    whole, done, last = cases.count() if tell else 0, 0, UUID(int=0)
    while ids := list(
        cases.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        index(district_id, ids, anew=anew)
        done, last = done + len(ids), ids[-1]
        if tell:
            tell("search", done, whole)
    search.note_reach(CASE, newest, district_id=district_id)
    search_tasks.take_stock.func()
    return done


@transaction.atomic
def index(district_id: int, ids: Sequence[UUID], *, anew: bool = False) -> None:
    """Put those of the cases `ids` in that have changed, and take out those that are gone."""
    cases = Case.objects.filter(district_id=district_id, pk__in=ids).in_bulk()
    known = {} if anew else search.versions(CASE, ids, district_id=district_id)
    stale = [case for case in cases.values() if known.get(case.pk) != case.seq]
    said = _said(district_id, [case.pk for case in stale])
    search.put_many(
        CASE, (_inside(case, said[case.pk]) for case in stale), district_id=district_id
    )
    shown = [case for case in stale if case.published_at]
    gone = [pk for pk in ids if pk not in cases]
    search.remove(CASE, *gone, district_id=district_id)
    hidden = [case.pk for case in stale if not case.published_at]
    search.remove(PUBLISHED, *hidden, *gone, district_id=district_id)
    search.put_many(PUBLISHED, map(_public, shown), district_id=district_id)


def _inside(case: Case, said: Iterable[str]) -> Text:
    """For those who may open it."""
    body = "\n".join(part for part in (case.text, case.address, *said) if part)
    return Text(case.pk, case.subject, body, case.received_at, also=case.ref, version=case.seq)


def _public(case: Case) -> Text:
    assert case.published_at is not None  # its callers ask for published ones only
    return Text(
        case.pk,
        case.public_subject,
        case.public_text,
        case.published_at,
        is_public=True,
        also=case.ref,
        version=case.seq,
    )


def _said(district_id: int, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """What was said to the requester and by her, the oldest first."""
    entries = Entry.objects.filter(
        district_id=district_id, subject_id__in=ids, audience=Audience.PUBLIC
    ).exclude(note="")
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for pk, note in entries.order_by("seq").values_list("subject_id", "note"):
        found[pk].append(note)
    return found


def _touched(district_id: int, *, since: UUID) -> Iterator[UUID]:
    """The cases with entries from `since` on, read from the end."""
    entries = newest_entries(district_id)
    rows, below = entries.values_list("id", "subject_id", "subject_label"), LAST
    while page := list(rows.filter(id__lt=below)[:BATCH]):
        yield from (
            subject for pk, subject, label in page if pk >= since and label == "cases.case"
        )
        below = page[-1][0]
        if below < since:
            return


def _newest(district_id: int) -> UUID:
    return newest_entries(district_id).values_list("id", flat=True).first() or UUID(int=0)


def _before(entry_id: UUID) -> UUID:
    earlier = _milliseconds(entry_id) - LATE // timedelta(milliseconds=1)
    return UUID(int=max(0, earlier) << TIME_BITS)


def _milliseconds(entry_id: UUID) -> int:
    return entry_id.int >> TIME_BITS


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = iter(ids)
    while batch := list(islice(left, BATCH)):
        yield batch
