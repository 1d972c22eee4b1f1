"""What somebody says of herself or of her firm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.kernel.refusals import Refusal
from lianxin.matching import queries
from lianxin.matching.actions import alerts as actions
from lianxin.matching.actions import profiles
from lianxin.matching.models import Profile
from lianxin.matching.policy import ORGANISATION
from lianxin.network.models import Organisation
from lianxin.web import paging, respond
from lianxin.web.matching import asking, build, pages
from lianxin.web.matching.forms import FirmForm, ProfileForm
from lianxin.web.matching.rounds import open_to
from lianxin.web.parts import Link
from lianxin.web.seats import holding


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: respond.StaffRequest) -> HttpResponse:
    """One's own profile, and what fits."""
    _require_here(request)
    held = queries.profile_of(request.user)
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, district=request.district, held=held)
    user, at = request.user, timezone.now()
    done = form.attempt(
        lambda: profiles.put(user, form.told(), is_on=form.cleaned_data["is_on"], by=user, at=at)
    )
    if done is None:
        context = _page(request, form)
        return respond.page(request, "matching/profile", context, status=form.status)
    respond.tell(request, _("已保存。"))
    return redirect("matching:profile")


@require_POST
def forget(request: respond.StaffRequest) -> HttpResponse:
    _require_here(request)
    profiles.forget(request.user, by=request.user)
    respond.tell(request, _("已全部删除。"))
    return redirect("matching:profile")


@require_POST
def alerts(request: respond.StaffRequest) -> HttpResponse:
    """Ask to be told of what is new, confirm it, end it."""
    _require_here(request)
    held, at = queries.profile_of(request.user), timezone.now()
    if held is None:
        raise Http404
    act, said = {
        "ask": (actions.ask, _("请到“消息”里打开确认信，点“确认要收”，以后才会告诉您。")),
        "confirm": (actions.confirm, _("记下了。有新的，每天最多告诉您一次。")),
    }.get(request.POST.get("verb", ""), (None, _("已停，不会再提醒。")))
    try:
        if act is None:
            actions.end(held, by=request.user)
        else:
            act(held, by=request.user, at=at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        respond.tell(request, said)
    return redirect("matching:profile")


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*ORGANISATION)
def firm(request: respond.StaffRequest, code: str) -> HttpResponse:
    """What one's firm answers once, for every policy."""
    unit = asking.unit_of(request, code)
    data = request.POST if request.method == "POST" else None
    form = FirmForm(data, held=queries.firm_of(unit))
    by, at = request.user, timezone.now()
    if form.attempt(lambda: profiles.answer(unit, form.told(), by=by, at=at)) is None:
        context = _firm_page(unit, form)
        return respond.page(request, "matching/firm", context, status=form.status)
    respond.tell(request, _("已保存，下面是合适的政策和资金。"))
    return redirect(paging.address("matching:home", of=f"firm-{code}"))


def _firm_page(unit: Organisation, form: FirmForm) -> pages.Firm:
    crumbs = [Link(_("推荐"), reverse("matching:home"))]
    return pages.Firm(name=unit.name, form=form, crumbs=crumbs)


def _page(request: respond.StaffRequest, form: ProfileForm) -> pages.Profile:
    held, at = queries.profile_of(request.user), timezone.now()
    shown = (
        build.suggested(queries.for_profile(held), asking.ME, at=at, can_introduce=False)
        if held and held.is_on
        else None
    )
    return pages.Profile(
        form=form,
        is_on=bool(held and held.is_on),
        has_one=held is not None,
        suggested=shown,
        alerts=_alerts(held),
        rounds=open_to(request.district.pk, at=at),
    )


def _alerts(held: Profile | None) -> str:
    """What she may do about being told: ask, confirm, end; "" while nothing is suggested."""
    if held is None or not held.is_on:
        return ""
    if held.alerts_confirmed_at:
        return "end"
    return "confirm" if held.alerts_asked_at else "ask"


def _require_here(request: respond.StaffRequest) -> None:
    if request.user.district_id != request.district.pk:
        raise PermissionDenied
