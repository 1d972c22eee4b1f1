"""What is kept of a person, room by room: told to her, and taken away when she asks for it.

Each room that keeps something of people with accounts registers a `Part`; the page that shows them
knows none of the rooms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import User

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """`told` are the rows, of plain values; `erase` takes away what may go, and answers with a
    sentence on what stays and why, or "". `keeps` says beforehand what will stay."""

    code: str
    label: str | Promise
    told: Callable[[User], Sequence[Row]]
    erase: Callable[[User, datetime], str]
    keeps: str | Promise = ""


@dataclass(frozen=True)
class Stayed:
    """What an erasure left, and why."""

    label: str
    why: str


_parts: Final[dict[str, Part]] = {}


def register(part: Part) -> None:
    _parts[part.code] = part


def parts() -> list[Part]:
    return [_parts[code] for code in sorted(_parts)]


def told(user: User, *, by: User) -> dict[str, Sequence[Row]]:
    """All of it, to take away: a list of rows for each room that has some."""
    _require_herself(user, by)
    if user.district_id is None:  # who keeps the installation runs nothing in a district
        return {}
    found = {part.code: part.told(user) for part in parts()}
    return {code: rows for code, rows in found.items() if rows}


@transaction.atomic
def erase(user: User, *, by: User, at: datetime) -> list[Stayed]:
    """Take away what may go. Safe to repeat: the second time there is less, or the same stays."""
    _require_herself(user, by)
    if user.district_id is None:
        return []
    found = [(str(part.label), part.erase(user, at)) for part in parts()]
    return [Stayed(label, why) for label, why in found if why]


def district_of(user: User) -> int:
    """Parts are asked of people of a district only."""
    assert user.district_id is not None
    return user.district_id


def _require_herself(user: User, by: User) -> None:
    if by.pk != user.pk:
        raise NotAllowed(_("这是别人的数据，只有本人可以看和删除。"))
