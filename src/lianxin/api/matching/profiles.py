"""What people and firms say of themselves."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from lianxin.api.exchange import found
from lianxin.api.exchange.shapes import DoneOut
from lianxin.api.matching.shapes import FirmIn, FirmOut, ProfileIn, ProfileOut, bits_of
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.kernel.refusals import NotAllowed
from lianxin.matching import askers, queries
from lianxin.matching.actions import profiles
from lianxin.matching.actions.profiles import Answers, Told
from lianxin.network.models import Organisation, Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["matching"], auth=Bearer(Scope.EXCHANGE_READ))
TAKE, ACT = Bearer(Scope.EXCHANGE_TAKE), Bearer(Scope.EXCHANGE_ACT)
Code = Annotated[str, Path(max_length=60, pattern=PLAIN)]


@router.get("/profile", response={200: ProfileOut, **FAILURES})
def get_profile(request: ApiRequest) -> ProfileOut:
    """One's own; 404 while there is none."""
    held = queries.profile_of(request.user)
    if held is None:
        raise Http404
    return ProfileOut.of(held)


@router.post("/profile", response={200: ProfileOut, 201: ProfileOut, **FAILURES}, auth=TAKE)
def put_profile(request: ApiRequest, said: ProfileIn) -> Status[ProfileOut]:
    """Write one's own, in place of what was there; 201 for the first. Twice is once."""
    user, known = request.user, queries.profile_of(request.user)
    apart = {"is_on", "fields_of", "area", "free"}
    plain = {name: getattr(said, name) for name in ProfileIn.model_fields if name not in apart}
    told = Told(
        **plain,
        fields=said.fields_of,
        area=found.place(request.district.pk, said.area, field="area"),
        times=bits_of(said.free),
    )
    held = profiles.put(user, told, is_on=said.is_on, by=user, at=timezone.now())
    return Status(200 if known else 201, ProfileOut.of(held))


@router.post("/profile/withdraw", response={200: DoneOut, **FAILURES}, auth=TAKE)
def withdraw_profile(request: ApiRequest) -> DoneOut:
    """Delete all that one wrote; nothing is suggested any more."""
    profiles.forget(request.user, by=request.user)
    return DoneOut()


@router.get("/firms/{code}", response={200: FirmOut, **FAILURES})
def get_firm(request: ApiRequest, code: Code) -> FirmOut:
    """What one's own organisation has answered; 404 while it has not."""
    firm = queries.firm_of(_unit(request, code))
    if firm is None:
        raise Http404
    return FirmOut.of(firm)


@router.post("/firms/{code}", response={200: FirmOut, **FAILURES}, auth=ACT)
def put_firm(request: ApiRequest, code: Code, said: FirmIn) -> FirmOut:
    """Answer for one's own organisation what policies and finance ask."""
    told = said.dict() | {"fields": said.fields_of}
    del told["fields_of"]
    unit = _unit(request, code)
    return FirmOut.of(profiles.answer(unit, Answers(**told), by=request.user, at=timezone.now()))


def _unit(request: ApiRequest, code: str) -> Organisation:
    unit = askers.own_unit(request.user, code, on=timezone.localdate())
    if unit is None:
        raise NotAllowed(_("这个单位不是您的，或者没有这个单位。"))
    return unit
