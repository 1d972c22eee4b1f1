"""Queue messages in the transaction of the deed that causes them; read them; try again.

`about` is the timeline entry (or thing) that a message tells of: the same kind about the same
thing reaches the same recipient once, however often it is queued.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxin.kernel import work
from lianxin.kernel.database import rows
from lianxin.kernel.models import DistrictOwned
from lianxin.kernel.privacy import blind_index
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.outbox import policy, queries, tasks
from lianxin.outbox.models import (
    TOKEN,
    Channel,
    Delivery,
    DeliveryState,
    Endpoint,
    GroupChannel,
    Message,
    Provider,
)

HELD = timedelta(minutes=5)
"""How long a message stays here that tells of something which may be a slip."""

HELD_BY = ("district_id", "queued_at", "next_try_at")

EVERYBODY, INBOXES, NOBODY = range(3)
_told_are: ContextVar[int] = ContextVar("told_are", default=EVERYBODY)


@dataclass(frozen=True)
class Notice:
    """What a message says, in plain values only. Subclasses live in each room's `notices.py`;
    `kind` names the template that words it, `outbox/<kind>.txt`."""

    kind: ClassVar[str]


@dataclass(frozen=True)
class Address:
    """Where to reach somebody who has no account. `link` goes before the notice's own: put one
    that lets its holder in here, where it is encrypted, and not into the notice."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    link: str = ""


@dataclass(frozen=True)
class _Letter:
    """One message, before it is known to whom."""

    kind: str
    facts: Mapping[str, object]
    about: UUID
    at: datetime
    is_held: bool = False

    def to(self, channel: Channel, where: str, *, district_id: int, **target: Any) -> Delivery:
        return Delivery(
            district_id=district_id,
            channel=channel,
            kind=self.kind,
            facts=self.facts,
            about=self.about,
            dedupe=blind_index(f"{channel} {where} {self.kind} {self.about}", purpose="outbox"),
            queued_at=self.at,
            next_try_at=self.at + HELD if self.is_held else self.at,
            **target,
        )


def queue(notice: Notice, *, to: Iterable[AbstractBaseUser], about: UUID, at: datetime) -> None:
    """Put `notice` into the inbox of each of `to`, and send it to their e-mail addresses.

    Costs one statement, and two more when anybody has an address. People without a district
    (the installation's operators) have no inbox and are passed over.
    """
    if _told_are.get() == NOBODY:
        return
    letter = _Letter(notice.kind, {**vars(notice)}, about, at)
    people: list[Any] = [person for person in to if getattr(person, "district_id", None)]
    messages = [
        Message(
            district_id=person.district_id,
            to_id=person.pk,
            kind=letter.kind,
            facts=letter.facts,
            about=about,
            queued_at=at,
        )
        for person in people
    ]
    rows.insert(*messages, once=True)
    _send(
        letter.to(Channel.EMAIL, str(person.pk), district_id=person.district_id, to_id=person.pk)
        for person in people
        if person.email
    )


def unsay(
    about: QuerySet[Any] | Collection[UUID],
    *,
    district_id: int,
    to: AbstractBaseUser | None = None,
) -> None:
    """Delete the messages about the things whose ids `about` is or asks for, from the inbox of
    `to`, by default from every one, and from what was or will be sent. Events stay: they hold no
    words."""
    told = Message.objects.filter(district_id=district_id, about__in=about)
    sent = Delivery.objects.filter(district_id=district_id, about__in=about)
    sent = sent.exclude(channel=Channel.WEBHOOK)
    (told.filter(to_id=to.pk) if to else told).delete()
    (sent.filter(to_id=to.pk) if to else sent).delete()


def told(about: QuerySet[Any], *, district_id: int) -> list[Any]:
    """The people in whose inboxes there is a message about the things that `about` asks for."""
    rows = Message.objects.filter(district_id=district_id, about__in=about)
    people = {row.to_id: row.to for row in rows.select_related("to")}
    return list(people.values())


