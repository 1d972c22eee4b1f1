"""Who may change what a district asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.forms.models import Form
from lianxin.kernel.refusals import NotAllowed

OPERATOR = "OPERATOR"


def visible_to(
    user: AbstractBaseUser | AnonymousUser, district_id: int, *, on: date
) -> QuerySet[Form]:
    """The versions that `user` may read and replace."""
    forms = Form.objects.filter(district_id=district_id)
    return forms if can_operate(user, district_id, on=on) else forms.none()


def require_operate(user: AbstractBaseUser, *, district_id: int, at: datetime) -> None:
    if not can_operate(user, district_id, on=timezone.localdate(at)):
        raise NotAllowed(_("您不是这个辖区的系统管理员，不能更换它的表单。"))


def can_operate(user: Any, district_id: int, *, on: date) -> bool:
    """Seats belong to a floor above, which may not be imported from here."""
    if not user.is_authenticated or user.district_id not in {None, district_id}:
        return False
    if user.is_superuser:
        return True
    seats = apps.get_model("network.Seat").objects.live(on=on)
    held = seats.filter(district_id=user.district_id, user_id=user.pk, role=OPERATOR)
    return bool(held.exists())
