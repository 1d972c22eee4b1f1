"""What the one search box finds. A room's face adds its kind by `register`, in its own `kinds.py`
that `AppConfig.ready` or its urls import: who may see which, and how a row of it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases import findable, policy, queries
from lianxin.cases.models import Case
from lianxin.cases.states import State
from lianxin.network.models import User
from lianxin.web.cases import words

OPEN = "OPEN"


@dataclass(frozen=True)
class Shown:
    """What a row says beside what was found."""

    url: str
    facts: Sequence[str] = ()
    state: str = ""
    level: str = ""


@dataclass(frozen=True)
class Narrow:
    """What narrows the things of a kind; a kind that knows nothing of it is left out."""

    class_code: str = ""
    state: str = ""

    @property
    def is_wide(self) -> bool:
        return not (self.class_code or self.state)


@dataclass(frozen=True)
class Kind:
    """`visible` gives the things that somebody may see, narrowed; None where the kind has no such
    narrowing. `show` draws those found, by their ids, with as many queries for many as for one."""

    code: str
    label: str | Promise
    visible: Callable[[User, date, Narrow], QuerySet[Any] | None]
    show: Callable[[int, Sequence[UUID]], Mapping[UUID, Shown]]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.code] = kind


def _cases(user: User, on: date, narrow: Narrow) -> QuerySet[Any] | None:
    found = policy.visible_to(user, on=on)
    if narrow.state == OPEN:
        found = found.open()
    elif narrow.state:
        found = found.in_state(narrow.state)
    return found.filter(class_code=narrow.class_code) if narrow.class_code else found


def _show_cases(district_id: int, ids: Sequence[UUID]) -> Mapping[UUID, Shown]:
    rules = queries.rules_of(district_id)
    rows: Mapping[UUID, Case] = (
        Case.objects.filter(district_id=district_id).whole().in_bulk(list(ids))
    )
    return {
        pk: Shown(
            url=reverse("cases:detail", args=[case.ref]),
            facts=[
                case.ref,
                rules.class_label(case.class_code) or _("未归类"),
                case.place.name,
                case.lead.name,
            ],
            state=words.state_label(case),
            level=words.state_level(case),
        )
        for pk, case in rows.items()
    }


STATES = [
    ("", gettext_lazy("不限")),
    (OPEN, gettext_lazy("全部未办结")),
    *State.choices,
]
register(Kind(findable.CASE, gettext_lazy("诉求"), _cases, _show_cases))
