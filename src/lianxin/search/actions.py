"""Put things into the index, and take them out, in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from django.db import transaction

from lianxin.language import words
from lianxin.search.models import MAX_TITLE, Document, Reach

BATCH = 500
NAMED = "zzt"  # stands before the words of what a thing is
TAIL = 37  # bits of a number below its minute


@dataclass(frozen=True)
class Text:
    """What a thing says. `also` is found but not shown: numbers, other names. `named` is what it
    is, beside its title: a question that asks for that can leave out what merely mentions it
    (`queries.named`)."""

    thing_id: UUID
    title: str
    body: str
    at: datetime
    is_public: bool = False
    also: str = ""
    named: str | None = None
    version: int = 0


def put(
    kind: str,
    thing_id: UUID,
    *,
    district_id: int,
    title: str,
    body: str,
    at: datetime,
    is_public: bool,
    also: str = "",
) -> None:
    """Let the thing be found by these words from now on, and by no others."""
    text = Text(thing_id, title, body, at, is_public, also)
    put_many(kind, [text], district_id=district_id)


def put_many(kind: str, texts: Iterable[Text], *, district_id: int) -> int:
    """As `put`, many at once; returns how many. Of two for one thing the last counts."""
    wanted = list({text.thing_id: text for text in texts}.values())
    for start in range(0, len(wanted), BATCH):
        _put(kind, wanted[start : start + BATCH], district_id)
    return len(wanted)


def remove(kind: str, *thing_ids: UUID, district_id: int) -> None:
    Document.objects.filter(district_id=district_id, kind=kind, thing_id__in=thing_ids).delete()


def versions(kind: str, thing_ids: Iterable[UUID], *, district_id: int) -> dict[UUID, int]:
    """Which version of each of the things is in; those that are not are left out."""
    found = Document.objects.filter(
        district_id=district_id, kind=kind, thing_id__in=list(thing_ids)
    )
    return dict(found.values_list("thing_id", "version"))


def reach(kind: str, *, district_id: int) -> UUID | None:
    """Up to which entry the things of the kind are in; None when they never were."""
    found = Reach.objects.filter(district_id=district_id, kind=kind)
    return found.values_list("entry_id", flat=True).first()


def note_reach(kind: str, entry_id: UUID, *, district_id: int) -> None:
    Reach.objects.update_or_create(
        district_id=district_id, kind=kind, defaults={"entry_id": entry_id}
    )


@transaction.atomic
def _put(kind: str, texts: list[Text], district_id: int) -> None:
    remove(kind, *(text.thing_id for text in texts), district_id=district_id)
    numbers = _numbers(kind, texts, district_id)
    Document.objects.bulk_create(
        _row(kind, text, numbers[text.thing_id], district_id) for text in texts
    )


def _row(kind: str, text: Text, number: int, district_id: int) -> Document:
    return Document(
        district_id=district_id,
        kind=kind,
        thing_id=text.thing_id,
        number=number,
        version=text.version,
        title=text.title[:MAX_TITLE],
        body=text.body,
        words=_words(text),
        at=text.at,
        is_public=text.is_public,
    )


def _words(text: Text) -> str:
    found_by = "".join(map(words.tokens, (text.title, text.body, text.also)))
    if text.named is None:
        return found_by
    is_so = words.tokens(text.title).split() + words.tokens(text.named).split()
    return found_by + " ".join(["", *(NAMED + token for token in is_so), ""])


def _numbers(kind: str, texts: list[Text], district_id: int) -> Mapping[UUID, int]:
    """A number for each thing that nothing else has."""
    chosen: dict[int, UUID] = {}
    turn, left = 0, [(text.thing_id, text.at) for text in texts]
    while left:
        drawn = [(number_of(kind, *one, turn=turn), one) for one in left]
        taken = Document.objects.filter(
            district_id=district_id, number__in=[number for number, _one in drawn]
        )
        given = {*taken.values_list("number", flat=True), *chosen}
        for number, (thing_id, _at) in drawn:
            if number not in given:
                chosen.setdefault(number, thing_id)
        done = set(chosen.values())
        turn, left = turn + 1, [one for one in left if one[0] not in done]
    return {thing_id: number for number, thing_id in chosen.items()}


def number_of(kind: str, thing_id: UUID, at: datetime, *, turn: int = 0) -> int:
    seed = f"{kind} {thing_id} {turn}".encode()
    tail = int.from_bytes(blake2b(seed, digest_size=8).digest()) >> (64 - TAIL)
    return first_number(at) + tail


def first_number(at: datetime) -> int:
    """The lowest number of the minute of `at`."""
    return int(at.timestamp()) // 60 << TAIL
