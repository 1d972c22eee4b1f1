"""For operators: systems that are told of events, what they were sent, and sending it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from lianxin.api.problems import Problem
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.cases.actions import retelling
from lianxin.network.models import Scope
from lianxin.outbox import policy, queries, renewal
from lianxin.outbox.queries import Sent

MOST = 500
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
router = Router(tags=["events"], auth=Bearer(Scope.OPERATE))
Id = Annotated[UUID, Path()]


class EndpointOut(Schema):
    """A system that has subscribed, and how many events it took, did not take, and is to get."""

    id: UUID
    name: str
    url: str
    events: list[str]
    is_active: bool
    sent: int
    failed: int
    waiting: int


class DeliveryOut(Schema):
    id: UUID
    event: str
    event_id: UUID = Field(description="of the fact; the same in every delivery of it")
    ref: str
    queued_at: datetime
    sent_at: datetime | None
    state: str = Field(description="QUEUED, SENT or FAILED")
    attempts: int
    reason: str = Field(description="why the last try failed; empty: it did not")

    @classmethod
    def of(cls, row: Sent) -> DeliveryOut:
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "id"}
        return cls(id=row.pk, **plain)


class ReplayIn(Schema):
    since: datetime = Field(description="without an offset: local time")


class ReplayOut(Schema):
    again: int = Field(description="so many go out again at once; what was never sent, later")


class SecretOut(Schema):
    secret: str = Field(description="told this once")
    both_until: datetime


@router.get("", response={200: list[EndpointOut], **FAILURES})
def list_endpoints(request: ApiRequest) -> list[EndpointOut]:
    """The systems that are told of events."""
    return [_shown(request, row) for row in _endpoints(request).order_by("pk")]


@router.get("/{endpoint_id}", response={200: EndpointOut, **FAILURES})
def get_endpoint(request: ApiRequest, endpoint_id: Id) -> EndpointOut:
    """Ask again after a replay: `waiting` falls to 0."""
    return _shown(request, get_object_or_404(_endpoints(request), pk=endpoint_id))


@router.get("/{endpoint_id}/deliveries", response={200: list[DeliveryOut], **FAILURES})
def list_deliveries(
    request: ApiRequest, endpoint_id: Id, limit: Annotated[int, Query(ge=1, le=MOST)] = 50
) -> list[DeliveryOut]:
    """What a system was sent in the last 90 days, or is to be; the latest first."""
    endpoint = get_object_or_404(_endpoints(request), pk=endpoint_id)
    rows = policy.events_visible_to(request.user, endpoint, on=timezone.localdate())
    return [DeliveryOut.of(row) for row in queries.events_sent(rows, size=limit)]


@router.post("/{endpoint_id}/secret", response={200: SecretOut, **FAILURES})
def renew_secret(request: ApiRequest, endpoint_id: Id) -> SecretOut:
    """A new secret. For a day, events are signed with the former one as before, and with this one
    beside it; then with this one alone."""
    at, endpoint = timezone.now(), get_object_or_404(_endpoints(request), pk=endpoint_id)
    secret = renewal.renew_secret(endpoint, by=request.user, at=at)
    return SecretOut(secret=secret, both_until=at + renewal.BOTH_FOR)


@router.post("/{endpoint_id}/replay", response={200: ReplayOut, **FAILURES})
def replay(request: ApiRequest, endpoint_id: Id, said: ReplayIn) -> ReplayOut:
    """Send a system everything since a moment again, under the same event ids."""
    endpoint = get_object_or_404(_endpoints(request), pk=endpoint_id)
    since = timezone.make_aware(said.since) if timezone.is_naive(said.since) else said.since
    count = retelling.replay(
        request.district.pk, endpoint.pk, since=since, by=request.user, at=timezone.now()
    )
    return ReplayOut(again=count)


def _endpoints(request: ApiRequest) -> Any:
    """Raises `NotAllowed` for those who do not operate the district."""
    district_id, at = request.district.pk, timezone.now()
    policy.require_operate(request.user, district_id=district_id, at=at)
    return policy.endpoints_visible_to(request.user, district_id, on=timezone.localdate(at))


def _shown(request: ApiRequest, row: Any) -> EndpointOut:
    sent = policy.events_visible_to(request.user, row, on=timezone.localdate())
    tally = queries.tally(sent)
    return EndpointOut(
        id=row.pk,
        name=row.name,
        url=row.url,
        events=row.events,
        is_active=row.is_active,
        sent=tally.sent,
        failed=tally.failed,
        waiting=tally.waiting,
    )
