"""What an inbox and the operator's page show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, QuerySet
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext as _

from lianxin.kernel import privacy
from lianxin.kernel.database.composed import composed
from lianxin.kernel.models import DistrictOwned
from lianxin.kernel.reference import remembered
from lianxin.outbox import letters, wording
from lianxin.outbox.models import Delivery, DeliveryState, Endpoint, GroupChannel, Message

MANY = 100  # more are not counted


@dataclass(frozen=True)
class Line:
    """One message in an inbox, worded."""

    pk: UUID
    text: str
    link: str
    at: datetime
    is_read: bool


@dataclass(frozen=True)
class Failure:
    """One delivery that was given up; `to` is a name, or a masked address."""

    pk: UUID
    to: str
    kind: str
    channel: str
    queued_at: datetime
    reason: str


@dataclass(frozen=True)
class Channel:
    """A group chat or a subscribed system, as the operator sees it."""

    pk: UUID
    name: str
    about: str
    is_active: bool


def groups(rows: QuerySet[GroupChannel]) -> list[Channel]:
    found = rows.select_related("organisation").order_by("pk")
    return [
        Channel(
            row.pk, row.name, f"{row.organisation} · {row.get_provider_display()}", row.is_active
        )
        for row in found
    ]


def endpoints(rows: QuerySet[Endpoint]) -> list[Channel]:
    return [
        Channel(row.pk, row.name, f"{row.url} · {' '.join(row.events)}", row.is_active)
        for row in rows.order_by("pk")
    ]


@dataclass(frozen=True)
class Sent:
    """One event on its way to a system, or there."""

    pk: UUID
    event: str
    event_id: UUID
    ref: str  # of the case it tells of
    queued_at: datetime
    sent_at: datetime | None
    state: str
    attempts: int
    reason: str


@dataclass(frozen=True)
class Tally:
    """How many events a system got, could not get, and is still to get."""

    sent: int
    failed: int
    waiting: int


def events_sent(rows: QuerySet[Delivery], *, size: int) -> list[Sent]:
    """The `size` latest of `rows`."""
    return [
        Sent(
            pk=row.pk,
            event=row.kind,
            event_id=row.about,
            ref=str(row.facts.get("ref") or ""),
            queued_at=row.queued_at,
            sent_at=row.sent_at,
            state=row.state,
            attempts=row.attempts,
            reason=row.last_error,
        )
        for row in rows.order_by("-queued_at", "-pk")[:size]
    ]


def tally(rows: QuerySet[Delivery]) -> Tally:
    counted = rows.order_by().values_list("state").annotate(n=Count("pk"))
    found: dict[str, int] = dict(counted)
    return Tally(
        sent=found.get(DeliveryState.SENT, 0),
        failed=found.get(DeliveryState.FAILED, 0),
        waiting=found.get(DeliveryState.QUEUED, 0),
    )


@remembered
def groups_of(organisation: DistrictOwned) -> Sequence[GroupChannel]:
    """Those that are told what the organisation is told."""
    same = GroupChannel.objects.filter(district_id=organisation.district_id, is_active=True)
    return tuple(same.filter(organisation_id=organisation.pk))


def endpoint(district_id: int, pk: UUID) -> Endpoint:
    """Raises `Endpoint.DoesNotExist`."""
    return Endpoint.objects.get(district_id=district_id, pk=pk)


@remembered
def endpoints_of(district_id: int) -> Sequence[Endpoint]:
    return tuple(Endpoint.objects.filter(district_id=district_id, is_active=True))


def unread_count(user: AbstractBaseUser | AnonymousUser) -> int:
    """How many messages wait unread in the inbox of `user`; no more than 100 are counted."""
    district_id = getattr(user, "district_id", None)
    if not district_id or user.pk is None:
        return 0
    return len(_unread(district_id, user.pk))


@composed
def _unread(district_id: int, to_id: UUID) -> QuerySet[Message, tuple[UUID]]:
    unread = Message.objects.filter(district_id=district_id, to_id=to_id, read_at=None)
    return unread.values_list("pk")[:MANY]


def lines(messages: Iterable[Message], *, language: str) -> list[Line]:
    return [
        Line(row.pk, _words(row, language), link(row), row.queued_at, row.read_at is not None)
        for row in messages
    ]


def link(message: Message) -> str:
    """Where the message leads: a path of the site, a full address, or ""."""
    return str(message.facts.get("link") or "")


def failures(deliveries: QuerySet[Delivery], *, size: int) -> list[Failure]:
    """The `size` latest of `deliveries`. Addresses of people without an account are masked."""
    rows = deliveries.select_related("to", "group", "endpoint").order_by("-pk")[:size]
    return [
        Failure(
            pk=row.pk,
            to=str(row.to or row.group or row.endpoint or _masked(row)),
            kind=row.kind,
            channel=row.get_channel_display(),
            queued_at=row.queued_at,
            reason=row.last_error,
        )
        for row in rows
    ]


def _words(message: Message, language: str) -> str:
    try:
        return wording.short(message.kind, message.facts, language)
    except TemplateDoesNotExist:  # of a kind that an earlier version knew
        return _("（这条消息来自旧版本，内容已不能显示。）")


def _masked(delivery: Delivery) -> str:
    email, phone = letters.contact(delivery, "email"), letters.contact(delivery, "phone")
    if email:
        return privacy.mask_email(email)
    return privacy.mask_phone(phone) if phone else _("地址已删除")
