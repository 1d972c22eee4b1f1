"""How a listing is taken up by page: ordered, signed up for, booked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.actions import applications, bookings, orders, places
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.claiming import Receipt, require_listing
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Every, Listing, Slot, Space
from lianxin.exchange.states import Shape
from lianxin.fulfilment.actions import recurring, touring
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.web.exchange import pages
from lianxin.web.exchange.taking_forms import (
    ApplyForm,
    BookingForm,
    ChildForm,
    OrderForm,
    SignUpForm,
    TakingForm,
)
from lianxin.web.exchange.tour_forms import HostForm
from lianxin.web.shell import times

MOST_SLOTS = 60
LABELS: Mapping[Shape, tuple[str | Promise, str]] = {
    Shape.ORDER: (_("点单"), "shopping-basket"),
    Shape.PLACE: (_("报名"), "ticket"),
    Shape.BOOKING: (_("预约"), "calendar-check"),
    Shape.APPLICATION: (pgettext_lazy("verb", "申请"), "send"),
    Shape.INTEREST: (_("想对接"), "handshake"),
}
ELSEWHERE = frozenset({"CHALLENGE"})  # kinds with pages of their own to take them up


def shape_of(listing: Listing) -> Shape:
    return KINDS[listing.kind].shape


def why_not(listing: Listing, *, at: datetime) -> str:
    """Why it cannot be taken up now; "" when it can, or when there is nothing to take up."""
    if shape_of(listing) not in LABELS or listing.kind in ELSEWHERE:
        return ""
    if listing.is_full and shape_of(listing) in applications.SHAPES:
        return gettext("名额已满。")
    try:
        require_listing(listing, shape_of(listing), at=at)
    except Refusal as refusal:
        return refusal.message
    return ""


def form_of(
    listing: Listing, data: Any = None, *, at: datetime, told: Mapping[str, str] | None = None
) -> TakingForm | None:
    """The form that takes it up; None where there is none, or nothing left to choose. `told` are
    the hours that a link has chosen already."""
    shape = shape_of(listing)
    if shape in applications.SHAPES and listing.kind not in ELSEWHERE:
        return ApplyForm(data, listing=listing)
    if shape == Shape.ORDER:
        of_kind = HostForm if listing.kind == touring.TOUR else OrderForm
        return of_kind(data, listing=listing)
    if shape == Shape.PLACE:
        slots = coming(listing, at=at)
        kind = ChildForm if listing.details.get("needs_guardian") else SignUpForm
        return kind(data, listing=listing, slots=slots) if slots else None
    if shape == Shape.BOOKING:
        spaces = list(
            Space.objects.filter(district_id=listing.district_id, listing=listing).order_by("code")
        )
        return BookingForm(data, listing=listing, spaces=spaces, told=told) if spaces else None
    return None


def part(listing: Listing, form: TakingForm | None) -> pages.Taking | None:
    if form is None:
        return None
    label, icon = LABELS[shape_of(listing)]
    if listing.kind == touring.TOUR:
        label, icon = gettext("请专家来"), "route"
    return pages.Taking(
        label=str(label),
        icon=icon,
        url=reverse("exchange:take", args=[listing.ref]),
        form=form,
    )


def take(listing: Listing, form: TakingForm, *, by: User | None, at: datetime) -> Receipt:
    """Raises `Refusal`; `bookings.Taken` says what is free."""
    act: Callable[..., Receipt] = ACTS[shape_of(listing)]
    return act(listing, form, by=by, at=at)


def coming(listing: Listing, *, at: datetime) -> list[Slot]:
    slots = Slot.objects.filter(
        district_id=listing.district_id, listing=listing, cancelled_at=None, starts_at__gt=at
    )
    return list(slots.order_by("starts_at", "pk")[:MOST_SLOTS])


def _order(
    listing: Listing, form: OrderForm | HostForm, *, by: User | None, at: datetime
) -> Receipt:
    told = form.cleaned_data
    key, wish = told["key"], form.wish(by)
    if told.get("every"):
        return recurring.begin(
            listing, wish, every=Every(told["every"]), until_on=told["until_on"],
            key=key, at=at, by=by,
        )  # fmt: skip
    return orders.order(listing.district, wish, listing=listing, key=key, at=at, by=by)


def _apply(listing: Listing, form: ApplyForm, *, by: User | None, at: datetime) -> Receipt:
    return applications.apply(listing, form.wish(by), key=form.cleaned_data["key"], at=at, by=by)


def _sign_up(listing: Listing, form: SignUpForm, *, by: User | None, at: datetime) -> Receipt:
    slot = Slot.objects.select_related("listing__district", "listing__provider").get(
        district_id=listing.district_id, pk=form.cleaned_data["slot"]
    )
    return places.take(slot, form.wish(by), key=form.cleaned_data["key"], at=at, by=by)


def _book(listing: Listing, form: BookingForm, *, by: User | None, at: datetime) -> Receipt:
    space = Space.objects.select_related("listing__district", "listing__provider").get(
        district_id=listing.district_id, listing=listing, pk=form.cleaned_data["space"]
    )
    span = Span(*form.span)
    key = form.cleaned_data["key"]
    return bookings.book(space, span, form.wish(by), key=key, at=at, by=by)


ACTS: Mapping[Shape, Callable[..., Receipt]] = {
    Shape.ORDER: _order,
    Shape.PLACE: _sign_up,
    Shape.BOOKING: _book,
    Shape.APPLICATION: _apply,
    Shape.INTEREST: _apply,
}


def free_times(free: Iterable[tuple[Space, Span]]) -> list[pages.Free]:
    """Other times that are free, as people say them and as a button sends them."""
    found = []
    for space, span in free:
        starts, ends = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
        day = times.on_day(starts)
        value = f"{space.pk}|{starts:%Y-%m-%d}|{starts:%H:%M}|{ends:%H:%M}"
        found.append(pages.Free(f"{space.name} {day} {starts:%H:%M}–{ends:%H:%M}", value))
    return found
