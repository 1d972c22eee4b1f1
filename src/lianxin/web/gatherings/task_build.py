"""Fill the pages of what meetings ask units to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.gatherings import minutes, policy
from lianxin.gatherings.models import Action, ActionQuerySet, Paper, Resolution
from lianxin.gatherings.states import ACTION, UNDONE, ActionState
from lianxin.kernel import timeline
from lianxin.web import history, paging
from lianxin.web.commitments import giving
from lianxin.web.due import end_of
from lianxin.web.gatherings import build, pages, screen
from lianxin.web.gatherings.build import Forms
from lianxin.web.gatherings.forms import ActionsForm, ReasonForm, ReportForm
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Deed, Fact, Link
from lianxin.web.respond import StaffRequest

NEWEST_FIRST: Final = Order("given_at", is_descending=True)
ICONS: Final = dict.fromkeys(ACTION.moves, "list-checks")


def visible(request: StaffRequest) -> ActionQuerySet:
    return policy.actions_visible_to(request.user, request.district.pk, on=timezone.localdate())


def narrowed(found: ActionQuerySet, asked: str) -> ActionQuerySet:
    if asked == "LATE":
        return found.filter(state=ActionState.OPEN, due_on__lt=timezone.localdate())
    return found.filter(state=asked) if asked else found.filter(state__in=UNDONE)


def home(request: StaffRequest) -> pages.Actions:
    filters = ActionsForm(request.GET)
    asked = filters.asked
    page = paging.page(
        narrowed(visible(request), asked).whole(), request.GET, order=NEWEST_FIRST,
        here="gatherings:actions",
    )  # fmt: skip
    return pages.Actions(
        filters=filters,
        rows=build.tasks(page.rows),
        pager=page.pager,
        export_url=paging.address("gatherings:actions_table", state=asked),
        decisions_url=reverse("gatherings:resolutions_table"),
        here=reverse("gatherings:actions"),
    )


def action(request: StaffRequest, one: Action, *, forms: Forms | None = None) -> pages.Action:
    told = build.task(one)
    papers = Paper.objects.filter(district_id=one.district_id, action=one)
    return pages.Action(
        ref=one.ref,
        title=one.text,
        state=told.state,
        level=told.level,
        ball=ball(one),
        facts=_facts(request, one),
        report=one.report,
        papers=[screen.paper(each, one.meeting.ref) for each in papers.order_by("added_at")],
        deeds=list(_deeds(request, one, forms or {})),
        promise_url=_promise_url(request, one),
        moments=history.moments(timeline.of(one).order_by("-seq"), _verb, icons=ICONS),
        here=one.ref,
        crumbs=build.crumbs(Link(_("会议交办"), reverse("gatherings:actions"))),
    )


def _promise_url(request: StaffRequest, one: Action) -> str:
    """Where the decision behind it is made a promise in public, by who keeps such lists."""
    if one.resolution_id is None:
        return ""
    return giving.url_for(request, "gatherings.resolution", one.resolution_id)


def ball(one: Action) -> Ball:
    if one.state == ActionState.OPEN:
        return Ball(one.owner.name, _("办完后报完成，附上照片或文件。"), due_at=end_of(one.due_on))
    if one.state == ActionState.REPORTED:
        who = one.series.convener.name
        return Ball(who, _("核对后销号，或者退回再办。"), open_end=_("下次会议前"))
    return Ball(str(ActionState(one.state).label), one.reason or one.report, is_done=True)


def _facts(request: StaffRequest, one: Action) -> list[Fact]:
    seen = build.visible(request).filter(pk=one.meeting_id).exists()
    url = reverse("gatherings:meeting", args=[one.meeting.ref]) if seen else ""
    told = [
        Fact(_("交办的会议"), f"{one.series.name} {one.meeting.ref}", url),
        Fact(_("责任单位"), one.owner.name),
        Fact(_("完成期限"), one.due_on.isoformat()),
    ]
    if one.resolution is not None:
        told.append(Fact(_("议题"), one.resolution.topic.title))
    return told


def _deeds(request: StaffRequest, one: Action, forms: Forms) -> Iterator[Deed]:
    on = timezone.localdate()
    runs = policy.runs(request.user, one.series, on=on)
    does = runs or policy.does(request.user, one, on=on)
    may: dict[str, tuple[bool, Any, str]] = {
        "report": (does, ReportForm, "upload"),
        "close": (runs, Keyed, "circle-check"),
        "send-back": (runs, ReasonForm, "undo-2"),
        "waive": (runs, ReasonForm, "circle-x"),
    }
    for name, (allowed, form, icon) in may.items():
        verb = name.replace("-", "_")
        if allowed and ACTION.allows(one.state, verb):
            yield Deed(
                name, str(ACTION.moves[verb].label), icon,
                reverse("gatherings:action_deed", args=[one.ref, name]),
                forms.get(name) or form(auto_id=f"id_{verb}_%s"),
                is_main=name in ("report", "close"),
            )  # fmt: skip


def cells(one: Action) -> list[Any]:
    """Of one row of Excel."""
    row = build.task(one)
    ended = timezone.localdate(one.ended_at).isoformat() if one.ended_at else ""
    return [
        row.ref, row.series, row.text, row.owner, row.due_on.isoformat(), row.state, one.report,
        ended,
    ]  # fmt: skip


def decision_cells(one: Resolution) -> list[Any]:
    votes = minutes.votes_of(one) if one.votes_for is not None else ""
    return [
        one.meeting.ref, one.meeting.series.name, one.topic.title, one.text, one.owner.name,
        one.due_on.isoformat(), votes,
    ]  # fmt: skip


def _verb(name: str) -> str:
    return str(ACTION.moves[name].label) if name in ACTION.moves else _("交办")
