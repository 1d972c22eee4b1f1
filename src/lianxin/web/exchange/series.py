"""The same room at the same hour, week after week: all of it, or all but what is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianxin.exchange import policy
from lianxin.exchange.actions import bookings
from lianxin.exchange.actions.bookings import MOST_SERIES, Series, SeriesTaken, Span
from lianxin.exchange.models import Listing, Space
from lianxin.kernel.refusals import Refusal, TooMany
from lianxin.network.models import User
from lianxin.web import respond
from lianxin.web.exchange import pages
from lianxin.web.exchange.taking_forms import BookingForm
from lianxin.web.pacing import pace
from lianxin.web.parts import Link

MOST = 20  # an hour for one number


class SeriesForm(BookingForm):
    """How many weeks, beside what a booking says."""

    weeks = forms.IntegerField(
        label=gettext_lazy("连续几周？"), min_value=2, max_value=MOST_SERIES, initial=12
    )
    skip_conflicts = forms.BooleanField(
        label=gettext_lazy("有人预约了的日期就跳过"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(("space", "day", "start", "end", "weeks", "skip_conflicts"))

    @property
    def spans(self) -> list[Span]:
        first = Span(*self.span)
        return [first.moved(timedelta(weeks=n)) for n in range(self.cleaned_data["weeks"])]


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: respond.Request, ref: str) -> HttpResponse:
    """Without `skip_conflicts` one date that is taken refuses all, and is named."""
    found, spaces = _venue(request, ref)
    if request.method != "POST":
        return _shown(request, found, SeriesForm(listing=found, spaces=spaces))
    form = SeriesForm(request.POST, listing=found, spaces=spaces)
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    try:
        done = _book(request, form, spaces)
    except SeriesTaken as refusal:
        form.refuse(refusal)
        return _shown(request, found, form, taken=refusal.conflicts, status=409)
    except TooMany as refusal:
        return respond.refused(request, "exchange/series", _page(found, form), refusal)
    except Refusal as refusal:
        form.refuse(refusal)
        return _shown(request, found, form, status=respond.status_of(refusal))
    return _shown(request, found, form, done=done)


def _book(request: respond.Request, form: SeriesForm, spaces: Sequence[Space]) -> Series:
    now, told = timezone.now(), form.cleaned_data
    pace(request, told["phone"], scope="series", of_number=MOST, at=now)
    by = request.user if isinstance(request.user, User) else None
    by = by if by and by.district_id == request.district.pk else None
    space = next(one for one in spaces if one.pk == told["space"])
    return bookings.book_series(
        space, form.spans, form.wish(by), key=told["key"], at=now, by=by,
        skip_conflicts=told["skip_conflicts"],
    )  # fmt: skip


def _shown(
    request: respond.Request, found: Listing, form: SeriesForm, *, status: int = 200, **told: Any
) -> HttpResponse:
    return respond.page(request, "exchange/series", _page(found, form, **told), status=status)


def _page(
    found: Listing,
    form: SeriesForm,
    *,
    taken: Sequence[Span] = (),
    done: Series | None = None,
) -> pages.Series:
    booked = done.booked if done else ()
    return pages.Series(
        title=found.title,
        form=None if done else form,
        here=reverse("exchange:series", args=[found.ref]),
        taken=[_said(span) for span in (done.skipped if done else taken)],
        booked=[
            Link(
                _said(Span(one.claim.starts_at, one.claim.ends_at)),
                reverse("exchange:receipt", args=[one.claim.ref, one.code]),
            )
            for one in booked
            if one.claim.starts_at and one.claim.ends_at
        ],
        can_skip=bool(taken),
        crumbs=[Link(found.title, reverse("exchange:listing", args=[found.ref]))],
    )


def _said(span: Span) -> str:
    local = timezone.localtime
    return f"{local(span.starts_at):%Y-%m-%d %H:%M}–{local(span.ends_at):%H:%M}"


def _venue(request: respond.Request, ref: str) -> tuple[Listing, list[Space]]:
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref, kind="VENUE")
    spaces = Space.objects.filter(district_id=found.district_id, listing=found)
    return found, list(spaces.select_related("listing__district").order_by("code"))
