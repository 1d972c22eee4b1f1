from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.following import actions, queries
from lianxin.following.models import Follow
from lianxin.kernel import privacy, throttle
from lianxin.kernel.models import DistrictOwned
from lianxin.kernel.refusals import Refusal
from lianxin.lineage.models import Thing
from lianxin.web import respond
from lianxin.web.address import client_address
from lianxin.web.following import build, chains, part, provenance, steps
from lianxin.web.following.forms import MailForm
from lianxin.web.private import private

BOTH = require_http_methods(["GET", "HEAD", "POST"])
MOST, HOUR = 10, timedelta(hours=1)  # addresses that one visitor may have asked


@require_safe
def mine(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "following/mine", build.mine(request))


@require_POST
def stop(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """From the list of what one follows: of what one may not see any more, too."""
    own = queries.of_user(request.user).filter(pk=pk)
    actions.leave(get_object_or_404(own), by=request.user, at=timezone.now())
    respond.tell(request, _("已停，不再通知您。"))
    return redirect("following:mine")


@login_not_required
@BOTH
def follow(request: respond.Request, kind: str, pk: UUID) -> HttpResponse:
    """Follow a thing, or stop: at once by an account, by a letter to an address without."""
    thing, row = _visible(request, kind, pk)
    if request.method != "POST":
        return respond.page(request, "following/asked", build.follow(request, row, thing))
    if user := part.account(request):
        has_ended = request.POST.get("verb") == "end"
        act: Any = actions.unfollow if has_ended else actions.follow
        named = {} if has_ended else {"title": thing.title}
        act(row, user=user, at=timezone.now(), **named)
        respond.tell(request, _("已停，不再通知您。") if has_ended else _("有进展就通知您。"))
        return redirect(thing.url)
    return _by_mail(request, row, thing)


@login_not_required
@private
@BOTH
def letter(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    """What the link of a letter opens, without an account: confirm, see what came of it, stop."""
    every = Follow.objects.filter(district_id=request.district.pk, user=None)
    found: Follow | None = every.filter(pk=pk).first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    if request.method == "POST":
        act = actions.end if request.POST.get("verb") == "end" else actions.confirm
        act(found, code=code, at=timezone.now())
        return redirect(request.path)
    return respond.page(request, "following/letter", build.letter(request, found))


@login_not_required
@require_safe
def chain(request: respond.Request, kind: str, pk: UUID) -> HttpResponse:
    return _drawn(request, Thing(kind, pk), chains.viewer_of(request))


@login_not_required
@private
@require_safe
def chain_by_code(request: respond.Request, kind: str, pk: UUID, code: str) -> HttpResponse:
    return _drawn(request, Thing(kind, pk), _opened(request, pk, code), code=code)


@login_not_required
@require_safe
def prov(request: respond.Request, kind: str, pk: UUID) -> HttpResponse:
    return _exported(request, Thing(kind, pk), chains.viewer_of(request))


@login_not_required
@private
@require_safe
def prov_by_code(request: respond.Request, kind: str, pk: UUID, code: str) -> HttpResponse:
    return _exported(request, Thing(kind, pk), _opened(request, pk, code))


def _opened(request: respond.Request, pk: UUID, code: str) -> steps.Viewer:
    if not privacy.matches_code(pk, code):
        raise Http404
    return chains.viewer_of(request, [pk])


def _walked(viewer: steps.Viewer, thing: Thing) -> chains.Walked:
    """Or 404: what one may not see does not exist."""
    walked = chains.walk(viewer, thing)
    if thing.id not in walked.shown:
        raise Http404
    return walked


def _drawn(
    request: respond.Request, thing: Thing, viewer: steps.Viewer, *, code: str = ""
) -> HttpResponse:
    walked = _walked(viewer, thing)
    page = build.chain(walked, thing, code=code)
    return respond.page(request, "following/drawn", page)


def _exported(request: respond.Request, thing: Thing, viewer: steps.Viewer) -> HttpResponse:
    base = request.build_absolute_uri(reverse("following:mine"))
    told = provenance.document(_walked(viewer, thing), base=base.replace("/following/", "/chain/"))
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _visible(request: respond.Request, kind: str, pk: UUID) -> tuple[steps.Shown, DistrictOwned]:
    """The thing as the reader sees it, or 404."""
    viewer, thing = chains.viewer_of(request), Thing(kind, pk)
    found = steps.shown(viewer, [thing]).get(pk)
    if found is None:
        raise Http404
    model: Any = apps.get_model(kind)
    return found, model.objects.get(district_id=request.district.pk, pk=pk)


def _by_mail(request: respond.Request, row: DistrictOwned, thing: steps.Shown) -> HttpResponse:
    form, now = MailForm(request.POST), timezone.now()
    if form.is_valid():
        try:
            throttle.hit("follow", client_address(request), limit=MOST, per=HOUR, at=now)
            actions.follow_by_mail(
                row, email=form.cleaned_data["email"], language=get_language() or "",
                title=thing.title, at=now,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("email", refusal.message)
        else:
            page = build.follow(request, row, thing, is_asked=True)
            return respond.page(request, "following/asked", page)
    page = build.follow(request, row, thing, form=form)
    return respond.page(request, "following/asked", page, status=422)
