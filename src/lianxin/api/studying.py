"""Studies that were published: what was asked, what was found, and what the unit says of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Router, Schema

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.network.models import Scope
from lianxin.studies import queries
from lianxin.studies.models import Study
from lianxin.studies.states import Area, StudyState

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
router = Router(tags=["studies"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])


class StudyOut(Schema):
    ref: str
    area: Area
    title: str
    question: str
    unit: str = Field(description="code of the unit that asked")
    summary: str
    state: StudyState
    reason: str = Field(description="why it was adopted, in part, or not")
    asked_at: datetime
    due_on: date
    published_at: datetime


class StudyPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[StudyOut]
    next: str | None


class ObservationOut(Schema):
    place: str = Field(description="code of the place")
    seen_on: date
    text: str = Field(description="of the place and what is there, of nobody")


class ObservationPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[ObservationOut]
    next: str | None


@router.get("/studies", response={200: StudyPage, **FAILURES})
def list_studies(
    request: ApiRequest,
    *,
    area: Annotated[Area | None, Query()] = None,
    state: Annotated[StudyState | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> StudyPage:
    """The newest first."""
    asked = {name: value for name, value in (("area", area), ("state", state)) if value}
    rows = _published(request).filter(**asked)
    shown, more = guards.page(rows, cursor, limit, order="-published_at")
    return StudyPage(items=[_told(one) for one in shown], next=more)


@router.get("/studies/{ref}", response={200: StudyOut, **FAILURES})
def get_study(
    request: ApiRequest, ref: Annotated[str, Path(max_length=20, pattern=PLAIN)]
) -> StudyOut:
    return _told(get_object_or_404(_published(request), ref=ref))


@router.get("/studies/{ref}/observations", response={200: ObservationPage, **FAILURES})
def list_observations(
    request: ApiRequest,
    ref: Annotated[str, Path(max_length=20, pattern=PLAIN)],
    *,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ObservationPage:
    """What was seen where, as it was written down, the last first."""
    rows = queries.observations_of(get_object_or_404(_published(request), ref=ref))
    shown, more = guards.page(rows, cursor, limit, order="-noted_at")
    items = [
        ObservationOut(place=one.place.code, seen_on=one.seen_on, text=one.text) for one in shown
    ]
    return ObservationPage(items=items, next=more)


def _published(request: ApiRequest) -> Any:
    rows = Study.objects.filter(district_id=request.district.pk, published_at__isnull=False)
    return rows.whole()


def _told(one: Study) -> StudyOut:
    same = (
        "ref", "title", "question", "summary", "reason", "asked_at", "due_on", "published_at",
    )  # fmt: skip
    return StudyOut(
        **{name: getattr(one, name) for name in same}, area=Area(one.area), unit=one.unit.code,
        state=StudyState(one.state),
    )  # fmt: skip