def queue_to(
    notice: Notice,
    *,
    address: Address,
    district_id: int,
    about: UUID,
    at: datetime,
    is_held: bool = False,
) -> None:
    """Send `notice` to somebody without an account: by e-mail, else by SMS where a gateway is
    set up, else not at all. The address is kept encrypted, and erased a while after sending.
    What `is_held` waits some minutes, in which `recall` takes it back."""
    if address.email:
        channel, where = Channel.EMAIL, address.email
    elif address.phone and settings.SMS_GATEWAY:
        channel, where = Channel.SMS, address.phone
    else:
        return
    letter = _Letter(notice.kind, {**vars(notice)}, about, at, is_held)
    kept = json.dumps(asdict(address), ensure_ascii=False)
    target = {"address": kept, "language": address.language}
    _send([letter.to(channel, where, district_id=district_id, **target)])


def recall(kind: str, *, about: UUID, district_id: int, at: datetime) -> bool:
    """Take back what waits here because it was held. False: there was none, or it has gone."""
    queued = Delivery.objects.filter(district_id=district_id, state=DeliveryState.QUEUED)
    rows = queued.filter(kind=kind, about=about, attempts=0, next_try_at__gt=at)
    held = [row for row in rows.only(*HELD_BY) if row.next_try_at == row.queued_at + HELD]
    taken = [rows.filter(pk=row.pk, next_try_at=row.next_try_at).delete()[0] for row in held]
    return any(taken)


def queue_group(notice: Notice, *, organisation: DistrictOwned, about: UUID, at: datetime) -> None:
    """Send `notice` to the group chats of an organisation."""
    letter = _Letter(notice.kind, {**vars(notice)}, about, at)
    groups = queries.groups_of(organisation)
    _send(
        letter.to(Channel.GROUP, str(group.pk), district_id=group.district_id, group=group)
        for group in groups
    )


def emit(
    event: str, payload: Mapping[str, object], *, district_id: int, about: UUID, at: datetime
) -> None:
    """Tell the district's subscribed systems of `event` ("case.closed"), by signed webhook."""
    letter = _Letter(event, payload, about, at)
    endpoints = queries.endpoints_of(district_id)
    _send(
        letter.to(Channel.WEBHOOK, str(endpoint.pk), district_id=district_id, endpoint=endpoint)
        for endpoint in endpoints
        if endpoint.wants(event)
    )


@dataclass(frozen=True)
class Event:
    """As `emit` takes it."""

    kind: str
    payload: Mapping[str, object]
    about: UUID
    at: datetime


def tell_again(endpoint: Endpoint, events: Iterable[Event]) -> None:
    """Tell one system of events of long ago: those that it wants and was not sent."""
    _send(
        _Letter(event.kind, event.payload, event.about, event.at).to(
            Channel.WEBHOOK,
            str(endpoint.pk),
            district_id=endpoint.district_id,
            endpoint=endpoint,
        )
        for event in events
        if endpoint.wants(event.kind)
    )


@contextmanager
def inbox_only() -> Iterator[None]:
    """Within, messages reach inboxes but nothing leaves the house: for what happened long ago
    (the demo town)."""
    with _only(INBOXES):
        yield


@contextmanager
def silence() -> Iterator[None]:
    """Within, nobody is told: for a ledger of thousands of rows, which the lists of work show."""
    with _only(NOBODY):
        yield


@contextmanager
def _only(those: int) -> Iterator[None]:
    token = _told_are.set(those)
    try:
        yield
    finally:
        _told_are.reset(token)


def mark_read(message: Message, *, by: AbstractBaseUser, at: datetime) -> None:
    """Reading again changes nothing."""
    policy.require_own(by, message)
    unread = Message.objects.filter(district_id=message.district_id, pk=message.pk, read_at=None)
    unread.update(read_at=at)


def mark_all_read(*, by: AbstractBaseUser, at: datetime) -> None:
    """All that has come by `at`."""
    policy.visible_to(by).filter(read_at=None, queued_at__lte=at).update(read_at=at)


