"""The rows behind a figure, and what is late and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import queries, states
from lianxin.cases.models import IN_QUEUE, Case, CaseClock, CaseQuerySet, ClockName
from lianxin.cases.states import State
from lianxin.insight import judging
from lianxin.insight import queries as insight
from lianxin.kernel.models import Entry
from lianxin.web import listing, paging
from lianxin.web.lead import pages
from lianxin.web.lead.board import where
from lianxin.web.lead.forms import LATE, NONE, OPEN, SOON, BoardForm, CasesForm
from lianxin.web.lead.scope import Scope
from lianxin.web.parts import Link
from lianxin.web.search.narrowing import containing
from lianxin.web.shell import times


def cases_page(scope: Scope, asked: QueryDict, *, at: datetime) -> pages.Cases:
    rules = queries.rules_of(scope.district_id)
    units = insight.unit_names(scope.district_id)
    form = CasesForm(asked, scope=scope, rules=rules, units=units)
    found = narrowed(scope, form, at=at)
    is_open = form.typed.get("state") in set(State) - {State.CLOSED} | {OPEN}
    page = listing.page(found, asked, here="lead:cases", newest_first=not is_open)
    return pages.Cases(
        where=where(scope),
        rows=listing.rows(page.rows, rules),
        count=_counted(scope, found),
        pager=page.pager,
        filters=form,
        filters_used=len(form.typed),
        cases_url=reverse("lead:cases"),
        crumbs=_crumbs(asked),
    )


def narrowed(scope: Scope, form: CasesForm, *, at: datetime) -> CaseQuerySet:
    typed = form.typed
    found = _of_state(scope.cases(), typed.get("state", ""))
    if "due" in typed:
        found = _by_due(found, typed["due"], at=at)
    if "days" in typed:
        found = found.filter(received_at__gte=since(int(typed["days"]), at=at))
    if "unit" in typed:
        found = found.filter(lead=typed["unit"])
    if "class_code" in typed:
        code = "" if typed["class_code"] == NONE else typed["class_code"]
        found = found.filter(class_code=code)
    if "own" in typed and scope.chosen:
        found = found.filter(place=scope.chosen)
    found = judging.behind(found, typed.get("figure", ""), district_id=scope.district_id, at=at)
    if text := typed.get("q"):
        return containing(found, text, district_id=scope.district_id)
    return found


def _of_state(cases: CaseQuerySet, state: str) -> CaseQuerySet:
    if state == OPEN:
        return cases.open()
    return cases.in_state(state) if state else cases


def _by_due(cases: CaseQuerySet, due: str, *, at: datetime) -> CaseQuerySet:
    if due == LATE:
        return cases.overdue(at=at)
    if due == SOON:
        return cases.open().filter(next_due_at__gte=at, next_due_at__lt=at + insight.SOON)
    return cases.open().filter(meeting_on__isnull=False)


def since(days: int, *, at: datetime) -> datetime:
    """The midnight with which the last `days` days begin, today included."""
    local = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=days - 1)


def _counted(scope: Scope, found: CaseQuerySet) -> str:
    return listing.capped(queries.capped_counts(scope.district_id, {"n": found})["n"])


def _crumbs(asked: QueryDict) -> list[Link]:
    kept = {name: asked.get(name, "") for name in ("area", "days")}
    return [Link(_("牵头"), paging.address("lead:board", **kept))]


def late_page(scope: Scope, asked: QueryDict, *, at: datetime) -> pages.Late:
    """What is late, the longest overdue first: by which promise, with whom, what was done last."""
    rules = queries.rules_of(scope.district_id)
    found = scope.cases().overdue(at=at)
    page = listing.page(found, asked, here="lead:late")
    broken = _broken(scope.district_id, page.rows, at=at)
    last = _last(scope.district_id, page.rows)
    return pages.Late(
        where=where(scope),
        at=at,
        rows=[
            _late_row(row, broken[row.case.pk], last.get(row.case.pk))
            for row in listing.rows(page.rows, rules)
        ],
        count=_counted(scope, found),
        pager=page.pager,
        filters=BoardForm(asked, scope=scope),
        late_url=reverse("lead:late"),
        crumbs=_crumbs(asked),
    )


def _broken(
    district_id: int, cases: Sequence[Case], *, at: datetime
) -> dict[UUID, list[pages.Broken]]:
    """The promises that have passed, the oldest first; a parked case owes its solution to the
    meeting."""
    clocks = CaseClock.objects.filter(
        district_id=district_id,
        case__in=[case.pk for case in cases],
        name__in=IN_QUEUE,
        stopped_at__isnull=True,
        paused_at__isnull=True,
        due_at__lt=at,
    ).order_by("due_at")
    parked = {case.pk for case in cases if case.meeting_on}
    found: dict[UUID, list[pages.Broken]] = defaultdict(list)
    for clock in clocks:
        if clock.name != ClockName.RESOLVE or clock.case_id not in parked:
            name = str(ClockName(clock.name).label)
            found[clock.case_id].append(pages.Broken(name, times.span(at - clock.due_at)))
    return found


def _last(district_id: int, cases: Sequence[Case]) -> dict[UUID, Entry]:
    """The newest entry of each case. One query."""
    newest = Case.objects.filter(
        district_id=OuterRef("district_id"), pk=OuterRef("subject_id"), seq=OuterRef("seq")
    )
    entries = Entry.objects.filter(
        Exists(newest), district_id=district_id, subject_id__in=[case.pk for case in cases]
    )
    return {entry.subject_id: entry for entry in entries.select_related("by")}


def _late_row(
    row: listing.Row, broken: Sequence[pages.Broken], last: Entry | None
) -> pages.LateRow:
    return pages.LateRow(
        row=row,
        unit=row.case.lead.name,
        level=row.case.get_level_display(),
        broken=broken,
        story=_story(row.case),
        last=last,
        last_verb=states.label(last.verb) if last else "",
        last_who=str(last.by) if last and last.by else "",
    )


def _story(case: Case) -> list[str]:
    """What has happened to it that takes time."""
    said = []
    if case.bounces:
        said.append(_("退回过 %d 次") % case.bounces)
    if case.is_binding:
        said.append(_("已指定办理"))
    if case.reopens:
        said.append(_("重办过 %d 次") % case.reopens)
    if case.meeting_on:
        said.append(_("%s 上会") % f"{case.meeting_on:%m-%d}")
    return said
