"""Plan campaigns, say who takes part, deal out doors, hand them over; how far each has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.reviewing import once
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.visits.found import campaign_of, campaigns_of, place_coded, user_named
from lianxin.api.visits.shapes import (
    FAILURES,
    CampaignDoneIn,
    CampaignIn,
    CampaignOut,
    CampaignPage,
    CoverageOut,
    Cursor,
    HandedOverOut,
    HandOverIn,
    Limit,
    OfficerCoverageOut,
    OfficersIn,
    PlaceCoverageOut,
    Ref,
    WeekOut,
    WholeCampaignOut,
)
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Place, Scope
from lianxin.visits import queries
from lianxin.visits.actions import campaigns
from lianxin.visits.models import Campaign
from lianxin.visits.queries import Coverage
from lianxin.visits.states import Aim, CampaignState

router = Router(tags=["visits"], auth=Bearer(Scope.CASES_READ))
ACT = Bearer(Scope.CASES_ACT)


@router.get("/campaigns", response={200: CampaignPage, **FAILURES})
def list_campaigns(request: ApiRequest, *, cursor: Cursor = "", limit: Limit = 50) -> CampaignPage:
    """Those one takes part in, runs or oversees, the newest first."""
    shown, more = guards.page(campaigns_of(request).whole(), cursor, limit, order="-made_at")
    return CampaignPage(items=[CampaignOut(**_told(one)) for one in shown], next=more)


@router.post("/campaigns", response={201: WholeCampaignOut, **FAILURES}, auth=ACT)
def plan_campaign(request: ApiRequest, said: CampaignIn) -> Status[WholeCampaignOut]:
    """Write one down. It begins once people are named and the doors are dealt out."""
    told = said.dict(exclude={"key", "unit", "place"})
    unit = found.unit(request.district.pk, said.unit, field="unit")
    if unit is None:
        raise Refusal(_("请写明由哪个单位组织。"), field="unit")
    made = campaigns.plan(
        request.district,
        campaigns.Told(**told, unit=unit, place=place_coded(request, said.place)),
        by=request.user, at=timezone.now(), key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, _whole(campaign_of(request, made.ref)))


@router.get("/campaigns/{ref}", response={200: WholeCampaignOut, **FAILURES})
def get_campaign(request: ApiRequest, ref: Ref) -> WholeCampaignOut:
    """One, with how far it has come by officer, building, area and week."""
    return _whole(campaign_of(request, ref))


@router.post("/campaigns/{ref}/officers", response={200: WholeCampaignOut, **FAILURES}, auth=ACT)
def engage_officers(request: ApiRequest, ref: Ref, said: OfficersIn) -> WholeCampaignOut:
    """These people call at doors."""
    one, who = campaign_of(request, ref), [user_named(request, name) for name in said.usernames]
    once(lambda: campaigns.engage(one, who, by=request.user, at=timezone.now(), key=said.key))
    return _whole(campaign_of(request, ref))


@router.post("/campaigns/{ref}/hand-over", response={200: HandedOverOut, **FAILURES}, auth=ACT)
def hand_over_calls(request: ApiRequest, ref: Ref, said: HandOverIn) -> HandedOverOut:
    """Somebody else calls there, where nobody has been."""
    one, to = campaign_of(request, ref), user_named(request, said.to)
    moved: list[int] = []
    once(
        lambda: moved.append(
            campaigns.hand_over(
                one, said.calls, to, by=request.user, at=timezone.now(), key=said.key
            )
        )
    )
    return HandedOverOut(moved=sum(moved))


class CampaignVerb(StrEnum):
    deal = "deal"
    start = "start"
    end = "end"
    reopen = "reopen"


CAMPAIGN_DEEDS: Mapping[CampaignVerb, Callable[..., object]] = {
    CampaignVerb.deal: campaigns.deal,
    CampaignVerb.start: campaigns.start,
    CampaignVerb.end: campaigns.end,
    CampaignVerb.reopen: campaigns.reopen,
}


@router.post("/campaigns/{ref}/{verb}", response={200: WholeCampaignOut, **FAILURES}, auth=ACT)
def do_to_campaign(
    request: ApiRequest, ref: Ref, verb: CampaignVerb, said: CampaignDoneIn
) -> WholeCampaignOut:
    """Deal out the doors evenly and near together, begin, end, or go on."""
    one, act = campaign_of(request, ref), CAMPAIGN_DEEDS[verb]
    once(lambda: act(one, by=request.user, at=timezone.now(), key=said.key))
    return _whole(campaign_of(request, ref))


def _told(one: Campaign) -> dict[str, Any]:
    return {
        "ref": one.ref, "title": one.title, "about": one.about, "aim": Aim(one.aim),
        "state": CampaignState(one.state), "unit": one.unit.code, "place": one.place.code,
        "starts_on": one.starts_on, "ends_on": one.ends_on, "quota": one.quota, "form": one.form,
    }  # fmt: skip


def _whole(one: Campaign) -> WholeCampaignOut:
    told = queries.coverage(one)
    names = {user.pk: user.username for user in queries.officers_of(one)}
    by_officer = queries.coverage_by(one, "officer")
    return WholeCampaignOut(
        **_told(one),
        coverage=_covered(told),
        wanted=queries.wanted_by(one, told.reachable, on=timezone.localdate()),
        by_officer=[
            OfficerCoverageOut(officer=names.get(pk, ""), coverage=_covered(each))
            for pk, each in by_officer.items()
        ],
        by_building=_by_place(one, "household__building"),
        by_area=_by_place(one, "household__building__parent"),
        by_week=[WeekOut(begins_on=week, done=count) for week, count in queries.done_by_week(one)],
    )


def _by_place(one: Campaign, column: str) -> list[PlaceCoverageOut]:
    counted = {pk: each for pk, each in queries.coverage_by(one, column).items() if pk}
    places = Place.objects.filter(district_id=one.district_id, pk__in=counted)
    return [
        PlaceCoverageOut(place=place.code, coverage=_covered(counted[place.pk]))
        for place in places.only("code").order_by("path")
    ]


def _covered(told: Coverage) -> CoverageOut:
    return CoverageOut(
        whole=told.whole, done=told.done, declined=told.declined, gone=told.gone, left=told.left,
        percent=told.percent,
    )  # fmt: skip
