"""Taking what tells of a person out of a thing's file. When, the room says that owns the thing.

What happened and when stays, and the chain of its history stays whole; names, numbers and doors
go from what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import models

from lianxin.kernel import timeline
from lianxin.kernel.models import Entry, Recorded
from lianxin.language import personal
from lianxin.outbox import actions as outbox

LONG_ENOUGH: Final = 2  # characters of a name; a shorter one would stand everywhere


def known(words: Iterable[str | None]) -> list[str]:
    """How somebody is called and reached, the longest first: no shape of words gives that away
    for sure."""
    long = {word for word in words if word and len(word) >= LONG_ENOUGH}
    return sorted(long, key=len, reverse=True)


def without(text: str, known: Sequence[str]) -> str:
    for word in known:
        text = text.replace(word, str(personal.REPLACED["NAME"]))
    return text


def plain(value: Any, known: Sequence[str]) -> Any:
    """`value` (text, or lists and mappings of it) without what tells of a person."""
    if isinstance(value, list):
        return [plain(one, known) for one in value]
    if isinstance(value, dict):
        return {name: plain(one, known) for name, one in value.items()}
    if not isinstance(value, str) or not value:
        return value
    return personal.redact(without(value, known)).text


def redact(rows: models.QuerySet[Any], columns: Sequence[str], known: Sequence[str]) -> None:
    """Write `columns` of each of `rows` anew, without what tells of a person."""
    for row in rows:
        for column in columns:
            text, most = plain(getattr(row, column), known), row._meta.get_field(column).max_length
            setattr(row, column, text[:most] if isinstance(text, str) else text)
        row.save(update_fields=columns)


def rewrite(
    thing: Recorded,
    columns: Sequence[str],
    *,
    known: Sequence[str],
    at: datetime,
    changes: Mapping[str, Any],
) -> Entry:
    """Blank the entries that tell of a person, and write down what `thing` is now, with `columns`
    plain and `changes` made, so that it can still be rebuilt."""
    told = [
        entry.pk
        for entry in timeline.of(thing)
        if any(_tells(value, known) for value in (entry.note, *entry.facts.values()))
    ]
    timeline.forget(Entry.objects.filter(district_id=thing.district_id, pk__in=told))
    fields = [f.attname for f in thing._meta.concrete_fields if f.attname not in thing.untracked]
    facts = {name: getattr(thing, name) for name in fields}
    facts |= {name: plain(facts[name], known) for name in columns}
    return timeline.append(thing, "anonymise", by=None, at=at, changes={**facts, **changes})


def unsay(district_id: int, things: Iterable[Recorded]) -> None:
    """Take back the messages about `things`: they repeat what was written. For many at once,
    because inboxes are not ordered by thing."""
    own = Entry.objects.filter(district_id=district_id, subject_id__in=[one.pk for one in things])
    outbox.unsay(own.order_by().values("pk"), district_id=district_id)


def _tells(value: object, known: Sequence[str]) -> bool:
    if isinstance(value, dict):
        return any(_tells(one, known) for one in value.values())
    if isinstance(value, list):
        return any(_tells(one, known) for one in value)
    if not isinstance(value, str):
        return False
    return any(word in value for word in known) or bool(personal.find_personal(value, weak=True))
