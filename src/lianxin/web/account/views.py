from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.socialaccount.adapter import get_adapter as social_adapter
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.kernel.ids import new_id
from lianxin.network import accounts, actions, queries
from lianxin.web import respond
from lianxin.web.account import pages
from lianxin.web.account.forms import ProfileForm
from lianxin.web.parts import Fact
from lianxin.web.shell.nav import own_screen


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: respond.StaffRequest) -> HttpResponse:
    form = ProfileForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        user = request.user
        actions.change_profile(user, by=user, **form.cleaned_data)
        respond.tell(request, _("资料已保存。"))
        answer = redirect(reverse("account:profile"))
        accounts.remember_language(answer, form.cleaned_data["language"])
        return answer
    context = _profile_page(request, form)
    return respond.page(request, "account/profile", context, status=422 if form else 200)


@require_safe
def begin(request: respond.StaffRequest) -> HttpResponse:
    """Where somebody lands who has just signed in: at the own work, else on the start page."""
    first = own_screen(request)
    return redirect(first.url if first else "town:home")


@require_POST
def leave(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    now = timezone.now()
    seats = queries.live_seats(request.user, on=timezone.localdate(now))
    seat = get_object_or_404(seats, pk=pk)
    return respond.deed(
        request,
        lambda: actions.end_seat(seat, by=request.user, at=now),
        template="account/profile",
        context=lambda: _profile_page(request),
        url=reverse("account:profile"),
        said=_("已离任。您在“%(unit)s”的权限保留到今天 24:00。")
        % {"unit": seat.organisation.name},
    )


@never_cache
@require_POST
def calendar(request: respond.StaffRequest) -> HttpResponse:
    """A new link to one's own calendar. Answers with a page, not elsewhere: it is shown once; who
    sends twice holds the later one."""
    secret = actions.renew_calendar(request.user, key=new_id(), at=timezone.now())
    url = request.build_absolute_uri(reverse("ical:own", args=[secret]))
    links = [Fact(_("日程链接"), url)]
    shown = replace(_profile_page(request), calendar_links=links)
    return respond.page(request, "account/profile", shown)


def _profile_page(request: respond.StaffRequest, form: ProfileForm | None = None) -> pages.Profile:
    user = request.user
    return pages.Profile(
        form=form or ProfileForm.of(user),
        username=user.username,
        email=user.email,
        has_password=user.has_usable_password(),
        has_second_factor=mfa_adapter().is_mfa_enabled(user),
        has_providers=bool(social_adapter().list_providers(request)),
        seats=list(queries.live_seats(user, on=timezone.localdate())),
    )
