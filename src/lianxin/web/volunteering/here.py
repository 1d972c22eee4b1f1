"""What the code on the spot opens: check in, and later out, by one tap; also for who comes by."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange.models import Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy, throttle
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.volunteering.actions import presence, signing
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Presence
from lianxin.volunteering.queries import SHIFT
from lianxin.web import respond
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private
from lianxin.web.volunteering import build, pages, tapped, who, words
from lianxin.web.volunteering.forms import HereForm, WalkInForm

TRIES, HOUR = 20, timedelta(hours=1)


@login_not_required
@private
@require_safe
def here(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    slot = _slot(request, pk, code)
    context = _page(request, slot, code, _mine(request, slot))
    return respond.page(request, "volunteering/here", context)


@login_not_required
@private
@require_POST
def check_here(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    """In or out, whichever is next."""
    slot = _slot(request, pk, code)
    found = _mine(request, slot)
    form: Any = Keyed(request.POST) if found else HereForm(request.POST)
    if not form.is_valid():
        context = _page(request, slot, code, found, form=form)
        return respond.page(request, "volunteering/here", context, status=422)
    try:
        fresh = _check(request, slot, found, code=code, told=form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        context = _page(request, slot, code, found, form=form)
        status = respond.status_of(refusal)
        return respond.page(request, "volunteering/here", context, status=status)
    respond.tell(request, _("已签退，谢谢您。") if fresh.out_at else _("已签到，辛苦了。"))
    context = _page(request, slot, code, fresh, is_done=True)
    return respond.page(request, "volunteering/here", context)


def _check(
    request: respond.Request,
    slot: Slot,
    found: Presence | None,
    *,
    code: str,
    told: dict[str, Any],
) -> Presence:
    """Do it, and give her time as it is afterwards. What had been done, is done."""
    now = timezone.now()
    if found is None:
        throttle.hit("here", str(slot.pk), limit=TRIES * 10, per=HOUR, at=now)
        found = _by_phone(slot, told["phone"])
    act = tapped.ACTS[tapped.verb(request, found)]
    user, at = who.user_of(request), tapped.moment(request, now=now, opened=slot.pk)
    with suppress(Repeated):
        act(found, How.QR, code=code, by=user, at=at, key=told["key"])
    fresh: Presence = _of(slot).get(pk=found.pk)
    return fresh


@login_not_required
@private
@require_POST
def walk_in(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    """Somebody who did not sign up and is at the door: in and there by one form, or one tap."""
    slot, now = _slot(request, pk, code), timezone.now()
    form: Any = Keyed(request.POST) if who.is_known(request) else WalkInForm(request.POST)
    if not form.is_valid():
        context = _page(request, slot, code, _mine(request, slot), walk_form=form)
        return respond.page(request, "volunteering/here", context, status=422)
    try:
        throttle.hit("here", str(slot.pk), limit=TRIES * 10, per=HOUR, at=now)
        key, told = form.cleaned_data["key"], getattr(form, "profile", None)
        presence.require_time(slot, at=now)
        volunteer = who.settle(request, told, key=key, at=now)
        found = signing.walk_in(slot, volunteer, code=code, at=now, key=key)
    except Refusal as refusal:
        form.refuse(refusal)
        context = _page(request, slot, code, _mine(request, slot), walk_form=form)
        status = respond.status_of(refusal)
        return respond.page(request, "volunteering/here", context, status=status)
    respond.tell(request, _("已签到，辛苦了。"))
    context = _page(request, slot, code, found, is_done=True)
    return who.remember(respond.page(request, "volunteering/here", context), volunteer)


def _slot(request: respond.Request, pk: UUID, code: str) -> Slot:
    slots = Slot.objects.filter(district_id=request.district.pk, listing__kind=SHIFT)
    whole = slots.select_related("listing__provider", "listing__place", "listing__district")
    slot = get_object_or_404(whole.defer("listing__place__shape"), pk=pk)
    if not privacy.matches_code(slot.pk, code):
        raise Http404
    return slot


def _of(slot: Slot) -> Any:
    gone = (ClaimState.CANCELLED,)
    found = Presence.objects.filter(district_id=slot.district_id, slot=slot)
    return found.exclude(claim__state__in=gone).whole()


def _mine(request: respond.Request, slot: Slot) -> Presence | None:
    volunteer = who.volunteer_of(request)
    if volunteer is None:
        return None
    found: Presence | None = _of(slot).filter(volunteer=volunteer).first()
    return found


def _by_phone(slot: Slot, phone: str) -> Presence:
    """Whoever signed up for this shift with that number."""
    marks = privacy.blind_indexes(phone, purpose="phone")
    found: Presence | None = _of(slot).filter(claim__claimant__phone_index__in=marks).first()
    if found is None:
        raise Refusal(_("这一班没有用这个手机号的报名，请核对，或者找组织者。"), field="phone")
    return found


def _page(
    request: respond.Request,
    slot: Slot,
    code: str,
    found: Presence | None,
    *,
    form: Any = None,
    walk_form: Any = None,
    is_done: bool = False,
) -> pages.Here:
    now, is_known = timezone.now(), who.is_known(request)
    state, level = words.stage(found, at=now) if found else ("", "")
    verb, label = _next(found, is_done=is_done, is_known=is_known)
    is_open = found is None and presence.is_time(slot, at=now) and slot.cancelled_at is None
    return pages.Here(
        title=slot.listing.title,
        when=words.span(slot.starts_at, slot.ends_at),
        where=build.where(slot.listing),
        name=privacy.mask_name(found.claim.claimant.name or "") if found else "",
        state=state,
        level=level,
        verb=verb,
        label=label,
        form=form or (Keyed() if found else HereForm()),
        url=reverse("volunteering:check_here", args=[slot.pk, code]),
        opened=tapped.seal(slot.pk, at=now),
        walk_form=(walk_form or (Keyed() if is_known else WalkInForm(auto_id="id_walk_%s")))
        if is_open
        else None,
        walk_url=reverse("volunteering:walk_in", args=[slot.pk, code]),
        note=_("离开时再扫一次这个码，按“签退”。") if found and found.out_at is None else "",
        mine_url=reverse("volunteering:mine") if found and found.volunteer_id else "",
    )


def _next(found: Presence | None, *, is_done: bool, is_known: bool) -> tuple[str, str]:
    if found is None:  # who is known, and has no place, has nothing to check
        return ("", "") if is_known else ("check", _("签到或签退"))
    if is_done or (found.out_at and not found.is_auto_closed):
        return "", ""
    return ("check_out", _("签退")) if found.in_at else ("check_in", _("签到"))
