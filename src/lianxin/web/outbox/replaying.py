"""One subscribed system: what it was sent, sending it once more, and a new secret for it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianxin.cases.actions import retelling
from lianxin.outbox import policy, queries, renewal
from lianxin.outbox import replay as outbox_replay
from lianxin.web import respond
from lianxin.web.outbox import pages
from lianxin.web.outbox.forms import ReplayForm
from lianxin.web.parts import Link

SHOWN = 50


@require_safe
def events(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """The latest, and how many are still to go."""
    return respond.page(request, "outbox/events", _page(request, pk, ReplayForm()))


@require_POST
def replay(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """All since a moment."""
    shown = _page(request, pk, form := ReplayForm(request.POST))
    if not form.is_valid():
        return respond.page(request, "outbox/events", shown, status=422)
    return respond.deed(
        request,
        lambda: retelling.replay(
            request.district.pk,
            pk,
            since=form.cleaned_data["since"],
            by=request.user,
            at=timezone.now(),
        ),
        template="outbox/events",
        context=lambda: _page(request, pk, form),
        url=reverse("outbox:events", args=[pk]),
        said=_("已排队重发。发了多少，这里看得到。"),
    )


@require_POST
def resend(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """One event."""
    at = timezone.now()
    rows = policy.event_visible_to(request.user, request.district.pk, on=timezone.localdate(at))
    row = get_object_or_404(rows, pk=pk)
    return respond.deed(
        request,
        lambda: outbox_replay.resend(row, by=request.user, at=at),
        template="outbox/events",
        context=lambda: _page(request, row.endpoint_id, ReplayForm()),
        url=reverse("outbox:events", args=[row.endpoint_id]),
        said=_("已重新排队，马上再发一次。"),
    )


@never_cache
@require_POST
def renew(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """Answers with a page, not elsewhere: the secret is shown this once."""
    user, at = request.user, timezone.now()
    visible = policy.endpoints_visible_to(user, request.district.pk, on=timezone.localdate(at))
    endpoint = get_object_or_404(visible, pk=pk)
    secret = renewal.renew_secret(endpoint, by=user, at=at)
    shown = replace(
        _page(request, pk, ReplayForm()), secret=secret, both_until=at + renewal.BOTH_FOR
    )
    return respond.page(request, "outbox/events", shown)


def _page(request: respond.StaffRequest, pk: UUID | None, form: ReplayForm) -> pages.Events:
    user, today = request.user, timezone.localdate()
    visible = policy.endpoints_visible_to(user, request.district.pk, on=today)
    endpoint = get_object_or_404(visible, pk=pk)
    rows = policy.events_visible_to(user, endpoint, on=today)
    return pages.Events(
        name=endpoint.name,
        url=endpoint.url,
        crumbs=[Link(_("群机器人与事件推送"), reverse("outbox:channels"))],
        events_url=reverse("outbox:events", args=[endpoint.pk]),
        replay_url=reverse("outbox:replay", args=[endpoint.pk]),
        renew_url=reverse("outbox:renew", args=[endpoint.pk]),
        tally=queries.tally(rows),
        rows=[pages.EventRow.of(row) for row in queries.events_sent(rows, size=SHOWN)],
        form=form,
    )
