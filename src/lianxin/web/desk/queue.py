"""Fill the queue: which cases, in what order, how many, and whose duty each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, cast
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from lianxin.cases import policy, queries
from lianxin.cases.actions import directing
from lianxin.cases.models import NEVER, Case, CaseQuerySet
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.kernel import reference
from lianxin.kernel.ids import new_id
from lianxin.network import queries as network
from lianxin.network.models import OrganisationKind, User
from lianxin.web import listing, paging
from lianxin.web.cases import words
from lianxin.web.cases.fields import Places, Units
from lianxin.web.cases.pages import Detail
from lianxin.web.cases.suggestions import suggestions
from lianxin.web.counted import counted
from lianxin.web.desk import pages
from lianxin.web.desk.forms import ALL, LATE, MINE, OPEN, SOON, TODAY, QueueForm
from lianxin.web.desk.matters import Size, matter, sizes_of
from lianxin.web.paging import Order
from lianxin.web.parts import Kpi, Level
from lianxin.web.search.narrowing import containing

ROWS = paging.ROWS
SOON_WITHIN = timedelta(hours=4)
WHOLE = (ALL, State.JOINED, State.CLOSED)  # lists of cases, not of matters
KNOWN = ("pk", "district_id", "ref", "seq", "next_due_at", "received_at")


def queue_page(
    user: User, asked: QueryDict, *, at: datetime, detail: Detail | None = None
) -> pages.Queue:
    """The queue as `asked` narrows it, with the case that is open beside it."""
    assert user.district_id is not None  # the middleware lets nobody else in
    rules = queries.rules_of(user.district_id)
    form = QueueForm(
        asked, rules=rules, places=Places(user.district_id), units=Units(user.district_id)
    )
    visible = policy.visible_to(user, on=timezone.localdate(at))
    found = narrowed(visible, form, at=at)
    known = found.values_list(*KNOWN, named=True)  # enough to find a row and to order by
    page = paging.page(
        cast("CaseQuerySet", known), asked, order=_order(form.typed), here="desk:queue", size=ROWS
    )
    chosen = detail.case.ref if detail else ""
    return pages.Queue(
        kpis=_kpis(user, visible, at=at),
        rows=_rows(page.rows, rules, asked, chosen=chosen, at=at),
        key=new_id(),
        pager=page.pager,
        filters=form,
        filters_used=len(form.typed),
        queue_url=reverse("desk:queue"),
        back_url=paging.url("desk:queue", asked),
        rows_url=paging.url("desk:rows", asked),
        clear_url=reverse("desk:queue"),
        units=form.units.labels,
        detail=detail,
    )


def narrowed(cases: CaseQuerySet, form: QueueForm, *, at: datetime) -> CaseQuerySet:
    typed = form.typed
    if "unit" in form.errors:
        return cases.none()  # a unit that does not exist has no cases
    found = _in_state(cases, typed.get("state", MINE), is_search="q" in typed)
    if "q" not in typed and typed.get("state") not in WHOLE:
        found = found.single()  # one row for each matter
    for name, narrow in NARROW.items():
        if name in typed:
            found = narrow(found, typed[name], at)
    if "place" in typed:
        place = form.places.named(typed["place"])
        below = network.places_below(form.places.district_id, [place.path] if place else [])
        found = found.filter(place__in=below.values("pk"))
    if text := typed.get("q"):
        found = containing(found, text, district_id=form.places.district_id)
    return found


def _in_state(cases: CaseQuerySet, state: str, *, is_search: bool) -> CaseQuerySet:
    if state == ALL or (is_search and state == MINE):
        return cases
    if state == OPEN:
        return cases.open()
    if state == MINE:
        return cases.in_state(State.RECEIVED, State.REOPENING)
    return cases.in_state(state)


def _by_due(cases: CaseQuerySet, due: str, at: datetime) -> CaseQuerySet:
    if due == LATE:
        return cases.overdue(at=at)
    return cases.open().filter(next_due_at__range=(at, at + SOON_WITHIN))


def _received(cases: CaseQuerySet, when: str, at: datetime) -> CaseQuerySet:
    assert when == TODAY
    return cases.filter(received_at__gte=_midnight(at))


def _equals(column: str) -> Any:
    return lambda cases, value, _at: cases.filter(**{column: value})


NARROW = {
    "due": _by_due,
    "received": _received,
    "class_code": _equals("class_code"),
    "kind": _equals("kind"),
    "unit": _equals("lead"),
}


def _midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _order(typed: Mapping[str, Any]) -> Order:
    """What is done or was looked for has no deadline to queue by."""
    is_done = typed.get("state") in (State.CLOSED, ALL) or "q" in typed
    return listing.NEWEST_FIRST if is_done else listing.SOONEST_FIRST


def _rows(
    cases: Sequence[Case], rules: Rules, asked: QueryDict, *, chosen: str, at: datetime
) -> list[pages.Drawn]:
    current = chosen or (cases[0].ref if cases else "")
    whole, sizes = _Whole(cases), sizes_of(cases)
    known = reference.mark(cases[0].district_id) if cases else ""
    alike = f"{asked.urlencode()} {known} {get_language()} {timezone.localtime(at):%Y%m%d%H%M}"
    return [
        pages.Drawn(
            of=f"{case.pk.hex} {case.seq} {case.ref == current} {sizes.get(case.pk)} {alike}",
            row=partial(
                _row,
                whole,
                case.pk,
                rules,
                asked,
                sizes.get(case.pk),
                is_current=case.ref == current,
            ),
        )
        for case in cases
    ]


@dataclass(frozen=True)
class _Whole:
    """The cases of one page, read with one query once the first of them has to be drawn."""

    cases: Sequence[Case]

    @cached_property
    def by_pk(self) -> dict[UUID, Case]:
        district_id, pks = self.cases[0].district_id, [case.pk for case in self.cases]
        return Case.objects.whole().filter(district_id=district_id).in_bulk(pks)

    @cached_property
    def answers(self) -> dict[UUID, Mapping[str, Any]]:
        return directing.answers_of(self.by_pk.values())


def _row(
    whole: _Whole,
    pk: UUID,
    rules: Rules,
    asked: QueryDict,
    size: Size | None,
    *,
    is_current: bool,
) -> pages.Row:
    case = whole.by_pk[pk]
    return pages.Row(
        case=case,
        class_label=rules.class_label(case.class_code),
        state=words.state_label(case),
        level=words.state_level(case),
        unit="" if case.lead.kind == OrganisationKind.DISPATCH_CENTRE else case.lead.name,
        due_at=case.next_due_at if case.next_due_at < NEVER else None,
        is_urgent=rules.is_urgent(case.grade),
        is_current=is_current,
        url=paging.url("desk:case", asked, case.ref),
        proposal=_proposal(case, whole, rules, asked) if case.state == State.RECEIVED else None,
        matter=matter(case, size, asked) if size else None,
    )


def _proposal(case: Case, whole: _Whole, rules: Rules, asked: QueryDict) -> pages.Proposal | None:
    """Nothing before somebody has said what it is."""
    if not case.class_code:
        return None
    found = suggestions(case, rules, answers=whole.answers.get(case.pk, {}))
    if not found:
        return None
    return pages.Proposal(
        unit=found[0].unit.name,
        reason=found[0].reason,
        unit_id=found[0].unit.pk,
        url=paging.url("desk:assign", asked, case.ref),
    )


KPIS: tuple[tuple[str, Promise | str, str, Level], ...] = (
    ("waiting", gettext_lazy("待分派"), f"state={State.RECEIVED}", Level.PLAIN),
    ("reopening", gettext_lazy("要求重办"), f"state={State.REOPENING}", Level.WARN),
    ("soon", gettext_lazy("4 小时内到期"), f"state={OPEN}&due={SOON}", Level.WARN),
    ("late", gettext_lazy("已超时"), f"state={OPEN}&due={LATE}", Level.BAD),
    ("new", gettext_lazy("今天新增"), f"state={ALL}&received={TODAY}", Level.PLAIN),
)


def _kpis(user: User, visible: CaseQuerySet, *, at: datetime) -> list[Kpi]:
    """Each figure leads to the rows it counts. Of more than a thousand nobody counts the rest."""
    assert user.district_id is not None  # as above
    whose = (user.pk, reference.mark(user.district_id))
    counts = counted(
        user.district_id, "desk", whose, at=at, count=partial(_counts, user, visible, at)
    )
    here = reverse("desk:queue")
    return [
        Kpi(
            label=str(label),
            value=listing.capped(counts[name]),
            url=f"{here}?{query}",
            level=level if counts[name] else Level.PLAIN,
        )
        for name, label, query, level in KPIS
    ]


def _counts(user: User, visible: CaseQuerySet, at: datetime) -> dict[str, int]:
    assert user.district_id is not None  # as above
    asked = {
        "waiting": visible.in_state(State.RECEIVED).single(),
        "reopening": visible.in_state(State.REOPENING),
        "soon": _by_due(visible, SOON, at).single(),
        "late": _by_due(visible, LATE, at).single(),
        "new": _received(visible, TODAY, at),
    }
    return queries.capped_counts(user.district_id, asked)
