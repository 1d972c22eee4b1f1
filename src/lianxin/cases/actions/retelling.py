"""What has happened to cases, told to another system once more, from the timeline itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from uuid import UUID

from django.db import transaction

from lianxin.cases.actions import deed
from lianxin.cases.models import Case
from lianxin.kernel import work
from lianxin.kernel.models import Entry
from lianxin.network.models import User
from lianxin.outbox import queries as outbox
from lianxin.outbox import replay as outbox_replay
from lianxin.outbox.actions import Event, tell_again

CASES, EVENTS = 100, 200  # at a time


@transaction.atomic
def replay(
    district_id: int, endpoint_id: UUID, *, since: datetime, by: User | None, at: datetime
) -> int:
    """Send a system everything since a moment: at once what it was sent before, then, found by the
    worker in the histories, what it was not, because it was switched off or not yet there.

    Returns how many go again at once. Raises as `outbox.replay.replay` does.
    """
    endpoint = outbox.endpoint(district_id, endpoint_id)
    count = outbox_replay.replay(endpoint, since=since, by=by, at=at)
    work.enqueue(retell, district_id, str(endpoint_id), since.isoformat())
    return count


@work.task(lease=timedelta(minutes=30), queue=work.LONG)
def retell(district_id: int, endpoint_id: str, since: str) -> None:
    """What was told before is not told twice, however often this runs."""
    endpoint = outbox.endpoint(district_id, UUID(endpoint_id))
    events = _events(district_id, datetime.fromisoformat(since))
    while some := list(islice(events, EVENTS)):
        with transaction.atomic():
            tell_again(endpoint, some)


def _events(district_id: int, since: datetime) -> Iterator[Event]:
    """All since then, case by case."""
    entries = Entry.objects.filter(
        district_id=district_id, subject_label=Case._meta.label_lower
    ).order_by("subject_id", "seq")
    touched = entries.filter(at__gte=since).order_by().values_list("subject_id", flat=True)
    pks = iter(list(touched.distinct()))
    while some := list(islice(pks, CASES)):
        chains = entries.filter(subject_id__in=some).iterator(chunk_size=1000)
        for _pk, chain in groupby(chains, key=lambda entry: entry.subject_id):
            yield from (event for event in _told(chain) if event.at >= since)


def _told(chain: Iterator[Entry]) -> Iterator[Event]:
    """The history of one case as events, each with the case as it stood then."""
    case: dict[str, object] = dict.fromkeys(deed.TOLD_OUTSIDE, "")
    for entry in chain:
        case.update({name: entry.facts[name] for name in case if name in entry.facts})
        yield Event(f"case.{entry.verb}", deed.told_outside(entry, case), entry.pk, entry.at)
