"""For whom something is sought, as an address or form says it: `me`, `firm-code`, `listing-ref`,
`case-ref`. What one may not ask for is not there."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lianxin.cases import policy as cases
from lianxin.cases.models import Case
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing
from lianxin.matching import policy, queries
from lianxin.matching.queries import Asker
from lianxin.network import queries as network
from lianxin.network.models import Organisation
from lianxin.web.respond import StaffRequest

ME = "me"


def asker_of(request: StaffRequest, told: str, *, at: datetime) -> Asker:
    what, _dash, name = told.partition("-")
    if what == ME:
        profile = queries.profile_of(request.user)
        if profile is not None:
            return queries.for_profile(profile)
    elif what == "firm":
        firm = queries.firm_of(unit_of(request, name))
        if firm is not None:
            return queries.for_firm(firm, at=at)
    elif what == "listing":
        return queries.for_listing(own_listing(request, name))
    elif what == "case":
        return queries.for_case(case_of(request, name))
    raise Http404


def own_listing(request: StaffRequest, ref: str) -> Listing:
    """A listing that the person answers for."""
    on = timezone.localdate()
    visible = exchange.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(visible.whole(), ref=ref)
    if not policy.may_ask_for(request.user, found, on=on):
        raise Http404
    return found


def unit_of(request: StaffRequest, code: str) -> Organisation:
    """One's own organisation."""
    unit = network.unit_coded(request.district.pk, code)
    if unit is None or unit.pk not in exchange.units_of(request.user, on=timezone.localdate()):
        raise Http404
    return unit


def case_of(request: StaffRequest, ref: str) -> Case:
    visible = cases.visible_to(request.user, on=timezone.localdate())
    found: Case = get_object_or_404(visible.whole(), ref=ref, district_id=request.district.pk)
    return found
