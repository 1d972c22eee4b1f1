"""Not too often: so many times in so long, for one address, number or account.

The count is kept in the database, hence holds over all processes. Each window is split into
slices that slide, so that no stretch of `per` ever sees more than `limit`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lianxin.kernel.database import rows
from lianxin.kernel.models import Hit
from lianxin.kernel.privacy import blind_index
from lianxin.kernel.refusals import TooMany

SLICES = 12
LONGEST = timedelta(days=2)
COUNT = "SELECT SUM(count) FROM kernel_hit WHERE key = %s AND window_at >= %s"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hit(scope: str, who: str, *, limit: int, per: timedelta, at: datetime, times: int = 1) -> None:
    """Count a try of `who`, or so many `times`; raises `TooMany` when there were `limit` within
    the last `per`.

    Call it from the face, outside the deed's transaction: a deed that fails must not undo the
    count. A refused try is not counted. Of `who` only an HMAC is stored.
    """
    key = blind_index(who, purpose=f"throttle.{scope}")
    width = per / SLICES
    slice_at = EPOCH + (at - EPOCH) // width * width
    with transaction.atomic():
        rows.insert(Hit(key=key, window_at=slice_at, count=times), add_to="count")
        since = slice_at - per
        if _count(key, since=since) > limit:
            first = Hit.objects.filter(key=key, window_at__gte=since).earliest("window_at")
            raise _too_many(first.window_at + per + width, at=at)


def _count(key: str, *, since: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, connection.ops.adapt_datetimefield_value(since)])
        return int(cursor.fetchone()[0])


def prune(at: datetime) -> int:
    """Forget what no window can still count. Returns how many rows went."""
    return Hit.objects.filter(window_at__lt=at - LONGEST).delete()[0]


def _too_many(again_at: datetime, *, at: datetime) -> TooMany:
    seconds = ceil((again_at - at).total_seconds())
    message = _("操作太频繁，暂时不能继续。请约 %(minutes)d 分钟后再试。")
    return TooMany(message % {"minutes": ceil(seconds / 60)}, retry_after=seconds)
