"""From what a request names to the things, as far as the person may see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.tokens import ApiRequest
from lianxin.exchange.models import Slot
from lianxin.exchange.states import ListingState
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Place
from lianxin.volunteering import policy, queries
from lianxin.volunteering.actions import helping
from lianxin.volunteering.models import Presence, Team, Volunteer

HIDDEN = (ListingState.DRAFT, ListingState.REVIEWING)


def shifts(district: District) -> Any:
    """Those that were public once."""
    found = Slot.objects.filter(district_id=district.pk, listing__kind=queries.SHIFT)
    joined = ("listing__provider", "listing__place", "listing__district")
    return found.exclude(listing__state__in=HIDDEN).select_related(*joined)


def shift(request: ApiRequest, pk: UUID) -> Slot:
    found: Slot = get_object_or_404(shifts(request.district), pk=pk)
    return found


def run_shift(request: ApiRequest, pk: UUID) -> Slot:
    """One that the person runs: nobody else learns who comes."""
    mine = policy.slots_run_by(request.user, on=timezone.localdate())
    joined = ("listing__provider", "listing__place", "listing__district")
    found: Slot = get_object_or_404(mine.select_related(*joined), pk=pk)
    return found


def own(request: ApiRequest, *, at: datetime) -> Volunteer:
    """The volunteer that the person is; one now, where she was none."""
    return queries.volunteer_of(request.user) or helping.volunteer_for(request.user, at=at)


def service(request: ApiRequest, pk: UUID) -> Presence:
    """Her own, or one of a shift that she runs."""
    on, user = timezone.localdate(), request.user
    runs = policy.slots_run_by(user, on=on).values("pk")
    rows = Presence.objects.filter(district_id=request.district.pk).whole()
    found: Presence | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    is_hers = found.volunteer is not None and found.volunteer.user_id == user.pk
    if not is_hers and not runs.filter(pk=found.slot_id).exists():
        raise Http404
    return found


def team(request: ApiRequest, code: str) -> Team:
    found = queries.teams(request.district.pk).prefetch_related("areas")
    return get_object_or_404(found, organisation__code=code)


def place(district: District, code: str) -> Place:
    found = network.place_coded(district.pk, code)
    if found is None:
        raise Refusal(_("没有代码为“%s”的地点。") % code, field="place", code="unknown_place")
    return found


def unit(district: District, code: str, *, field: str) -> Organisation:
    found = network.unit_coded(district.pk, code)
    if found is None:
        raise Refusal(_("没有代码为“%s”的单位。") % code, field=field)
    return found
