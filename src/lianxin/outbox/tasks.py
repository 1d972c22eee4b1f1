"""Sending, and cleaning up after it. Run by the worker, so these read the clock themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from lianxin.kernel import work
from lianxin.outbox import letters
from lianxin.outbox.models import (
    ERROR_LENGTH,
    Channel,
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Message,
)
from lianxin.outbox.transports import NotSent, transport

BATCH = 50  # claimed in one write
TURN = timedelta(seconds=30)
CLAIM = timedelta(minutes=2)  # longer than a turn and any one try
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
def deliver(district_id: int) -> None:
    """Send what is due and nobody else is sending: what was never tried first. Another task goes
    on when the turn is over, so that one with a long list does not hold up the others' work."""
    end = timezone.now() + TURN
    while claimed := _claim(district_id):
        for delivery in claimed:
            again_at = _down_until.get(_destination(delivery), LONG_AGO)
            if timezone.now() > end:
                _row(delivery).update(next_try_at=timezone.now())
            elif again_at > timezone.now():
                _row(delivery).update(next_try_at=again_at)
            else:
                _try(delivery)
        if timezone.now() > end:
            work.enqueue_merged(deliver, district_id)
            return


@work.every(minutes=1)
@work.task()
def deliver_due() -> None:
    """Go on with what waits for another try, or was left by a worker that died."""
    at = timezone.now()
    for district_id in apps.get_model("network.District").objects.values_list("pk", flat=True):
        if Delivery.objects.filter(district_id=district_id).due(at=at).exists():
            work.enqueue_merged(deliver, district_id)


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


@transaction.atomic
def _claim(district_id: int) -> list[Delivery]:
    """Put some out of the others' reach, letters before events: a slow system must not keep people
    waiting. Should we die now, they are due again when CLAIM is over."""
    at = timezone.now()
    due = Delivery.objects.filter(district_id=district_id).due(at=at)
    found = due.select_related("to", "group", "endpoint").order_by("attempts", "next_try_at")
    mine = list(found.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    if mine:
        Delivery.objects.filter(district_id=district_id, pk__in=[row.pk for row in mine]).update(
            next_try_at=at + CLAIM
        )
    return sorted(mine, key=lambda row: row.channel == Channel.WEBHOOK)


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
