"""What everybody may read of groups, putting one forward, and following it by a link."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.incubation import actions, policy
from lianxin.incubation.models import Cycle, Group
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.web import acting, pacing, respond
from lianxin.web.incubation import town_build
from lianxin.web.incubation.forms import PlanForm, ProposeForm, ReportForm
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private
from lianxin.web.respond import Request

MOST = 5  # an hour, with one telephone number


@login_not_required
@require_safe
def town(request: Request) -> HttpResponse:
    return respond.page(request, "incubation/town", town_build.town(request))


@login_not_required
@require_safe
def known(request: Request, ref: str) -> HttpResponse:
    found: Group = get_object_or_404(policy.public(request.district.pk).whole(), ref=ref)
    return respond.page(request, "incubation/known", town_build.known(request, found))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request) -> HttpResponse:
    """Put a group forward; who did is shown where it stands at once."""
    user, is_sent = _user(request), request.method == "POST"
    form = ProposeForm(
        request.POST if is_sent else None,
        district=request.district,
        is_known=user is not None,
        place=request.GET.get("place", ""),
    )
    if is_sent and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            idea = form.idea
            pacing.pace(request, idea.phone, scope="propose", at=now, of_number=MOST)
            made = actions.propose(request.district, idea, user=user, at=now, key=key)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已交给孵化平台。"))
            return redirect("incubation:followed", made.ref, privacy.tracking_code(made.pk))
    context = town_build.propose(form)
    return respond.page(request, "incubation/propose", context, status=422 if is_sent else 200)


@login_not_required
@private
@require_safe
def followed(request: Request, ref: str, code: str) -> HttpResponse:
    """Where it stands, what it needs, and its projects, for who put it forward."""
    context = town_build.followed(_own(request, ref, code), code, {})
    return respond.page(request, "incubation/followed", context)


@login_not_required
@private
@require_POST
def plan_by_code(request: Request, ref: str, code: str) -> HttpResponse:
    found, form = _own(request, ref, code), PlanForm(request.POST)

    def act(**told: Any) -> None:
        actions.plan(found, **told, by=None, at=timezone.now())

    return _answer(
        request, found, code, form, act, name="plan", said=_("已立项，等孵化平台启动。")
    )


@login_not_required
@private
@require_POST
def report_by_code(request: Request, ref: str, code: str, pk: UUID) -> HttpResponse:
    found, form = _own(request, ref, code), ReportForm(request.POST)
    rows = Cycle.objects.filter(district_id=found.district_id, group=found)
    cycle: Cycle = get_object_or_404(rows, pk=pk)
    cycle.group = found

    def act(**told: Any) -> None:
        actions.report(cycle, **told, by=None, at=timezone.now())

    return _answer(request, found, code, form, act, name=f"report_{pk}", said=_("总结已交。"))


def _answer(
    request: Request,
    found: Group,
    code: str,
    form: Keyed,
    act: Callable[..., object],
    *,
    name: str,
    said: str,
) -> HttpResponse:
    return acting.answer(
        request,
        form,
        act,
        template="incubation/followed",
        context=lambda again: town_build.followed(
            _own(request, found.ref, code), code, {name: again}
        ),
        url=reverse("incubation:followed", args=[found.ref, code]),
        said=said,
    )


def _own(request: Request, ref: str, code: str) -> Group:
    """An unknown number and a wrong code are both a 404."""
    rows = Group.objects.filter(district_id=request.district.pk, ref=ref)
    found: Group | None = rows.whole().first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    return found


def _user(request: Request) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.district_id == request.district.pk else None
