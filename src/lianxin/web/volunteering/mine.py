"""Mine: my shifts, my hours, my certificate. Nobody else opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.kernel import privacy, throttle
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.volunteering import queries
from lianxin.volunteering.actions import (
    certificates,
    corrections,
    helping,
    signing,
    teams,
)
from lianxin.volunteering.models import Member, Presence, Volunteer
from lianxin.web import respond
from lianxin.web.address import client_address
from lianxin.web.keyed import key_of
from lianxin.web.private import private
from lianxin.web.volunteering import mine_build, tapped, who
from lianxin.web.volunteering.forms import CertificateForm, CodeForm, HelperForm, TextForm

TRIES, HOUR = 20, timedelta(hours=1)


@login_not_required
@private
@require_safe
def mine(request: respond.Request) -> HttpResponse:
    volunteer = who.volunteer_of(request)
    if volunteer is None:
        return redirect("volunteering:profile")
    return respond.page(request, "volunteering/mine", mine_build.mine(request, volunteer))


@login_not_required
@private
@require_safe
def door(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """Her own link: lets this browser open her page."""
    found = Volunteer.objects.filter(district_id=request.district.pk, ref=ref).first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    to = request.GET.get("to", "")
    answer = redirect("volunteering:shift", to) if to else redirect("volunteering:mine")
    return who.remember(answer, found)


@login_not_required
@private
@require_POST
def forget(_request: respond.Request) -> HttpResponse:
    """This browser is somebody else's, too."""
    return who.forget(redirect("volunteering:home"))


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: respond.Request) -> HttpResponse:
    volunteer, user = who.volunteer_of(request), who.user_of(request)
    data = request.POST if request.method == "POST" else None
    form = HelperForm(
        data, district=request.district, volunteer=volunteer, name=str(user) if user else ""
    )
    status = 200
    if data is not None and form.is_valid():
        try:
            return _saved(request, volunteer, form)
        except Refusal as refusal:
            form.refuse(refusal)
            status = 422
    context = mine_build.profile(form, volunteer)
    status = 422 if form.errors else status
    return respond.page(request, "volunteering/profile", context, status=status)


def _saved(
    request: respond.Request, volunteer: Volunteer | None, form: HelperForm
) -> HttpResponse:
    if volunteer:
        helping.describe(volunteer, form.profile)
    else:
        now = timezone.now()
        throttle.hit("helper", client_address(request), limit=TRIES, per=HOUR, at=now)
        volunteer = helping.register(
            request.district, form.profile, user=who.user_of(request), at=now,
            key=form.cleaned_data["key"],
        )  # fmt: skip
    respond.tell(request, _("已保存。"))
    return who.remember(redirect("volunteering:mine"), volunteer)


@login_not_required
@private
@require_POST
def hide(request: respond.Request) -> HttpResponse:
    volunteer = _volunteer(request)
    return _mine(request, volunteer, lambda: helping.hide(volunteer), said=_("已关掉。"))


@login_not_required
@private
@require_safe
def service(request: respond.Request, pk: UUID) -> HttpResponse:
    found = _presence(request, pk)
    return respond.page(request, "volunteering/service", mine_build.service(found))


@login_not_required
@private
@require_POST
def check(request: respond.Request, pk: UUID) -> HttpResponse:
    """In or out by the digits on the organiser's screen. A tap that waited for the network asks
    for JSON, and hears why it did not hold."""
    found, form = _presence(request, pk), CodeForm(request.POST)
    if _is_queued(request):
        return _queued(lambda: _by_digits(request, found))
    if not form.is_valid():
        context = mine_build.service(found, code_form=form)
        return respond.page(request, "volunteering/service", context, status=422)
    said = _("已签退。") if tapped.verb(request, found) == "check_out" else _("已签到，辛苦了。")
    return _service(request, found, lambda: _by_digits(request, found), said=said)


def _by_digits(request: respond.Request, found: Presence) -> None:
    code = request.POST.get("code", "")
    tapped.by_digits(request, found, code=code, key=key_of(request))


