"""What the inbox and the operator's page show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.template import TemplateDoesNotExist
from django.urls import get_script_prefix
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.kernel import privacy, work
from lianxin.outbox import letters, wording
from lianxin.outbox.models import Delivery, Message
from lianxin.web.parts import Pager

TICK_LATE = timedelta(minutes=3)


@dataclass(frozen=True)
class MessageRow:
    pk: UUID
    text: str
    url: str
    at: datetime
    is_read: bool

    @classmethod
    def of(cls, message: Message) -> MessageRow:
        return cls(
            pk=message.pk,
            text=_words(message),
            url=address(message),
            at=message.queued_at,
            is_read=message.read_at is not None,
        )


@dataclass(frozen=True)
class Inbox:
    rows: Sequence[MessageRow]
    unread: int
    pager: Pager
    can_operate: bool


@dataclass(frozen=True)
class DeliveryRow:
    delivery: Delivery
    to: str

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryRow:
        target = delivery.to or delivery.group or delivery.endpoint
        return cls(delivery, str(target) if target else _masked(delivery))


@dataclass(frozen=True)
class TaskRow:
    pk: UUID
    name: str
    ended_at: datetime | None
    reason: str

    @classmethod
    def of(cls, row: work.Row) -> TaskRow:
        last_line = row.traceback.strip().rpartition("\n")[2]
        name = row.task_path.removeprefix("lianxin.")
        return cls(row.pk, name, row.finished_at, letters.blotted(last_line))


@dataclass(frozen=True)
class Failures:
    deliveries: Sequence[DeliveryRow]
    tasks: Sequence[TaskRow] | None  # None: not for this person to see
    ticked_at: datetime | None
    is_working: bool


def address(message: Message) -> str:
    """Where the message leads, on this site and in this district."""
    link = str(message.facts.get("link") or "")
    return f"{get_script_prefix().rstrip('/')}{link}" if link.startswith("/") else link


def _words(message: Message) -> str:
    try:
        return wording.short(message.kind, message.facts, get_language() or "")
    except TemplateDoesNotExist:  # of a kind that an earlier version knew
        return _("（这条消息来自旧版本，内容已不能显示。）")


def _masked(delivery: Delivery) -> str:
    email, phone = letters.contact(delivery, "email"), letters.contact(delivery, "phone")
    if email:
        return privacy.mask_email(email)
    return privacy.mask_phone(phone) if phone else _("地址已删除")
