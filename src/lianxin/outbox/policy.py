"""Who reads a message, and who looks after what could not be sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import NotAllowed
from lianxin.outbox.models import Delivery, DeliveryState, Endpoint, GroupChannel, Message

OPERATOR = "OPERATOR"


def visible_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Message]:
    """The inbox of `user`."""
    district_id = getattr(user, "district_id", None)
    if not (user.is_authenticated and district_id):
        return Message.objects.none()
    return Message.objects.filter(district_id=district_id, to_id=user.pk)


def require_own(user: AbstractBaseUser, message: Message) -> None:
    if message.to_id != user.pk:
        raise NotAllowed(_("这条消息是发给别人的，您不能处理。"))


def can_operate(user: AbstractBaseUser | AnonymousUser, *, on: date) -> bool:
    """Whether `user` looks after the messages of their district, or of all of them."""
    return bool(getattr(user, "is_superuser", False)) or _holds_seat(user, on=on)


def can_operate_site(user: AbstractBaseUser | AnonymousUser, *, on: date) -> bool:
    """Whether `user` looks after background tasks, which belong to no district: superusers, and
    operators where there is only one district."""
    if getattr(user, "is_superuser", False):
        return True
    return _holds_seat(user, on=on) and apps.get_model("network.District").objects.count() == 1


def failed_visible_to(
    user: AbstractBaseUser | AnonymousUser, district_id: int, *, on: date
) -> QuerySet[Delivery]:
    """What was given up in the district, and `user` may send again."""
    failed = Delivery.objects.filter(district_id=district_id, state=DeliveryState.FAILED)
    return failed if _operates(user, district_id, on=on) else failed.none()


def groups_visible_to(
    user: AbstractBaseUser | AnonymousUser, district_id: int, *, on: date
) -> QuerySet[GroupChannel]:
    groups = GroupChannel.objects.filter(district_id=district_id)
    return groups if _operates(user, district_id, on=on) else groups.none()


def endpoints_visible_to(
    user: AbstractBaseUser | AnonymousUser, district_id: int, *, on: date
) -> QuerySet[Endpoint]:
    endpoints = Endpoint.objects.filter(district_id=district_id)
    return endpoints if _operates(user, district_id, on=on) else endpoints.none()


def events_visible_to(
    user: AbstractBaseUser | AnonymousUser, endpoint: Endpoint, *, on: date
) -> QuerySet[Delivery]:
    """What a system was sent, or is to be."""
    rows = Delivery.objects.filter(district_id=endpoint.district_id, endpoint=endpoint)
    return rows if _operates(user, endpoint.district_id, on=on) else rows.none()


def event_visible_to(
    user: AbstractBaseUser | AnonymousUser, district_id: int, *, on: date
) -> QuerySet[Delivery]:
    """What any system of the district was sent, or is to be."""
    rows = Delivery.objects.filter(district_id=district_id, endpoint__isnull=False)
    return rows if _operates(user, district_id, on=on) else rows.none()


def require_operate(user: AbstractBaseUser, *, district_id: int, at: datetime) -> None:
    if not _operates(user, district_id, on=timezone.localdate(at)):
        raise NotAllowed(_("您不是这个辖区的系统管理员，不能管理它的消息。"))


def require_operate_site(user: AbstractBaseUser, *, at: datetime) -> None:
    if not can_operate_site(user, on=timezone.localdate(at)):
        raise NotAllowed(_("您不是本站的系统管理员，不能重试后台任务。"))


def _operates(user: AbstractBaseUser | AnonymousUser, district_id: int, *, on: date) -> bool:
    theirs = getattr(user, "district_id", None) in {None, district_id}
    return theirs and can_operate(user, on=on)


def _holds_seat(user: Any, *, on: date) -> bool:
    """Seats belong to a floor above, which may not be imported from here."""
    if not user.is_authenticated:
        return False
    seats = apps.get_model("network.Seat").objects.live(on=on)
    held = seats.filter(district_id=user.district_id, user_id=user.pk, role=OPERATOR)
    return bool(held.exists())
