"""Append to, read, rebuild and verify the history of any thing.

Each thing has one chain of entries. An entry holds what changed (`facts`), so that the thing as
it was at any moment can be rebuilt, and a hash that covers the entry before it, so that nothing
can be altered, removed or slipped in unnoticed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils.translation import gettext as _

from lianxin.kernel.database import rows
from lianxin.kernel.models import Audience, Entry, Recorded
from lianxin.kernel.refusals import Overtaken, Repeated


def begin(
    thing: Recorded,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    note: str = "",
    audience: str = Audience.PUBLIC,
) -> Entry:
    """Insert `thing` together with the first entry of its chain, which holds all its columns."""
    entry = _entry(thing, verb, by=by, at=at, note=note, audience=audience, facts=snapshot(thing))
    thing.seq, thing.head = entry.seq, entry.hash
    rows.insert(thing)
    rows.insert(entry)
    return entry


def append(
    thing: Recorded,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    note: str = "",
    audience: str = Audience.STAFF,
    key: UUID | None = None,
    changes: Mapping[str, object] | None = None,
    expect: Mapping[str, object] | None = None,
) -> Entry:
    """Write one entry and, with it, `changes` to the thing's own columns.

    With `expect` (columns as the caller saw them) or `changes`, the write is compare-and-set: it
    raises `Overtaken`, and writes nothing, when anything has happened to the thing since it was
    read. A bare entry is simply added behind what others wrote.
    Raises `Repeated` when `key` has been used before.
    """
    changes, strict = dict(changes or {}), bool(changes or expect)
    with transaction.atomic():
        if not strict:
            _catch_up(thing)
        refuse_repeated(thing, key)
        columns = _columns(thing, changes)
        facts = {column: _plain(value) for column, value in columns.items()}
        entry = _entry(thing, verb, by=by, at=at, note=note, audience=audience, facts=facts)
        entry.key = key
        own = {"district_id": thing.district_id, "id": thing.pk, "seq": thing.seq}
        news = {"seq": entry.seq, "head": entry.hash, **columns}
        if not rows.update(type(thing), own | _columns(thing, expect or {}), news):
            refuse_repeated(thing, key)
            raise Overtaken(_("其他人刚刚处理了这一条，请刷新后再试。"))
        rows.insert(entry)
    thing.seq, thing.head = entry.seq, entry.hash
    for column, value in changes.items():
        setattr(thing, column, value)
    return entry


def refuse_repeated(thing: Recorded, key: UUID | None) -> None:
    """Raise `Repeated` when the deed with this client-made key has already been done."""
    if key and Entry.objects.filter(district_id=thing.district_id, key=key).exists():
        raise Repeated(_("这一步已经办过了。"))


def of(thing: Recorded) -> models.QuerySet[Entry]:
    """The history of `thing`, oldest first."""
    return (
        Entry.objects.filter(district_id=thing.district_id, subject_id=thing.pk)
        .select_related("by")
        .order_by("seq")
    )


def rebuild(thing: Recorded, *, at: datetime | None = None) -> dict[str, object]:
    """The tracked columns of `thing` as they were at the moment `at` (default: now), made from
    its entries alone. Comparable with `snapshot(thing)`."""
    entries = of(thing) if at is None else of(thing).filter(at__lte=at)
    columns: dict[str, object] = {}
    for entry in entries:
        columns.update(entry.facts)
    return {name: value for name, value in columns.items() if value not in (None, "")}


def snapshot(thing: Recorded) -> dict[str, object]:
    """The tracked columns of `thing` in plain JSON values, empty ones left out."""
    names = [f.attname for f in thing._meta.concrete_fields if f.attname not in thing.untracked]
    values = {name: _plain(getattr(thing, name)) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "")}


def verify(thing: Recorded) -> str | None:
    """None when the chain of `thing` is whole, else what is wrong with it."""
    before, seq = "", 0
    for entry in of(thing).iterator():
        seq += 1
        if entry.seq != seq:
            return f"entry {seq} is missing"
        if entry.salt and entry.digest != _digest(entry):
            return f"entry {seq} ({entry.verb}): its words were altered"
        if entry.hash != _hash(entry, before):
            return f"entry {seq} ({entry.verb}): it was altered"
        before = entry.hash
    if (thing.seq, thing.head) != (seq, before):
        return f"the chain ends at {seq}, the record says {thing.seq}"
    return None


def verify_all(things: models.QuerySet[Any]) -> Iterator[tuple[Recorded, str]]:
    """Each of `things` whose chain is broken, with what is wrong."""
    for thing in things.iterator(chunk_size=500):
        if wrong := verify(thing):
            yield thing, wrong


def forget(entries: models.QuerySet[Entry]) -> int:
    """Blank the words of `entries`, as a person may demand; their chains stay whole."""
    return entries.update(note="", facts={}, salt="")


def _entry(
    thing: Recorded,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    note: str,
    audience: str,
    facts: dict[str, object],
) -> Entry:
    entry = Entry(
        district_id=thing.district_id,
        subject_label=thing._meta.label_lower,
        subject_id=thing.pk,
        seq=thing.seq + 1,
        verb=verb,
        audience=audience,
        note=note,
        facts=facts,
        by_id=by.pk if by else None,
        at=at,
        salt=secrets.token_hex(8),
    )
    seal(entry, after=thing.head)
    return entry


def seal(entry: Entry, *, after: str) -> None:
    """Make `entry` the one that follows the hash `after` in its chain."""
    entry.digest = _digest(entry)
    entry.hash = _hash(entry, after)


def _catch_up(thing: Recorded) -> None:
    """Lock the thing's row, but not against references to it, and take over its chain's end."""
    same = type(thing).objects.select_for_update(of=("self",), no_key=True)
    thing.seq, thing.head = same.values_list("seq", "head").get(
        district_id=thing.district_id, pk=thing.pk
    )


def _columns(thing: Recorded, changes: Mapping[str, object]) -> dict[str, object]:
    """`changes` by column name: `lead=unit` becomes `lead_id=unit.pk`."""
    return {
        _column(thing, name): value.pk if isinstance(value, models.Model) else value
        for name, value in changes.items()
    }


def _column(thing: Recorded, name: str) -> str:
    field = thing._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.attname


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return str(value) if isinstance(value, models.TextChoices) else value


def _digest(entry: Entry) -> str:
    words = json.dumps([entry.salt, entry.note, entry.facts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _hash(entry: Entry, before: str) -> str:
    parts = [
        before,
        str(entry.district_id),
        entry.subject_label,
        str(entry.subject_id),
        str(entry.seq),
        entry.verb,
        entry.audience,
        str(entry.by_id or ""),
        entry.at.astimezone(UTC).isoformat(),
        entry.digest,
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