def retry(delivery: Delivery, *, by: AbstractBaseUser, at: datetime) -> None:
    """Send what was given up once more, with all its attempts.

    Raises `NotAllowed` when `by` does not operate the delivery's district, and `Overtaken` when
    it is not failed any more.
    """
    policy.require_operate(by, district_id=delivery.district_id, at=at)
    given_up = Delivery.objects.filter(
        district_id=delivery.district_id, pk=delivery.pk, state=DeliveryState.FAILED
    )
    if not given_up.update(state=DeliveryState.QUEUED, attempts=0, next_try_at=at, last_error=""):
        raise Overtaken(_("这条消息已经不在未送达之列，请刷新后再看。"))
    work.enqueue_merged(tasks.deliver, delivery.district_id)


def retry_task(task_id: UUID, *, by: AbstractBaseUser, at: datetime) -> None:
    """Run a background task that was given up once more. Raises as `retry` does."""
    policy.require_operate_site(by, at=at)
    if not work.retry(task_id):
        raise Overtaken(_("这项任务已经不在失败之列，请刷新后再看。"))


def add_group(
    organisation: DistrictOwned,
    *,
    provider: str,
    name: str,
    token: str,
    secret: str = "",
    key: UUID,
    by: AbstractBaseUser,
    at: datetime,
) -> None:
    """From now on tell a unit's group chat too. `token` is what its bot's address ends with."""
    policy.require_operate(by, district_id=organisation.district_id, at=at)
    if not (TOKEN.fullmatch(token) and TOKEN.fullmatch(secret or "x")):
        raise Refusal(
            _("令牌只含字母、数字、横线和下划线。请只填机器人地址最后的那一段。"), field="token"
        )
    GroupChannel.objects.get_or_create(
        district_id=organisation.district_id,
        key=key,
        defaults={
            "organisation_id": organisation.pk,
            "provider": Provider(provider),
            "name": name,
            "token": token,
            "secret": secret,
        },
    )


def add_endpoint(
    district_id: int,
    *,
    name: str,
    url: str,
    events: Iterable[str],
    key: UUID,
    by: AbstractBaseUser,
    at: datetime,
) -> str:
    """Subscribe another system to events. Returns the secret that signs them: it is told once."""
    policy.require_operate(by, district_id=district_id, at=at)
    if not url.startswith("https://") and not settings.WEBHOOK_PRIVATE:
        raise Refusal(_("接收地址必须以 https:// 开头。"), field="url")
    asked = {"name": name, "url": url, "events": sorted(set(events))}
    endpoint, _is_new = Endpoint.objects.get_or_create(
        district_id=district_id,
        key=key,
        defaults={**asked, "secret": secrets.token_urlsafe(32)},
    )
    return str(endpoint.secret)


def switch(
    channel: GroupChannel | Endpoint, *, on: bool, by: AbstractBaseUser, at: datetime
) -> None:
    """Stop telling a group or a system, or go on. What is on its way when it stops is given up."""
    policy.require_operate(by, district_id=channel.district_id, at=at)
    same = type(channel).objects.filter(district_id=channel.district_id, pk=channel.pk)
    same.update(is_active=on)


def _send(deliveries: Iterable[Delivery]) -> None:
    """Write them, and see to it that a task sends them."""
    wanted = [] if _told_are.get() > EVERYBODY else list(deliveries)
    rows.insert(*wanted, once=True)
    for district_id in {row.district_id for row in wanted}:
        work.enqueue_merged(tasks.deliver, district_id)


def about(delivery_id: UUID, *, district_id: int) -> UUID | None:
    """What the letter with this id told of; None when there is no such letter."""
    row = Delivery.objects.filter(
        district_id=district_id, pk=delivery_id, channel=Channel.EMAIL, to=None
    ).first()
    return row.about if row else None


def returned(delivery_id: UUID, *, district_id: int, at: datetime) -> UUID | None:
    """The letter came back: it counts as not delivered. Gives what it told of, as `about`."""
    rows = Delivery.objects.filter(district_id=district_id, pk=delivery_id, channel=Channel.EMAIL)
    rows.update(
        state=DeliveryState.FAILED, last_error=_("邮件被退回。"), sent_at=None, next_try_at=at
    )
    return about(delivery_id, district_id=district_id)
