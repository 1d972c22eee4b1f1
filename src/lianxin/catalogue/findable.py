"""Listings in the full-text index: the words that each is found by, and marks for what lists are
narrowed by. A mark is a word that nobody types; with it a narrowed list of 100,000 posts costs as
little as a whole one, on both databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation

from lianxin.exchange.kinds import KINDS, As, Detail
from lianxin.exchange.models import Listing, Whom
from lianxin.search import actions as search
from lianxin.search.actions import Text

LISTED: Final = "LISTING"
KIND, SIDE, MODE, WHOM, COST, UNIT, SERVES, INSIDE = "k", "s", "m", "w", "p", "u", "e", "l"
EVERYWHERE: Final = "none"
PRICES: Final = (0, 20, 50, 100, 300)  # yuan, at most
PAYS: Final = (3_000, 5_000, 8_000, 10_000, 15_000, 20_000, 30_000)  # yuan a month, at least
BATCH: Final = 500
CHOSEN: Final = (As.WORDS, As.ONE, As.SOME)
WRITTEN: Final = tuple(typed for typed in As if typed not in CHOSEN)
FORM: Final = UUID("5b0c6a54-8f43-4d0b-9a53-0f6f5f1c2a02")
"""Another one whenever what `_text` puts in has changed: then every listing is put in anew."""

_SIGN: Final = "zz9"
_waiting: ContextVar[list[Listing] | None] = ContextVar("listings_to_be_found", default=None)
_PLAIN: Final = re.compile(r"[A-Za-z0-9]{1,32}")


def put(listing: Listing) -> None:
    """Let it be found as it is now."""
    waiting = _waiting.get()
    if waiting is None:
        put_many(listing.district_id, [listing])
    else:
        waiting.append(listing)


@contextmanager
def together() -> Iterator[None]:
    """Within, what is to be found is gathered, and put in at the end in one go."""
    waiting: list[Listing] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for district_id in {listing.district_id for listing in waiting}:
        put_many(district_id, (one for one in waiting if one.district_id == district_id))


def put_many(district_id: int, listings: Iterable[Listing]) -> int:
    """Their kinds and choices are found by the words of the country, whoever writes."""
    with translation.override(settings.LANGUAGE_CODE):
        return search.put_many(LISTED, map(_text, listings), district_id=district_id)


def remove(listing: Listing) -> None:
    search.remove(LISTED, listing.pk, district_id=listing.district_id)


def reindex(district_id: int, *, anew: bool = False) -> int:
    """Put in every published listing that is not in as it is now; with `anew`, every one, in the
    form of today. Returns how many were looked at; safe to repeat."""
    public = Listing.objects.filter(district_id=district_id).public()
    done, last, known = 0, UUID(int=0), dict[UUID, int]()
    while page := list(public.filter(pk__gt=last).whole().order_by("pk")[:BATCH]):
        if not anew:
            known = search.versions(LISTED, [one.pk for one in page], district_id=district_id)
        put_many(district_id, (one for one in page if known.get(one.pk) != one.seq))
        done, last = done + len(page), page[-1].pk
    if anew:
        note_form(district_id)
    return done


def note_form(district_id: int) -> None:
    """All that is in is in the form of today."""
    search.note_reach(LISTED, FORM, district_id=district_id)


def is_outdated(district_id: int) -> bool:
    """Whether what is in was put in by an older version, in another form."""
    return search.reach(LISTED, district_id=district_id) != FORM


def mark(field: str, value: object) -> str:
    """The mark of a listing whose `field` (a letter above, or the name of a detail) is `value`."""
    return f"{_SIGN}{_spelled(field)}{_spelled(value)}"


def any_of(field: str, values: Iterable[object]) -> tuple[str, ...]:
    return tuple(mark(field, value) for value in values)


def _spelled(value: object) -> str:
    text = str(value)
    if _PLAIN.fullmatch(text):
        return text.lower()
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _text(listing: Listing) -> Text:
    """The first line of the body is what it is: its kind, and the words chosen for it."""
    kind = KINDS[listing.kind]
    head = " ".join((str(kind.label), *kind.words(listing.details, *CHOSEN).split()))
    whom = (str(Whom(code).label) if code in Whom.values else code for code in listing.audience)
    said = (head, listing.text, kind.words(listing.details, *WRITTEN), listing.address, *whom)
    names = (listing.ref, listing.provider.name if listing.provider else "")
    return Text(
        listing.pk,
        listing.title,
        "\n".join(part for part in said if part),
        listing.published_at or listing.made_at,
        is_public=True,
        also=" ".join((*names, *_marks(listing))),
        named=" ".join((head, *names)),
        version=listing.seq,
    )


def _marks(listing: Listing) -> Iterator[str]:
    kind = KINDS[listing.kind]
    yield mark(KIND, kind.code)
    yield mark(SIDE, kind.side)
    yield mark(MODE, listing.mode)
    yield mark(UNIT, listing.provider_id.hex if listing.provider_id else "")
    yield mark(SERVES, listing.area.code if listing.area else EVERYWHERE)
    stands = listing.place or listing.area
    yield from any_of(INSIDE, stands.path.split("/") if stands else ())
    yield from any_of(WHOM, listing.audience)
    if listing.price_fen is not None:
        yield from any_of(COST, (yuan for yuan in PRICES if listing.price_fen <= yuan * 100))
    for detail in kind.details:
        yield from any_of(detail.name, _values(detail, listing.details.get(detail.name)))


def _values(detail: Detail, value: Any) -> Sequence[object]:
    if value is None:
        return [""] if detail.typed is As.ONE else []
    if detail.typed is As.MONEY:
        return [yuan for yuan in PAYS if value >= yuan]
    if detail.typed in (As.SOME, As.WORDS):
        return list(value)
    return [value] if detail.typed in (As.ONE, As.YES) else []
