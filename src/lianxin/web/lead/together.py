"""What stands open in meetings, halls, promises and the like, on one page for a lead. A room's
face adds its group by `register`, in its own `kinds.py` that its urls import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from lianxin.web.parts import Kpi
from lianxin.web.respond import StaffRequest


@dataclass(frozen=True)
class Group:
    """`order` is its place on the page. `kpis` counts what whoever asks may see, in as many
    queries for many rows as for one; each figure leads to its rows. `page` is the name of the
    page where all of it is."""

    order: int
    code: str
    label: str | Promise
    page: str
    kpis: Callable[[StaffRequest], Sequence[Kpi]]


@dataclass(frozen=True)
class Shown:
    code: str
    label: str
    url: str
    kpis: Sequence[Kpi]


_groups: dict[str, Group] = {}


def register(group: Group) -> None:
    _groups[group.code] = group


def shown(request: StaffRequest) -> list[Shown]:
    return [
        Shown(one.code, str(one.label), reverse(one.page), one.kpis(request))
        for one in sorted(_groups.values(), key=lambda one: one.order)
    ]
