"""Who raised a thing and hears of all that becomes of it: each room says it of its own.

A module of the room, imported by its `AppConfig.ready`, holds a function for each of its tables:

    @heard_by("cases.case")
    def of_cases(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]: ...

It is asked when there is something to tell, for all ids at once, so that nothing of how people are
reached is copied: whoever has been forgotten by her room hears no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel import privacy
from lianxin.lineage.models import Thing
from lianxin.network.models import User
from lianxin.outbox.actions import Address

PURPOSE: Final = "following"


class Tie(models.TextChoices):
    """What somebody has to do with a thing; worded in `templatetags/ties.py`."""

    REPORTED = "REPORTED", _("反映")
    JOINED = "JOINED", _("一起反映")
    PROPOSED = "PROPOSED", _("提出")
    ORDERED = "ORDERED", _("点单")
    TOOK_PART = "TOOK_PART", _("参与")
    FOLLOWED = "FOLLOWED", _("关注")


@dataclass(frozen=True)
class Hearer:
    """One person and the thing `of` that she raised, joined or follows, as she would call it and
    when she did. She has an account, or an address whose `link` opens what is hers."""

    of: UUID
    tie: Tie
    title: str
    at: datetime
    user: User | None = None
    address: Address | None = None

    @property
    def keys(self) -> set[str]:
        """By which two of them are seen to be one person."""
        reached = {self.address.email, privacy.normalise_phone(self.address.phone)} if (
            self.address
        ) else set()  # fmt: skip
        account = {f"user {self.user.pk}", self.user.email} if self.user else set()
        return {key.strip().casefold() for key in reached | account if key}


Asked = Callable[[int, Collection[UUID]], Iterable[Hearer]]
_asked: Final[dict[str, Asked]] = {}


def heard_by(kind: str) -> Callable[[Asked], Asked]:
    """Register who raised the things of a table, by its label in lower case."""

    def register(function: Asked) -> Asked:
        _asked[kind] = function
        return function

    return register


def of(district_id: int, things: Iterable[Thing]) -> list[Hearer]:
    """Who raised each of `things`: one call for each kind."""
    by_kind: defaultdict[str, set[UUID]] = defaultdict(set)
    for thing in things:
        by_kind[thing.kind].add(thing.id)
    found: list[Hearer] = []
    for kind in sorted(by_kind.keys() & _asked.keys()):
        found += _asked[kind](district_id, by_kind[kind])
    return found


def indexes(hearer: Hearer) -> list[str]:
    """Under which `Follow.who` knows her: the first under the present key."""
    if hearer.user is not None:
        return privacy.blind_indexes(f"user {hearer.user.pk}", purpose=PURPOSE)
    assert hearer.address is not None
    where = hearer.address.email or privacy.normalise_phone(hearer.address.phone)
    return privacy.blind_indexes(where, purpose=PURPOSE)
