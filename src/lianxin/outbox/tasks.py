"""Sending, and cleaning up after it. Run by the worker, so these read the clock themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.utils import timezone

from lianxin.kernel import work
from lianxin.outbox import letters
from lianxin.outbox.models import (
    ERROR_LENGTH,
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Message,
)
from lianxin.outbox.transports import NotSent, transport

BATCH = 20  # × the transports' time-out stays below the lease
SWEEP = 1000  # a minute, in each district
CLAIM = timedelta(minutes=2)  # longer than any one try
DOWN = timedelta(minutes=1)
"""How long a destination that could not be reached is left alone, so that a queue of messages does
not wait for one time-out each."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
ADDRESS_KEPT = timedelta(days=30)
DELIVERY_KEPT = timedelta(days=90)
MESSAGE_KEPT = timedelta(days=400)

_down_until: dict[str, datetime] = {}


@work.task(priority=10)
def deliver(district_id: int, ids: Sequence[str]) -> None:
    """Send those of the deliveries that are due and that nobody else is sending."""
    rows = Delivery.objects.filter(district_id=district_id, pk__in=ids)
    related = rows.select_related("district", "to", "group", "endpoint")
    for delivery in related.due(at=timezone.now()).order_by("pk"):
        again_at = _down_until.get(_destination(delivery), LONG_AGO)
        if again_at > timezone.now():
            _row(delivery).update(next_try_at=again_at)
        elif _claim(delivery):
            _try(delivery)


retried = deliver.using(priority=-10)  # new messages and alarms come first


@work.every(minutes=1)
@work.task()
def deliver_due() -> None:
    """Queue what waits for another try, or was left by a worker that died."""
    at = timezone.now()
    for district_id in apps.get_model("network.District").objects.values_list("pk", flat=True):
        due = Delivery.objects.filter(district_id=district_id).due(at=at).order_by("next_try_at")
        ids = [str(pk) for pk in due.values_list("pk", flat=True)[:SWEEP]]
        for start in range(0, len(ids), BATCH):
            work.enqueue(retried, district_id, ids[start : start + BATCH])


@work.every(daily_at="03:40")
@work.task()
def forget() -> None:
    """Erase the addresses of people without an account, and what nobody will look at again."""
    at = timezone.now()
    for district_id in apps.get_model("network.District").objects.values_list("pk", flat=True):
        ended = Delivery.objects.filter(district_id=district_id).exclude(
            state=DeliveryState.QUEUED
        )
        ended.filter(address__isnull=False, next_try_at__lt=at - ADDRESS_KEPT).update(address=None)
        ended.filter(next_try_at__lt=at - DELIVERY_KEPT).delete()
        messages = Message.objects.filter(district_id=district_id)
        messages.filter(queued_at__lt=at - MESSAGE_KEPT).delete()


def _claim(delivery: Delivery) -> bool:
    """Put it out of the others' reach. Should we die now, it is due again when CLAIM is over."""
    at = timezone.now()
    mine = _row(delivery).due(at=at).update(next_try_at=at + CLAIM)
    return bool(mine)


def _try(delivery: Delivery) -> None:
    delivery.attempts += 1
    try:
        transport(delivery.channel).send(delivery)
    except NotSent as error:
        if error.is_down:
            _down_until[_destination(delivery)] = timezone.now() + DOWN
        _note_failure(delivery, error.reason, is_final=error.is_final)
    except Exception as error:  # one that cannot be sent must not stop the others
        _note_failure(delivery, f"{type(error).__name__}: {error}")
    else:
        at = timezone.now()
        _row(delivery).update(
            state=DeliveryState.SENT,
            attempts=delivery.attempts,
            sent_at=at,
            next_try_at=at,
            last_error="",
        )


def _note_failure(delivery: Delivery, reason: str, *, is_final: bool = False) -> None:
    is_over = is_final or delivery.attempts > len(BACKOFF)
    wait = timedelta() if is_over else BACKOFF[delivery.attempts - 1]
    _row(delivery).update(
        state=DeliveryState.FAILED if is_over else DeliveryState.QUEUED,
        attempts=delivery.attempts,
        next_try_at=timezone.now() + wait,
        last_error=letters.blotted(reason)[:ERROR_LENGTH],
    )


def _row(delivery: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.filter(
        district_id=delivery.district_id, pk=delivery.pk, state=DeliveryState.QUEUED
    )


def _destination(delivery: Delivery) -> str:
    return f"{delivery.channel} {delivery.endpoint_id or ''}"
