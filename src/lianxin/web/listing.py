"""What every list of cases needs: a row's words, pages by key, addresses that keep the filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lianxin.cases import queries
from lianxin.cases.models import NEVER, Case, CaseQuerySet
from lianxin.cases.queries import HOLDER, MOST_COUNTED
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.web.cases import words

ROWS = 50


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
            state=case.get_state_display(),
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
    others = {"REQUESTER": _("诉求人"), "NOBODY": _("已经办结")}
    return others.get(HOLDER[State(case.state)]) or words.holder(case)


def page(
    found: CaseQuerySet, mark: str, *, newest_first: bool = False, size: int = ROWS
) -> tuple[list[Case], str]:
    """One page of `found` behind `mark`, and the mark the next one starts from ("" at the end).
    What is open queues by its deadline; what is done has none, so the newest stands first."""
    if newest_first:
        found = _behind_newest(found.order_by("-id"), mark)
    else:
        found = _behind_soonest(found.soonest_first(), mark)
    cases = list(found.whole().select_related("handler")[: size + 1])
    if len(cases) <= size:
        return cases, ""
    last = cases[size - 1]
    later = str(last.pk) if newest_first else f"{last.next_due_at.isoformat()}~{last.pk}"
    return cases[:size], later


def _behind_newest(found: CaseQuerySet, mark: str) -> CaseQuerySet:
    case_id = _uuid(mark)
    return found.filter(id__lt=case_id) if case_id else found


def _behind_soonest(found: CaseQuerySet, mark: str) -> CaseQuerySet:
    due_text, _tilde, id_text = mark.partition("~")
    due_at, case_id = _datetime(due_text), _uuid(id_text)
    return queries.after(found, due_at=due_at, case_id=case_id) if due_at and case_id else found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _datetime(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and timezone.is_aware(at) else None


def url(name: str, asked: QueryDict, *args: str, **changes: str) -> str:
    """The page `name` with the same filters; an empty change leaves that one out."""
    query = {key: str(asked[key]) for key in asked} | changes
    return address(name, *args, **query)


def address(name: str, *args: str, **query: str) -> str:
    kept = urlencode({key: value for key, value in query.items() if value})
    here = reverse(name, args=args)
    return f"{here}?{kept}" if kept else here


def capped(count: int) -> str:
    """Of more than a thousand nobody counts the rest."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"
