"""Webhooks once more: one, or all since a moment.

What goes out again keeps its numbers, so that a receiver that has it already drops it.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel import work
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.outbox import policy, tasks
from lianxin.outbox.models import Delivery, DeliveryQuerySet, DeliveryState, Endpoint

DONE = (DeliveryState.SENT, DeliveryState.FAILED)


@transaction.atomic
def resend(delivery: Delivery, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Send one event once more, with all its attempts. None is the installation itself.

    Raises `NotAllowed` when `by` does not operate the district, and `Overtaken` when it waits to
    be sent anyway.
    """
    _require(by, delivery.district_id, at=at)
    rows = Delivery.objects.filter(district_id=delivery.district_id, pk=delivery.pk)
    if not _again(rows, at=at):
        raise Overtaken(_("这条推送正在排队，马上就发。"))
    work.enqueue_merged(tasks.deliver, delivery.district_id)


@transaction.atomic
def replay(
    endpoint: Endpoint, *, since: datetime, by: AbstractBaseUser | None, at: datetime
) -> int:
    """Send a system all that it was sent since a moment, or that could not be sent, once more.
    Returns how many. Raises `NotAllowed`, and `Refusal` while the system is switched off."""
    _require(by, endpoint.district_id, at=at)
    if not endpoint.is_active:
        raise Refusal(_("这个系统已停用，请先恢复再重发。"))
    if since > at:
        raise Refusal(_("这个时间还没有到，请选过去的时间。"), field="since")
    rows = Delivery.objects.filter(
        district_id=endpoint.district_id, endpoint=endpoint, queued_at__gte=since
    )
    count = _again(rows, at=at)
    work.enqueue_merged(tasks.deliver, endpoint.district_id)
    return count


def _again(rows: DeliveryQuerySet, *, at: datetime) -> int:
    return rows.filter(state__in=DONE).update(
        state=DeliveryState.QUEUED, attempts=0, next_try_at=at, sent_at=None, last_error=""
    )


def _require(by: AbstractBaseUser | None, district_id: int, *, at: datetime) -> None:
    if by is not None:
        policy.require_operate(by, district_id=district_id, at=at)
