"""Who signed up for something or booked it, for those who give it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange import policy
from lianxin.exchange.actions import children, places
from lianxin.exchange.models import Child, Claim, Listing, PickUp, Qualification
from lianxin.exchange.states import ClaimState
from lianxin.fulfilment.actions import certifying
from lianxin.network.models import User
from lianxin.web import claims, paging, respond
from lianxin.web.claims import LEVELS
from lianxin.web.exchange import pages
from lianxin.web.exchange.views import WORKING
from lianxin.web.keyed import key_of
from lianxin.web.paging import Order
from lianxin.web.parts import Link, Tab
from lianxin.web.seats import holding
from lianxin.web.shell import times

COMING_FIRST = Order("starts_at")
LATEST_FIRST = Order("starts_at", is_descending=True)
COMING, PAST = "coming", "past"
SHOWN = ("slot", "space", "claimant", "child", "listing", "qualification")
Act = Callable[..., object]


@require_safe
@holding(*WORKING)
def people(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return respond.page(request, "exchange/people", _page(request, _listing(request, ref)))


@require_POST
@holding(*WORKING)
def attend(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Somebody is there (签到)."""
    return _deed(request, ref, places.attend, said=_("%s 已签到。"))


@require_POST
@holding(*WORKING)
def miss(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Somebody did not come."""
    return _deed(request, ref, places.miss, said=_("%s 已记为未到，只有你们单位和本人看得到。"))


@require_POST
@holding(*WORKING)
def correct(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Somebody was there after all."""
    return _deed(request, ref, places.correct, said=_("%s 已更正为到场。"))


def _deed(request: respond.StaffRequest, ref: str, act: Act, *, said: str) -> HttpResponse:
    found = _listing(request, ref)
    taken = Claim.objects.filter(district_id=found.district_id, listing=found)
    claim: Claim = get_object_or_404(taken.whole(), ref=request.POST.get("claim", ""))
    is_past = request.GET.get("tab") == PAST
    return respond.deed(
        request,
        lambda: act(claim, by=request.user, at=timezone.now(), key=key_of(request)),
        template="exchange/people",
        context=lambda: _page(request, found),
        url=paging.address("exchange:people", ref, tab=PAST if is_past else ""),
        said=said % claim.ref,
    )


@require_POST
@holding(*WORKING)
def hand_over(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """A child leaves, with whom its guardian said."""
    to = request.POST.get("to", "")

    def act(claim: Claim, *, by: User, at: datetime, **_key: object) -> None:
        children.hand_over(claim, to=to, by=by, at=at)

    return _deed(request, ref, act, said=_("%s 已登记离开。"))


@require_POST
@holding(*WORKING)
def certify(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Somebody came as often as the course asks (发证)."""

    def act(claim: Claim, *, by: User, at: datetime, key: UUID | None) -> None:
        certifying.certify(claim, by=by, at=at, key=key or claim.pk)

    return _deed(request, ref, act, said=_("%s 的证书已发，本人会收到。"))


def _listing(request: respond.StaffRequest, ref: str) -> Listing:
    """One that the person gives: nobody else learns who comes. Who comes to a shift is seen where
    her hours are."""
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    units = policy.units_of(request.user, on=on)
    own = visible.exclude(kind="SHIFT").whole()
    found: Listing = get_object_or_404(own, ref=ref, provider__in=units)
    return found


def _page(request: respond.StaffRequest, listing: Listing) -> pages.People:
    """Today and later, or before. Who has called off is in nobody's way."""
    now = timezone.now()
    taken = Claim.objects.filter(
        district_id=listing.district_id, listing=listing, starts_at__isnull=False
    ).exclude(state=ClaimState.CANCELLED)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    is_past = request.GET.get("tab") == PAST
    when = {"starts_at__lt": midnight} if is_past else {"starts_at__gte": midnight}
    found = paging.page(
        taken.filter(**when).select_related(*SHOWN),
        request.GET,
        order=LATEST_FIRST if is_past else COMING_FIRST,
        here="exchange:people",
        args=(listing.ref,),
    )
    numbers = _numbers(found.rows)
    return pages.People(
        title=listing.title,
        tabs=_tabs(listing, is_past=is_past),
        rows=[_row(claim, numbers.get(claim.pk, 0), at=now) for claim in found.rows],
        pager=found.pager,
        week_url=reverse("exchange:week", args=[listing.ref]) if listing.kind == "VENUE" else "",
        here=f"?tab={PAST}" if is_past else "",
        urls={
            name: reverse(f"exchange:{name}", args=[listing.ref])
            for name in ("attend", "miss", "correct", "hand_over", "certify")
        },
        crumbs=[Link(listing.title, reverse("exchange:listing", args=[listing.ref]))],
    )


def _tabs(listing: Listing, *, is_past: bool) -> list[Tab]:
    return [
        Tab(_("今天和以后"), reverse("exchange:people", args=[listing.ref]), not is_past),
        Tab(_("以前的"), paging.address("exchange:people", listing.ref, tab=PAST), is_past),
    ]


def _numbers(rows: Sequence[Claim]) -> dict[UUID, int]:
    """The number of each on her waiting list. One query, none where nobody waits."""
    slots = {claim.slot_id for claim in rows if claim.state == ClaimState.WAITING}
    if not slots:
        return {}
    waiting = Claim.objects.filter(
        district_id=rows[0].district_id, slot__in=slots, state=ClaimState.WAITING
    )
    lines: defaultdict[UUID, count[int]] = defaultdict(lambda: count(1))
    return {pk: next(lines[slot]) for slot, pk in waiting.order_by("pk").values_list("slot", "pk")}


def _row(claim: Claim, number: int, *, at: datetime) -> pages.Person:
    state, local = ClaimState(claim.state), timezone.localtime
    assert claim.starts_at is not None  # asked for above
    child: Child | None = getattr(claim, "child", None)
    made: Qualification | None = getattr(claim, "qualification", None)
    can_certify = state == ClaimState.DONE and claim.seats == 1 and certifying.is_certified(claim)
    starts = local(claim.starts_at)
    day = times.on_day(starts)
    return pages.Person(
        ref=claim.ref,
        name=claim.claimant.name or "",
        phone=claim.claimant.phone or "",
        seats=claim.seats,
        subject=claim.space.name if claim.space else claim.slot.title if claim.slot else "",
        when=f"{day} {starts:%H:%M}",
        state=str(state.label),
        level=LEVELS.get(state, ""),
        number=number,
        can_attend=state == ClaimState.HELD,
        can_miss=state == ClaimState.HELD and claim.starts_at <= at,
        can_correct=state == ClaimState.MISSED,
        can_certify=can_certify and made is None,
        paper=Link(made.title, claims.checked_at(made)) if made else None,
        child=child.name or "" if child else "",
        leaves=_leaves(child) if child else "",
        leave_with=_leave_with(child) if child and state == ClaimState.DONE else (),
    )


def _leaves(child: Child) -> str:
    if child.left_at:
        at = f"{timezone.localtime(child.left_at):%H:%M}"
        return _("%(at)s 离开：%(how)s") % {"at": at, "how": child.get_left_with_display()}
    return " ".join(
        part
        for part in (
            str(PickUp(child.pick_up).label), child.picker or "", child.picker_phone or "",
        )
        if part
    )  # fmt: skip


def _leave_with(child: Child) -> list[tuple[str, str]]:
    if child.left_at:
        return []
    how = [PickUp(code) for code in dict.fromkeys((child.pick_up, PickUp.GUARDIAN.value))]
    return [(one.value, str(one.label)) for one in how]
