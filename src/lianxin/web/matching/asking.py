"""For whom something is sought, as an address or form says it (`matching.askers`). What one may
not ask for is not there."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.http import Http404
from django.utils import timezone

from lianxin.cases.models import Case
from lianxin.exchange.models import Listing
from lianxin.matching import askers
from lianxin.matching.askers import ME
from lianxin.matching.queries import Asker
from lianxin.network.models import Organisation, User
from lianxin.web.respond import StaffRequest

Found = TypeVar("Found")
__all__ = ["ME", "asker_of", "case_of", "own_listing", "unit_of"]


def asker_of(request: StaffRequest, told: str, *, at: datetime) -> Asker:
    return _there(askers.asker_of(_here(request), told, at=at))


def own_listing(request: StaffRequest, ref: str) -> Listing:
    """A listing that the person answers for."""
    return _there(askers.own_listing(_here(request), ref, on=timezone.localdate()))


def unit_of(request: StaffRequest, code: str) -> Organisation:
    """One's own organisation."""
    return _there(askers.own_unit(_here(request), code, on=timezone.localdate()))


def case_of(request: StaffRequest, ref: str) -> Case:
    return _there(askers.own_case(_here(request), ref, on=timezone.localdate()))


def _here(request: StaffRequest) -> User:
    """Who asks, in her own district."""
    if request.user.district_id != request.district.pk:
        raise Http404
    return request.user


def _there(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found
