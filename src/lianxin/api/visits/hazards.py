"""Hazards of places and things: reported, checked, put right, looked at again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.reviewing import once
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.visits.found import place_coded
from lianxin.api.visits.shapes import (
    FAILURES,
    Cursor,
    HazardDeedIn,
    HazardIn,
    HazardOut,
    HazardPage,
    Limit,
    Ref,
)
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, Scope
from lianxin.visits import policy, queries
from lianxin.visits.actions import hazards
from lianxin.visits.models import Hazard, Visit
from lianxin.visits.states import HazardState, Thing

router = Router(tags=["visits"], auth=Bearer(Scope.CASES_READ))
ACT = Bearer(Scope.CASES_ACT)


@router.get("/hazards", response={200: HazardPage, **FAILURES})
def list_hazards(
    request: ApiRequest,
    *,
    state: Annotated[HazardState | None, Query()] = None,
    is_late: Annotated[bool, Query()] = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HazardPage:
    """Those one puts right, reported or oversees, the newest first; or only those that should have
    been put right by now."""
    rows = _hazards(request)
    if is_late:
        late = queries.late_hazards(request.district.pk, on=timezone.localdate())
        rows = rows.filter(pk__in=late.values("pk"))
    if state:
        rows = rows.filter(state=state)
    shown, more = guards.page(rows, cursor, limit, order="-reported_at")
    return HazardPage(items=[_hazard_out(one) for one in shown], next=more)


@router.post("/hazards", response={201: HazardOut, **FAILURES}, auth=ACT)
def report_hazard(request: ApiRequest, said: HazardIn) -> Status[HazardOut]:
    """Of a place or a thing, never of a person."""
    visits = Visit.objects.filter(district_id=request.district.pk, officer=request.user)
    visit = get_object_or_404(visits, pk=said.visit) if said.visit else None
    seen = hazards.Seen(place_coded(request, said.place), said.thing, said.text, said.spot)
    made = hazards.report(
        request.district, seen, by=request.user, at=timezone.now(), key=said.key or new_id(),
        visit=visit,
    )  # fmt: skip
    return Status(201, _hazard_out(made))


class HazardVerb(StrEnum):
    check = "check"
    dismiss = "dismiss"
    fix = "fix"
    recheck = "recheck"


@router.post("/hazards/{ref}/{verb}", response={200: HazardOut, **FAILURES}, auth=ACT)
def do_to_hazard(request: ApiRequest, ref: Ref, verb: HazardVerb, said: HazardDeedIn) -> HazardOut:
    """Say that it is one and who puts it right by when, that it is none, that it has been put
    right, or look again."""
    one: Hazard = get_object_or_404(_hazards(request), ref=ref)
    who: dict[str, Any] = {"by": request.user, "at": timezone.now(), "key": said.key}
    once(lambda: HAZARD_DEEDS[verb](one, said, who))
    return _hazard_out(get_object_or_404(_hazards(request), ref=ref))


def _check(one: Hazard, said: HazardDeedIn, who: dict[str, Any]) -> None:
    unit = found.unit(one.district_id, said.unit, field="unit")
    if unit is None:
        raise Refusal(_("请写明由谁、哪天前整改。"), field="unit")
    if said.due_on is None:
        raise Refusal(_("请写明由谁、哪天前整改。"), field="due_on")
    hazards.check(one, unit=unit, due_on=said.due_on, **who)


def _dismiss(one: Hazard, said: HazardDeedIn, who: dict[str, Any]) -> None:
    hazards.dismiss(one, reason=said.text, **who)


def _fix(one: Hazard, said: HazardDeedIn, who: dict[str, Any]) -> None:
    hazards.fix(one, result=said.text, recheck_on=said.due_on, **who)


def _recheck(one: Hazard, said: HazardDeedIn, who: dict[str, Any]) -> None:
    hazards.recheck(one, is_safe=said.is_safe, note=said.text, due_on=said.due_on, **who)


HAZARD_DEEDS: Mapping[HazardVerb, Callable[..., None]] = {
    HazardVerb.check: _check,
    HazardVerb.dismiss: _dismiss,
    HazardVerb.fix: _fix,
    HazardVerb.recheck: _recheck,
}


def _hazards(request: ApiRequest) -> Any:
    on = timezone.localdate()
    return policy.hazards_visible_to(request.user, request.district.pk, on=on).whole()


def _hazard_out(one: Hazard) -> HazardOut:
    unit: Organisation | None = one.unit
    return HazardOut(
        ref=one.ref, place=one.place.code, spot=one.spot, thing=Thing(one.thing), text=one.text,
        state=HazardState(one.state), unit=unit.code if unit else "", due_on=one.due_on,
        recheck_on=one.recheck_on, result=one.result, reported_at=one.reported_at,
    )  # fmt: skip
