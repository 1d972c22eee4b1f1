"""Teams, for everybody; and what their leads do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.volunteering import policy, queries
from lianxin.volunteering.actions import teams as acts
from lianxin.volunteering.models import Member, Team
from lianxin.web import respond
from lianxin.web.keyed import key_of
from lianxin.web.volunteering import team_build, who
from lianxin.web.volunteering.forms import TeamForm


@login_not_required
@require_safe
def teams(request: respond.Request) -> HttpResponse:
    return respond.page(request, "volunteering/teams", team_build.teams(request))


@login_not_required
@require_safe
def team(request: respond.Request, slug: str) -> HttpResponse:
    found = _team(request, slug)
    return respond.page(request, "volunteering/team", team_build.team(request, found))


@login_not_required
@require_POST
def ask(request: respond.Request, slug: str) -> HttpResponse:
    """She would like to join. Who has told nothing of herself yet does that first."""
    found, volunteer = _team(request, slug), who.volunteer_of(request)
    if volunteer is None:
        user = who.user_of(request)
        if user is None:
            respond.tell(request, _("先登记一下您是谁，再申请加入。"))
            return redirect("volunteering:profile")
        volunteer = who.settle(request, None, key=new_id(), at=timezone.now())
    known, key = volunteer, key_of(request) or new_id()
    return _done(
        request,
        found,
        lambda: acts.ask(found, known, at=timezone.now(), key=key),
        said=_("已申请，队长确认后就是队员。"),
    )


@require_POST
def edit(request: respond.StaffRequest, slug: str) -> HttpResponse:
    found = _led(request, slug)
    form = TeamForm(request.POST, district=request.district)
    if not form.is_valid():
        context = team_build.team(request, found, form=form)
        return respond.page(request, "volunteering/team", context, status=422)
    told: dict[str, Any] = form.cleaned_data | {"areas": list(form.cleaned_data["areas"])}
    unit = found.organisation
    return _done(
        request,
        found,
        lambda: acts.put(unit, **told, by=request.user, at=timezone.now()),
        said=_("已保存。"),
    )


@require_POST
def decide(request: respond.StaffRequest, slug: str) -> HttpResponse:
    """Say yes or no to who asked."""
    found = _led(request, slug)
    asked = Member.objects.filter(district_id=request.district.pk, team=found)
    member = get_object_or_404(
        asked.select_related("team__organisation", "volunteer__user"),
        pk=_uuid(request.POST.get("member", "")),
    )
    act = acts.approve if request.POST.get("verb") == "approve" else acts.refuse
    said = _("已同意。") if act is acts.approve else _("已婉拒。")
    return _done(
        request,
        found,
        lambda: act(member, by=request.user, at=timezone.now(), key=key_of(request)),
        said=said,
    )


@require_POST
def invite(request: respond.StaffRequest, slug: str) -> HttpResponse:
    """Ask a helper who lets herself be found."""
    found, on = _led(request, slug), timezone.localdate()
    visible = policy.helpers_visible_to(request.user, on=on).select_related("user")
    helper = get_object_or_404(visible, ref=request.POST.get("volunteer", ""))
    key = key_of(request) or new_id()
    return _done(
        request,
        found,
        lambda: acts.invite(found, helper, by=request.user, at=timezone.now(), key=key),
        said=_("已邀请，本人确认后就是队员。"),
    )


@require_POST
def take_on(request: respond.StaffRequest, slug: str) -> HttpResponse:
    """The team takes an open need upon itself."""
    found = _led(request, slug)
    public = Listing.objects.filter(district_id=request.district.pk, kind="NEED").public()
    need = get_object_or_404(public.whole(), ref=request.POST.get("need", ""))
    key = key_of(request) or new_id()
    return _done(
        request,
        found,
        lambda: acts.take_on(need, found, by=request.user, at=timezone.now(), key=key),
        said=_("已认领，对方会收到消息。"),
    )


def _done(
    request: respond.Request, team: Team, act: Callable[[], object], *, said: str
) -> HttpResponse:
    return respond.deed(
        request,
        act,
        template="volunteering/team",
        context=lambda: team_build.team(request, _team(request, team.organisation.code)),
        url=reverse("volunteering:team", args=[team.organisation.code]),
        said=said,
    )


def _team(request: respond.Request, slug: str) -> Team:
    return get_object_or_404(queries.teams(request.district.pk), organisation__code=slug)


def _led(request: respond.StaffRequest, slug: str) -> Team:
    found = _team(request, slug)
    if not policy.leads(request.user, found, on=timezone.localdate()):
        raise Http404
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
