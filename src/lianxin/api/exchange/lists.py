"""The yearly list of a unit (服务项目清单): read by everybody, put together by its people."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Router, Schema

from lianxin.api.exchange.shapes import DoneOut
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.catalogue import queries
from lianxin.catalogue.actions import editions
from lianxin.catalogue.models import EditionItem
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
ACT = Bearer(Scope.EXCHANGE_ACT)
router = Router(tags=["exchange"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
Unit = Annotated[str, Path(max_length=60, pattern=PLAIN, description="code")]
Year = Annotated[int, Path(ge=1900, le=2200)]


class ListItemOut(Schema):
    id: UUID
    listing: str = Field(description="number")
    title: str
    given: int = Field(description="how often in that year")


@router.get("/units/{unit}/lists/{year}", response={200: list[ListItemOut], **FAILURES})
def get_yearly_list(request: ApiRequest, unit: Unit, year: Year) -> list[ListItemOut]:
    """What stands on it, and how often each was given."""
    return _list(_unit(request, unit), year)


@router.post("/units/{unit}/lists/{year}", response={200: list[ListItemOut], **FAILURES}, auth=ACT)
def fill_yearly_list(request: ApiRequest, unit: Unit, year: Year) -> list[ListItemOut]:
    """Put onto it what stood on the one before and is still offered; where there was none, all
    that is offered. Twice is once."""
    whose = _unit(request, unit)
    editions.take(whose, year, by=request.user, at=timezone.now())
    return _list(whose, year)


@router.post("/lists/items/{item_id}/drop", response={200: DoneOut, **FAILURES}, auth=ACT)
def drop_from_list(request: ApiRequest, item_id: Annotated[UUID, Path()]) -> DoneOut:
    """Take one off the list of its year."""
    items = EditionItem.objects.filter(district_id=request.district.pk)
    item = get_object_or_404(items.select_related("listing", "provider__place"), pk=item_id)
    editions.drop(item, by=request.user, at=timezone.now())
    return DoneOut()


def _unit(request: ApiRequest, code: str) -> Organisation:
    whose = network.unit_coded(request.district.pk, code)
    if whose is None:
        raise Http404
    return whose


def _list(unit: Organisation, year: int) -> list[ListItemOut]:
    items = queries.enlisted(unit, year, at=timezone.now())
    return [
        ListItemOut(id=item.pk, listing=item.listing.ref, title=item.listing.title, given=given)
        for item, given in items
    ]
