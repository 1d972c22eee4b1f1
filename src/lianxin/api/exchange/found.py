"""From the numbers and codes in a request to the things, as far as the person may see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.tokens import ApiRequest
from lianxin.exchange import policy
from lianxin.exchange.models import Claim, Listing, Slot, Space
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place


def listings(request: ApiRequest) -> Any:
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    return visible.whole().select_related("district", "owner")


def listing(request: ApiRequest, ref: str) -> Listing:
    found: Listing = get_object_or_404(listings(request), ref=ref)
    return found


def claims(request: ApiRequest) -> Any:
    visible = policy.claims_visible_to(request.user, on=timezone.localdate())
    return visible.whole().select_related("ordered_by")


def claim(request: ApiRequest, ref: str) -> Claim:
    found: Claim = get_object_or_404(claims(request), ref=ref)
    return found


def slot(of: Listing, pk: UUID | None) -> Slot:
    rows = Slot.objects.filter(district_id=of.district_id, listing=of)
    rows = rows.select_related("listing__district", "listing__provider")
    found = rows.filter(pk=pk).first() if pk else None
    if found is None:
        raise Refusal(_("请选一场。"), field="slot")
    return found


def spaces(of: Listing) -> Any:
    rows = Space.objects.filter(district_id=of.district_id, listing=of)
    return rows.select_related("listing__district", "listing__provider").order_by("code")


def space(of: Listing, code: str) -> Space:
    found: Space | None = spaces(of).filter(code=code).first()
    if found is None:
        raise Refusal(_("没有代码为“%s”的场地。") % code, field="space")
    return found


def place(district_id: int, code: str, *, field: str = "place") -> Place | None:
    if not code:
        return None
    found = network.place_coded(district_id, code)
    if found is None:
        raise Refusal(_("没有代码为“%s”的地点。") % code, field=field, code="unknown_place")
    return found


def unit(district_id: int, code: str, *, field: str) -> Organisation | None:
    return some_unit(district_id, code, field=field) if code else None


def some_unit(district_id: int, code: str, *, field: str) -> Organisation:
    """The one that has the code. Raises `Refusal` where there is none."""
    found = network.unit_coded(district_id, code)
    if found is None:
        raise Refusal(_("没有代码为“%s”的单位。") % code, field=field)
    return found
