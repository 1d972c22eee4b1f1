"""What every list of cases needs: a row's words, two orders, counts that stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse

from lianxin.cases.models import NEVER, Case, CaseQuerySet
from lianxin.cases.queries import HOLDER, MOST_COUNTED
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.web import paging
from lianxin.web.cases import words
from lianxin.web.paging import Order, Page

ROWS = paging.ROWS
SOONEST_FIRST = Order("next_due_at")
NEWEST_FIRST = Order("received_at", is_descending=True)


@dataclass(frozen=True)
class Row:
    """One case in a list. `place`, `lead` and `handler` of the case are loaded."""

    case: Case
    class_label: str
    state: str
    level: str
    holder: str
    next_step: str
    due_at: datetime | None  # None: nothing is promised at the moment
    is_paused: bool
    is_urgent: bool
    url: str


def rows(cases: Iterable[Case], rules: Rules) -> list[Row]:
    return [
        Row(
            case=case,
            class_label=rules.class_label(case.class_code),
            state=words.state_label(case),
            level=words.state_level(case),
            holder=holder(case),
            next_step=words.next_step(case),
            due_at=case.next_due_at if case.is_open and case.next_due_at < NEVER else None,
            is_paused=case.state in (State.PAUSED, State.WAITING) and case.next_due_at == NEVER,
            is_urgent=rules.is_urgent(case.grade),
            url=reverse("cases:detail", args=[case.ref]),
        )
        for case in cases
    ]


def holder(case: Case) -> str:
    """Who has the ball."""
    return str(words.HOLDERS.get(HOLDER[State(case.state)]) or words.holder(case))


def page(
    found: CaseQuerySet,
    asked: QueryDict,
    *,
    here: str,
    newest_first: bool = False,
    size: int = ROWS,
) -> Page[Case]:
    """The page of `found` that `asked` names. What is open queues by its deadline; what is done
    has none, so the newest stands first."""
    whole = found.whole().select_related("handler")
    order = NEWEST_FIRST if newest_first else SOONEST_FIRST
    return paging.page(whole, asked, order=order, here=here, size=size)


def capped(count: int) -> str:
    """Of more than a thousand nobody counts the rest."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"