def _is_queued(request: respond.Request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _queued(act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Repeated:
        pass
    except Refusal as refusal:
        told = {"code": refusal.code, "message": refusal.message}
        return JsonResponse(told, status=respond.status_of(refusal))
    return JsonResponse({})


@login_not_required
@private
@require_POST
def give_up(request: respond.Request, pk: UUID) -> HttpResponse:
    found, volunteer = _presence(request, pk), _volunteer(request)
    return _mine(
        request,
        volunteer,
        lambda: signing.give_up(found, volunteer, at=timezone.now(), key=key_of(request)),
        said=_("已取消，名额让给了别人。"),
    )


@login_not_required
@private
@require_POST
def correct(request: respond.Request, pk: UUID) -> HttpResponse:
    """Say that the record is wrong."""
    found, volunteer = _presence(request, pk), _volunteer(request)
    form = TextForm(request.POST, label=_("哪里不对？"))
    if not form.is_valid():
        context = mine_build.service(found, correct_form=form)
        return respond.page(request, "volunteering/service", context, status=422)
    told = form.cleaned_data
    return _service(
        request,
        found,
        lambda: corrections.ask(found, volunteer, **told, at=timezone.now()),
        said=_("已提出，组织者七天内答复；没有答复会自动上报。"),
    )


@login_not_required
@private
@require_POST
def certify(request: respond.Request) -> HttpResponse:
    volunteer = _volunteer(request)
    units = mine_build.units_of(volunteer)
    form = CertificateForm(request.POST, units=units)
    if not form.is_valid():
        raise Http404
    issuer = next((one for one in units if str(one.pk) == form.cleaned_data["issuer"]), None)
    key = form.cleaned_data["key"]
    try:
        made = certificates.issue(volunteer, issuer=issuer, at=timezone.now(), key=key)
    except Refusal as refusal:
        context = mine_build.mine(request, volunteer)
        return respond.refused(request, "volunteering/mine", context, refusal)
    return redirect("volunteering:verify", made.ref, privacy.tracking_code(made.pk))


@login_not_required
@private
@require_POST
def join(request: respond.Request, pk: UUID) -> HttpResponse:
    member, volunteer = _member(request, pk), _volunteer(request)
    return _mine(
        request,
        volunteer,
        lambda: teams.join(member, volunteer, at=timezone.now(), key=key_of(request)),
        said=_("已加入。"),
    )


@login_not_required
@private
@require_POST
def leave(request: respond.Request, pk: UUID) -> HttpResponse:
    member, volunteer = _member(request, pk), _volunteer(request)
    return _mine(
        request,
        volunteer,
        lambda: teams.leave(member, volunteer, at=timezone.now(), key=key_of(request)),
        said=_("已退出。"),
    )


def _mine(
    request: respond.Request, volunteer: Volunteer, act: Callable[[], object], *, said: str
) -> HttpResponse:
    return respond.deed(
        request,
        act,
        template="volunteering/mine",
        context=lambda: mine_build.mine(request, volunteer),
        url=reverse("volunteering:mine"),
        said=said,
    )


def _service(
    request: respond.Request, found: Presence, act: Callable[[], object], *, said: str
) -> HttpResponse:
    return respond.deed(
        request,
        act,
        template="volunteering/service",
        context=lambda: mine_build.service(_presence(request, found.pk)),
        url=reverse("volunteering:service", args=[found.pk]),
        said=said,
    )


def _volunteer(request: respond.Request) -> Volunteer:
    volunteer = who.volunteer_of(request)
    if volunteer is None:
        raise Http404
    return volunteer


def _presence(request: respond.Request, pk: UUID) -> Presence:
    found: Presence = get_object_or_404(queries.services(_volunteer(request)).whole(), pk=pk)
    return found


def _member(request: respond.Request, pk: UUID) -> Member:
    mine = Member.objects.filter(district_id=request.district.pk, volunteer=_volunteer(request))
    found: Member = get_object_or_404(mine.select_related("team__organisation"), pk=pk)
    return found
