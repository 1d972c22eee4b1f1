"""Fill the public pages of meetings, and that of an invitation."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.gatherings import minutes, policy, queries
from lianxin.gatherings.actions import calling, telling
from lianxin.gatherings.models import (
    Action,
    Attendee,
    Item,
    Meeting,
    Resolution,
    Series,
    SeriesKind,
)
from lianxin.gatherings.states import COMING, ActionState, MeetingState
from lianxin.web import paging
from lianxin.web.gatherings import build, pages
from lianxin.web.gatherings.build import LEVELS
from lianxin.web.gatherings.forms import AnswerForm, SubmitForm
from lianxin.web.gatherings.screen import HEARD
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Fact, Link
from lianxin.web.respond import Request

NEWEST_FIRST: Final = Order("starts_at", is_descending=True)
DONE: Final = {"OPEN": "wait", "REPORTED": "wait", "CLOSED": "good", "WAIVED": "quiet"}


def crumbs(*more: Link) -> list[Link]:
    return [Link(_("会议公开"), reverse("gatherings:town")), *more]


def town(request: Request) -> pages.Town:
    district_id = request.district.pk
    public = policy.public(district_id)
    told = {
        pk: (first, decided)
        for pk, first, decided in public.values_list("series").annotate(
            first=Min("starts_at", filter=Q(state__in=COMING)),
            decided=Count("pk", filter=Q(state=MeetingState.CLOSED)),
        )
    }  # fmt: skip
    rows = Series.objects.filter(district_id=district_id, is_public=True, is_active=True)
    return pages.Town(
        rows=[
            pages.TownRow(
                reverse("gatherings:town_series", args=[one.code]), one.name, one.about,
                str(SeriesKind(one.kind).label), *told.get(one.pk, (None, 0)),
            )
            for one in rows.order_by("kind", "name")
        ],
        crumbs=[],
    )  # fmt: skip


def series(request: Request, one: Series) -> pages.TownSeries:
    public = policy.public(one.district_id).filter(series=one).whole()
    page = paging.page(
        public.exclude(state__in=COMING), request.GET, order=NEWEST_FIRST,
        here="gatherings:town_series", args=[one.code],
    )  # fmt: skip
    made = dict(
        Resolution.objects.filter(district_id=one.district_id, meeting__in=page.rows)
        .values_list("meeting").annotate(n=Count("pk"))
    )  # fmt: skip

    def row(each: Meeting) -> pages.MeetingRow:
        is_out = each.state == MeetingState.CLOSED
        note = _("决议 %d 条") % made.get(each.pk, 0) if is_out else ""
        return build.row(each, name="gatherings:town_meeting", note=note)

    coming = public.filter(state__in=COMING).order_by("starts_at", "pk")
    return pages.TownSeries(
        name=one.name,
        about=one.about,
        facts=[
            Fact(_("召集单位"), one.convener.name),
            Fact(_("什么时候开"), build.rhythm(one)),
            Fact(_("地点"), one.room or "—"),
        ],
        coming=[row(each) for each in coming],
        past=[row(each) for each in page.rows],
        pager=page.pager,
        submit_url=reverse("gatherings:submit", args=[one.code]),
        calendar_url=reverse("ical:meetings", args=[one.code]),
        crumbs=crumbs(),
    )


def meeting(request: Request, one: Meeting) -> pages.TownMeeting:
    state = MeetingState(one.state)
    own = ""
    if (
        policy.visible_to(request.user, one.district_id, on=timezone.localdate())
        .filter(pk=one.pk)
        .exists()
    ):
        own = reverse("gatherings:meeting", args=[one.ref])
    is_out = state == MeetingState.CLOSED
    files = {"docx": _("纪要（Word）"), "pdf": _("纪要（PDF）")}
    args = [one.series.code, one.ref]
    facts = [
        Fact(_("时间"), build.span(one.starts_at, one.ends_at)),
        Fact(_("地点"), calling.where(one) or "—"),
        Fact(_("召集单位"), one.series.convener.name),
    ]
    if one.reason:
        facts.append(Fact(_("原因"), one.reason))
    return pages.TownMeeting(
        ref=one.ref,
        title=telling.title_of(one),
        state=str(state.label),
        level=LEVELS[state],
        facts=facts,
        lines=_lines(one, is_out=is_out),
        files=[
            Link(label, reverse("gatherings:town_minutes", args=[*args, form]))
            for form, label in files.items()
        ] if is_out else [],
        own_url=own,
        here=one.ref,
        crumbs=crumbs(Link(one.series.name, reverse("gatherings:town_series", args=args[:1]))),
    )  # fmt: skip


def _lines(one: Meeting, *, is_out: bool) -> list[pages.TownLine]:
    """What is talked about, and, once the minutes are out, what came of it."""
    made = queries.resolutions_of(one) if is_out else []
    rows = Action.objects.filter(district_id=one.district_id, meeting=one)
    states = dict(rows.values_list("resolution", "state"))
    return [
        pages.TownLine(
            number=number,
            title=minutes.line_of(item, is_public=True),
            heard=str(Item.Heard(item.heard).label) if is_out else "",
            level=HEARD.get(item.heard, "quiet"),
            decisions=[
                _decision(each, states.get(each.pk, "OPEN"))
                for each in made if item.topic and each.topic_id == item.topic_id
            ],
        )
        for number, item in enumerate(queries.agenda_of(one), 1)
    ]  # fmt: skip


def _decision(one: Resolution, state: str) -> pages.TownDecision:
    return pages.TownDecision(
        minutes.text_of(one, is_public=True), one.owner.name, one.due_on,
        str(ActionState(state).label), DONE[state],
    )  # fmt: skip


def submit(one: Series, form: SubmitForm) -> pages.Submit:
    url = reverse("gatherings:town_series", args=[one.code])
    return pages.Submit(one.name, form, crumbs(Link(one.name, url)))


def invitation(
    one: Attendee, code: str, form: Any = None, *, sign_form: Any = None
) -> pages.Invitation:
    on = one.meeting
    state = MeetingState(on.state)
    answered = "" if one.answer == Attendee.Answer.ASKED else str(one.get_answer_display())
    first = {"answer": one.answer, "deputy": one.deputy, "note": one.note}
    may_sign = state == MeetingState.SESSION and one.here_at is None
    return pages.Invitation(
        title=telling.title_of(on),
        name=queries.who(one),
        state=str(state.label),
        level=LEVELS[state],
        facts=[
            Fact(_("时间"), build.span(on.starts_at, on.ends_at)),
            Fact(_("地点"), calling.where(on) or "—"),
            Fact(_("召集单位"), on.series.convener.name),
        ],
        lines=[minutes.line_of(item, is_public=True) for item in queries.agenda_of(on)],
        answered=f"{answered} {one.deputy}".strip(),
        form=(form or AnswerForm(initial=first)) if state in COMING else None,
        sign_in_url=reverse("gatherings:sign_in", args=[one.pk, code]) if may_sign else "",
        is_there=one.here_at is not None,
        sign_form=sign_form or Keyed(),
        url=rsvp_url(one, code),
    )


def rsvp_url(one: Attendee, code: str) -> str:
    return reverse("gatherings:rsvp", args=[one.pk, code])
