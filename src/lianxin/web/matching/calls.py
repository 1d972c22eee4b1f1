"""Invitations in waves: begin, watch, end; and the page that an invited organisation sees."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.exchange.models import Listing
from lianxin.kernel import throttle
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.matching import links, policy, queries
from lianxin.matching.actions import waves
from lianxin.matching.models import Call, Invite
from lianxin.matching.policy import ORGANISATION
from lianxin.matching.states import Answer, CallState, NotNow
from lianxin.web import paging, respond
from lianxin.web.address import client_address
from lianxin.web.matching import asking, build, pages
from lianxin.web.matching.forms import INPUT, AnswerForm, CallForm
from lianxin.web.parts import Fact, Link
from lianxin.web.private import private
from lianxin.web.seats import holding

USUAL = timedelta(days=14)
MOST, HOUR = 60, timedelta(hours=1)
LEVELS = {Answer.INTERESTED: "good", Answer.NOT_NOW: "quiet", "": "wait"}


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*ORGANISATION)
def invite(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Who would be asked first, and the form that asks."""
    need, at = asking.own_listing(request, ref), timezone.now()
    if need.kind not in waves.CALLED:
        raise Http404
    until = f"{timezone.localtime(at + USUAL):{INPUT}}"
    data = request.POST if request.method == "POST" else None
    form = CallForm(data, initial={"deadline_at": until})
    done = form.attempt(lambda: waves.call(need, **form.cleaned_data, by=request.user, at=at))
    if done is None:
        context = _begin(need, form, at=at)
        return respond.page(request, "matching/invite", context, status=form.status)
    respond.tell(request, _("第一批邀请已发出。"))
    return redirect("matching:call", done.made.pk)


@require_safe
@holding(*ORGANISATION)
def call(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """The waves and the answers, for the need's owner."""
    return respond.page(request, "matching/call", _page(_call(request, pk)))


@require_POST
@holding(*ORGANISATION)
def end_call(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    held = _call(request, pk)
    return respond.deed(
        request,
        lambda: waves.end(held, by=request.user, at=timezone.now()),
        template="matching/call",
        context=lambda: _page(_call(request, pk)),
        url=reverse("matching:call", args=[pk]),
        said=_("不再邀请了。"),
    )


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: respond.Request, token: str) -> HttpResponse:
    """Answer by the link, without an account; looking changes nothing."""
    found = links.read(token, request.district.pk)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        at, told = timezone.now(), dict(form.cleaned_data)
        try:
            throttle.hit("invited", client_address(request), limit=MOST, per=HOUR, at=at)
            waves.answer(found, told.pop("answer"), **told, at=at, is_by_link=True)
        except Refusal as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, refusal.message
            )
        else:
            return redirect("matching:invited", token)
    status = 422 if form.errors else 200
    return respond.page(request, "matching/invited", _invited(found, form, token), status=status)


def _call(request: respond.StaffRequest, pk: UUID) -> Call:
    calls = Call.objects.filter(district_id=request.district.pk)
    found = get_object_or_404(calls.select_related("need__provider"), pk=pk)
    if not policy.may_ask_for(request.user, found.need, on=timezone.localdate()):
        raise Http404
    return found


def _begin(need: Listing, form: CallForm, *, at: datetime) -> pages.Invite:
    first = queries.organisations_for(need, at=at, most=waves.WAVE)
    return pages.Invite(
        title=need.title, form=form, first=[build.row(one) for one in first], crumbs=_crumbs(need)
    )


def _page(held: Call) -> pages.Call:
    state = CallState(held.state)
    invites = queries.invites_of(held)
    interested = sum(one.answer == Answer.INTERESTED for one in invites)
    local, at = timezone.localtime, timezone.now()
    return pages.Call(
        pk=held.pk,
        title=held.need.title,
        asker=f"listing-{held.need.ref}",
        state=str(state.label),
        level="good" if state == CallState.ENOUGH else "",
        facts=[
            Fact(str(Answer.INTERESTED.label), _("%(n)d 家（满 %(most)d 家就停）")
                 % {"n": interested, "most": waves.ENOUGH}),
            Fact(_("已邀请"), _("%d 家") % len(invites)),
            Fact(_("截止"), f"{local(held.deadline_at):%Y-%m-%d %H:%M}"),
        ],
        waves=[
            pages.Wave(number, rows[0].sent_at, [_answered(one, at=at) for one in rows])
            for number, group in groupby(invites, key=lambda one: one.wave)
            for rows in [list(group)]
        ],
        is_open=state == CallState.OPEN,
        key=new_id(),
        crumbs=_crumbs(held.need),
    )  # fmt: skip


def _answered(one: Invite, *, at: datetime) -> pages.Answered:
    said = str(Answer(one.answer).label) if one.answer else _("还没有回复")
    why = str(NotNow(one.not_now).label) if one.not_now else ""
    return pages.Answered(
        unit=one.organisation.name,
        reasons=queries.why_invited(one, at=at),
        state=said,
        level=LEVELS[one.answer],
        note=_("；").join(part for part in (why, one.note) if part),
        reminders=one.reminders,
        url=reverse("exchange:listing", args=[one.fits.ref]),
        introduce_ref=one.fits.ref if one.answer == Answer.INTERESTED else "",
        key=one.pk,
    )


def _invited(found: Invite, form: AnswerForm, token: str) -> pages.Invited:
    need, at = found.need, timezone.now()
    is_over = found.call.state == CallState.ENDED or at >= found.call.deadline_at
    return pages.Invited(
        title=need.title,
        text=need.text,
        note=found.call.text,
        unit=need.provider.name if need.provider else str(need.owner or ""),
        name=found.organisation.name,
        reasons=queries.why_invited(found, at=at),
        facts=[Fact(_("看需求全文"), need.ref, reverse("exchange:listing", args=[need.ref]))],
        until=found.call.deadline_at,
        form=form,
        answer=str(Answer(found.answer).label) if found.answer else "",
        is_over=is_over,
        here=reverse("matching:invited", args=[token]),
    )


def _crumbs(need: Listing) -> list[Link]:
    return [
        Link(_("推荐"), reverse("matching:home")),
        Link(need.title, paging.address("matching:home", of=f"listing-{need.ref}")),
    ]
