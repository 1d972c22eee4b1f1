"""What everybody can do: look, ask, apply; and put one out."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.challenges import policy
from lianxin.challenges.actions import applying, putting
from lianxin.challenges.models import Challenge
from lianxin.exchange import policy as exchange
from lianxin.exchange.actions.claiming import Receipt
from lianxin.kernel import throttle
from lianxin.network.models import Organisation, User
from lianxin.web import respond
from lianxin.web.address import client_address
from lianxin.web.challenges import build, pages
from lianxin.web.challenges.forms import ApplyForm, AskForm
from lianxin.web.challenges.put_forms import PutForm

MOST, HOUR = 60, timedelta(hours=1)


@login_not_required
@require_safe
def home(request: respond.Request) -> HttpResponse:
    return respond.page(request, "challenges/home", build.home(request))


@login_not_required
@require_safe
def challenge(request: respond.Request, ref: str) -> HttpResponse:
    return respond.page(
        request, "challenges/challenge", build.challenge(request, visible(request, ref))
    )


@login_not_required
@require_POST
def ask(request: respond.Request, ref: str) -> HttpResponse:
    found, form, now = visible(request, ref), AskForm(request.POST), timezone.now()

    def put() -> None:
        throttle.hit("ask", client_address(request), limit=MOST, per=HOUR, at=now)
        putting.ask(found, form.cleaned_data["text"], at=now, key=form.cleaned_data["key"])

    if form.attempt(put) is None:
        context = build.challenge(request, found, form=form)
        return respond.page(request, "challenges/challenge", context, status=form.status)
    respond.tell(request, _("已收到，答复以后公布在这里。"))
    return redirect("challenges:challenge", ref)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: respond.Request, ref: str) -> HttpResponse:
    """Also after the deadline: then the server's time is said, and what was typed is kept."""
    found, user, now = visible(request, ref), _own(request), timezone.now()
    is_sent = request.method == "POST"
    form = ApplyForm(*(_sent(request) if is_sent else ()), units=_units(user))

    def hand_in() -> Receipt:
        throttle.hit("apply", client_address(request), limit=MOST, per=HOUR, at=now)
        told, key = form.told(user), form.cleaned_data["key"]
        files = form.cleaned_data["files"]
        return applying.apply(found, told, files=files, by=user, at=now, key=key)

    done = form.attempt(hand_in)
    if done is None:
        context = build.apply(found, form, lost_files=bool(request.FILES))
        return respond.page(request, "challenges/apply", context, status=form.status)
    receipt = done.made
    own = reverse("challenges:application", args=[receipt.claim.ref, receipt.code])
    return redirect(f"{own}?new=1")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: respond.StaffRequest) -> HttpResponse:
    units = _units(request.user)
    if not units:
        raise PermissionDenied
    form = PutForm(*([request.POST] if request.method == "POST" else ()), units=units)
    done = form.attempt(
        lambda: putting.put_out(
            request.district, form.draft, form.course, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        context = pages.Put(form=form, crumbs=build.crumbs())
        return respond.page(request, "challenges/new", context, status=form.status)
    respond.tell(request, _("已发榜。"))
    return redirect("challenges:run", done.made.listing.ref)


def visible(request: respond.Request, ref: str) -> Challenge:
    on = timezone.localdate()
    found = policy.visible_to(request.user, request.district.pk, on=on).whole()
    one: Challenge = get_object_or_404(found, listing__ref=ref)
    return one


def published(request: respond.StaffRequest, ref: str) -> Challenge:
    """One that the person decides on; to others its inner pages do not exist."""
    found = visible(request, ref)
    if not policy.publishes(request.user, found, on=timezone.localdate()):
        raise Http404
    return found


def _own(request: respond.Request) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.district_id == request.district.pk else None


def _units(user: User | None) -> object:
    if user is None or user.district_id is None:
        return None
    units = exchange.units_of(user, on=timezone.localdate())
    found = Organisation.objects.filter(district_id=user.district_id, pk__in=units)
    return found.select_related("place").order_by("name") if units else None


def _sent(request: respond.Request) -> tuple[object, object]:
    return request.POST, request.FILES
