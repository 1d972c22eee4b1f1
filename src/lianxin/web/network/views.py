from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.kernel import throttle
from lianxin.kernel.refusals import Refusal
from lianxin.network import actions, districts, invitations, policy
from lianxin.network.models import Invitation, Organisation, Role
from lianxin.web import respond
from lianxin.web.network import pages
from lianxin.web.network.forms import AcceptForm, EndForm, InviteForm
from lianxin.web.parts import Fact

DAY = timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
def people(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "network/people", _people_page(request))


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: respond.StaffRequest) -> HttpResponse:
    now = timezone.now()
    units = policy.units_to_staff(request.user, request.district, on=timezone.localdate(now))
    if not units.exists():
        raise Http404
    form = InviteForm(
        request.POST or None,
        by=request.user,
        district=request.district,
        on=timezone.localdate(now),
        unit=request.GET.get("unit", ""),
    )
    if request.method == "POST" and form.is_valid():
        try:
            throttle.hit("invite", str(request.user.pk), limit=100, per=DAY, at=now)
            actions.invite(by=request.user, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(_field(form, refusal), refusal.message)
        else:
            respond.tell(request, _("邀请已发往 %(email)s。") % form.cleaned_data)
            return redirect(_people_url(form.cleaned_data["organisation"]))
    status = 422 if form.errors else 200
    return respond.page(request, "network/invite", pages.Invite(form=form), status=status)


@require_POST
def revoke(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    now = timezone.now()
    visible = policy.invitations_visible_to(
        request.user, request.district, on=timezone.localdate(now)
    )
    offer = get_object_or_404(visible.select_related("organisation__place"), pk=pk)
    return respond.deed(
        request,
        lambda: actions.revoke(offer, by=request.user, at=now),
        template="network/people",
        context=lambda: _people_page(request, unit=offer.organisation),
        url=_people_url(offer.organisation),
        said=_("邀请已撤回，对方的邮箱已删除。"),
    )


@require_POST
def end_seat(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    now = timezone.now()
    form = EndForm(request.POST)
    on = form.cleaned_data["on"] if form.is_valid() else None
    visible = policy.seats_visible_to(request.user, request.district, on=timezone.localdate(now))
    seat = get_object_or_404(visible.select_related("organisation__place"), pk=pk)
    return respond.deed(
        request,
        lambda: actions.end_seat(seat, on=on, by=request.user, at=now),
        template="network/people",
        context=lambda: _people_page(request, unit=seat.organisation),
        url=_people_url(seat.organisation),
        said=_("任职到期日已登记，权限保留到当天 24:00。"),
    )


@login_not_required
@require_safe
def invitation(request: respond.Request, token: str) -> HttpResponse:
    return _answer(request, token, None)


@login_not_required
@require_POST
def accept(request: respond.Request, token: str) -> HttpResponse:
    offer = invitations.find(request.district.pk, token, at=timezone.now())
    if offer is None:
        return _answer(request, token, None)
    signed_in = request.user if request.user.is_authenticated else None
    form = AcceptForm(request.POST)
    if not signed_in and not form.is_valid():
        return _answer(request, token, form)
    typed = {} if signed_in else form.cleaned_data
    try:
        user = actions.accept(offer, by=signed_in, at=timezone.now(), **typed)
    except Refusal as refusal:
        form.add_error(_field(form, refusal), refusal.message)
        return _answer(request, token, form)
    if not signed_in:
        login(request, user, backend=BACKEND)
    respond.tell(request, _("欢迎。您的任职从今天开始。"))
    return redirect(get_script_prefix())


@login_not_required
@require_POST
def decline(request: respond.Request, token: str) -> HttpResponse:
    offer = invitations.find(request.district.pk, token, at=timezone.now())
    if offer is not None:
        actions.decline(offer)
        respond.tell(request, _("已谢绝。您的姓名和邮箱已删除。"))
    return redirect(get_script_prefix())


@login_not_required
def choose_district(request: HttpRequest) -> HttpResponse:
    """Where an address does not say which district is meant. The rest of it is kept."""
    rows = [
        pages.District(name=one.name, url=districts.address(one, request.get_full_path()))
        for one in districts.everyone()
    ]
    status = 200 if request.path_info == "/" else 404
    if request.path_info.startswith("/api/"):
        said = _("地址前面要加辖区的网址名：%s") % " ".join(row.url for row in rows)
        problem = {"type": "about:blank", "title": "Not Found", "status": status, "detail": said}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    context = pages.Districts(districts=rows)
    return render(request, "network/choose_district.html", vars(context), status=status)


def _answer(request: respond.Request, token: str, form: AcceptForm | None) -> HttpResponse:
    offer = invitations.find(request.district.pk, token, at=timezone.now())
    if offer is None:
        return respond.page(request, "network/gone", pages.Gone(), status=404)
    if form is None and not request.user.is_authenticated:
        form = AcceptForm(initial={"name": offer.name})
    context = pages.Answer(
        unit=offer.organisation.name,
        inviter=str(offer.invited_by),
        facts=_facts(offer),
        expires_at=offer.expires_at,
        form=form,
        accept_url=reverse("network:accept", args=[token]),
        decline_url=reverse("network:decline", args=[token]),
    )
    status = 422 if form and form.errors else 200
    return respond.page(request, "network/invitation", context, status=status)


def _facts(offer: Invitation) -> list[Fact]:
    until = f"{offer.ends_on:%Y-%m-%d}" if offer.ends_on else _("没有期限")
    return [
        Fact(_("角色"), str(Role(offer.role).label)),
        *([Fact(_("职务"), offer.title)] if offer.title else []),
        Fact(_("负责范围"), offer.place.name),
        Fact(_("任期结束"), until),
    ]


def _people_page(
    request: respond.StaffRequest, *, unit: Organisation | None = None
) -> pages.People:
    user, today = request.user, timezone.localdate()
    units = list(policy.units_visible_to(user, request.district, on=today).order_by("code"))
    asked = unit.code if unit else request.GET.get("unit", "")
    shown = next((one for one in units if one.code == asked), units[0] if units else None)
    seats = policy.seats_visible_to(user, request.district, on=today).filter(organisation=shown)
    given = policy.roles_to_give(user, shown, on=today) if shown else frozenset()
    offers = policy.invitations_visible_to(user, request.district, on=today)
    return pages.People(
        unit=shown,
        units=units,
        rows=[
            pages.SeatRow(seat, seat.user_id == user.pk or Role(seat.role) in given)
            for seat in seats.select_related("user", "place").order_by("role", "starts_on", "pk")
        ],
        invitations=list(offers.filter(organisation=shown).order_by("invited_at")),
        can_invite=bool(given),
    )


def _people_url(unit: Organisation) -> str:
    return f"{reverse('network:people')}?unit={unit.code}"


def _field(form: InviteForm | AcceptForm, refusal: Refusal) -> str | None:
    return refusal.field if refusal.field in form.fields else None
