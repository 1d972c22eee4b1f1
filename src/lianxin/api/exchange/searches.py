"""Searches that the person of the token keeps, and is told of when something new fits.

Who has no account keeps one on the page, where she says by letter that the address is hers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Router, Schema

from lianxin.api.exchange.shapes import DoneOut, SearchIn
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.catalogue.actions import saving
from lianxin.catalogue.models import SavedSearch
from lianxin.network.models import Scope

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
PAGING = {"offset", "limit"}
router = Router(tags=["exchange"], auth=Bearer(Scope.EXCHANGE_TAKE))


class SavedIn(Schema):
    key: UUID
    title: str = Field("", max_length=120, pattern=PLAIN)
    asked: SearchIn = Field(description="as in GET /exchange/search, but for offset and limit")


class SavedOut(Schema):
    id: UUID
    title: str
    asked: dict[str, str]
    saved_at: datetime

    @classmethod
    def of(cls, saved: SavedSearch) -> SavedOut:
        return cls(id=saved.pk, title=saved.title, asked=saved.asked, saved_at=saved.saved_at)


@router.get("/searches", response={200: list[SavedOut], **FAILURES})
def list_searches(request: ApiRequest) -> list[SavedOut]:
    """One's own, the newest first; at most 20."""
    return [SavedOut.of(saved) for saved in _own(request).order_by("-id")]


@router.post("/searches", response={200: SavedOut, **FAILURES})
def save_search(request: ApiRequest, said: SavedIn) -> SavedOut:
    """Be told once a day at most. The same key, and the same search, is one."""
    told = said.asked.dict(exclude=PAGING, exclude_none=True)
    saved = saving.save(
        request.district,
        {name: str(value) for name, value in told.items() if value},
        title=said.title,
        by=request.user,
        at=timezone.now(),
        key=said.key,
    )
    return SavedOut.of(saved)


@router.post("/searches/{search_id}/end", response={200: DoneOut, **FAILURES})
def end_search(request: ApiRequest, search_id: Annotated[UUID, Path()]) -> DoneOut:
    """Be told no more. Said twice it is said once."""
    mine = SavedSearch.objects.filter(district_id=request.district.pk, user=request.user)
    saving.end(get_object_or_404(mine, pk=search_id), by=request.user, at=timezone.now())
    return DoneOut()


def _own(request: ApiRequest) -> Any:
    mine = SavedSearch.objects.filter(district_id=request.district.pk, user=request.user)
    return mine.filter(ended_at=None)
