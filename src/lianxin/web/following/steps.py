"""How a thing is shown as one step of what came of what. A room's face says it in its own
`chain_steps.py`, which its urls import:

    @shows("cases.case", _("诉求"), hidden=_("居民反映的一件事"))
    def cases(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]: ...

It gives those of the ids that the viewer may see; of the others only the words `hidden` are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, User
from lianxin.web.parts import Photo


@dataclass(frozen=True)
class Viewer:
    """`opened` are the ids of what her code or link opens."""

    user: User | AnonymousUser
    district_id: int
    on: date
    opened: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Shown:
    """`unit` has the ball, or did it; `until` is by when, while it is not done. `state` and
    `level` as in `parts/state.html`. `label` goes before that of its kind."""

    title: str
    url: str
    state: str
    on: date
    level: str = ""
    unit: Organisation | None = None
    until: date | None = None
    photo: Photo | None = None
    text: str = ""
    label: str = ""


Show = Callable[[Viewer, Collection[UUID]], Mapping[UUID, Shown]]


@dataclass(frozen=True)
class Kind:
    label: str | Promise
    hidden: str | Promise
    show: Show


UNKNOWN: Final = Kind(_("事项"), _("一件没有公开的事"), lambda _viewer, _ids: {})
_kinds: Final[dict[str, Kind]] = {}


def shows(
    kind: str, label: str | Promise, *, hidden: str | Promise = UNKNOWN.hidden
) -> Callable[[Show], Show]:
    def register(show: Show) -> Show:
        _kinds[kind] = Kind(label, hidden, show)
        return show

    return register


def kind_of(thing: Thing) -> Kind:
    return _kinds.get(thing.kind, UNKNOWN)


def shown(viewer: Viewer, things: Iterable[Thing]) -> dict[UUID, Shown]:
    """Those of `things` that may be seen: each kind is asked once."""
    by_kind: defaultdict[str, set[UUID]] = defaultdict(set)
    for thing in things:
        by_kind[thing.kind].add(thing.id)
    found: dict[UUID, Shown] = {}
    for kind in sorted(by_kind.keys() & _kinds.keys()):
        found |= _kinds[kind].show(viewer, by_kind[kind])
    return found
