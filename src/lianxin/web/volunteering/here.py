"""What the code on the spot opens: check in, and later out, by one tap."""

from __future__ import annotations

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
from lianxin.kernel.refusals import Refusal
from lianxin.volunteering.actions import presence
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Presence
from lianxin.volunteering.queries import SHIFT
from lianxin.web import respond
from lianxin.web.me.forms import Keyed
from lianxin.web.me.private import private
from lianxin.web.volunteering import build, pages, who, words
from lianxin.web.volunteering.forms import HereForm

TRIES, HOUR = 20, timedelta(hours=1)


@login_not_required
@private
@require_safe
def here(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    slot = _slot(request, pk, code)
    context = _page(slot, code, _mine(request, slot))
    return respond.page(request, "volunteering/here", context)


@login_not_required
@private
@require_POST
def check_here(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    """In or out, whichever is next."""
    slot, now = _slot(request, pk, code), timezone.now()
    found = _mine(request, slot)
    form: Any = Keyed(request.POST) if found else HereForm(request.POST)
    if not form.is_valid():
        context = _page(slot, code, found, form=form)
        return respond.page(request, "volunteering/here", context, status=422)
    try:
        if found is None:
            throttle.hit("here", str(slot.pk), limit=TRIES * 10, per=HOUR, at=now)
            found = _by_phone(slot, form.cleaned_data["phone"])
        act = presence.check_out if found.in_at else presence.check_in
        said = _("已签退，谢谢您。") if found.in_at else _("已签到，辛苦了。")
        user = who.user_of(request)
        act(found, How.QR, code=code, by=user, at=now, key=form.cleaned_data["key"])
    except Refusal as refusal:
        form.refuse(refusal)
        context = _page(slot, code, found, form=form)
        status = respond.status_of(refusal)
        return respond.page(request, "volunteering/here", context, status=status)
    respond.tell(request, said)
    fresh = _of(slot).get(pk=found.pk)
    return respond.page(request, "volunteering/here", _page(slot, code, fresh, is_done=True))


def _slot(request: respond.Request, pk: UUID, code: str) -> Slot:
    slots = Slot.objects.filter(district_id=request.district.pk, listing__kind=SHIFT)
    whole = slots.select_related("listing__provider", "listing__place")
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
    slot: Slot, code: str, found: Presence | None, *, form: Any = None, is_done: bool = False
) -> pages.Here:
    now = timezone.now()
    state, level = words.stage(found, at=now) if found else ("", "")
    verb, label = _next(found, is_done=is_done)
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
        note=_("离开时再扫一次这个码，按“签退”。") if found and found.out_at is None else "",
        mine_url=reverse("volunteering:mine") if found and found.volunteer_id else "",
    )


def _next(found: Presence | None, *, is_done: bool) -> tuple[str, str]:
    if found is None:
        return "check", _("签到或签退")
    if is_done or (found.out_at and not found.is_auto_closed):
        return "", ""
    return ("check_out", _("签退")) if found.in_at else ("check_in", _("签到"))
