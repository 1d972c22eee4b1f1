"""Begin and end a series, put events in it and take them out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy
from lianxin.events.models import Episode, EventSeries
from lianxin.exchange.models import Listing
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User


def begin_series(
    unit: Organisation,
    *,
    code: str,
    name: str,
    about: str = "",
    begun_on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> EventSeries:
    """A unit begins a series. The same `key`, or the same code, is one."""
    on = timezone.localdate(at)
    policy.require_running(by, unit, on=on)
    if not name.strip():
        raise Refusal(_("请写一个名称。"), field="name")
    series = EventSeries(
        district_id=unit.district_id, key=key, code=code.strip()[:40], name=name.strip()[:80],
        about=about.strip()[:2000], unit=unit, begun_on=begun_on or on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            timeline.begin(series, "begin", by=by, at=at)
    except IntegrityError:
        rows = EventSeries.objects.filter(district_id=unit.district_id)
        first: EventSeries | None = rows.filter(key=key).first() or rows.filter(code=code).first()
        if first is None:
            raise
        return first
    return series


@transaction.atomic
def end_series(
    series: EventSeries, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """No more events go into it. Twice is once."""
    on = timezone.localdate(at)
    policy.require_running(by, series.unit, on=on)
    if series.ended_on is None:
        timeline.append(series, "end", by=by, at=at, key=key, changes={"ended_on": on})


@transaction.atomic
def put_in(
    series: EventSeries,
    listing: Listing,
    *,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """An event is one of the series: the unit of the series puts it in, or who gives the event
    where both are one's own. Twice is once."""
    policy.require_running(by, series.unit, on=timezone.localdate(at))
    if series.ended_on is not None:
        raise Refusal(_("“%s”已经结束，请放进别的系列。") % series.name, code="ended")
    if listing.kind != "EVENT" or listing.district_id != series.district_id:
        raise Refusal(_("只有本辖区的活动可以放进系列。"), field="listing")
    there, is_new = Episode.objects.get_or_create(
        district_id=series.district_id, listing=listing, defaults={"series": series}
    )
    if there.series_id != series.pk:
        raise Refusal(_("这场活动已经在别的系列里，请先取出来。"), field="listing")
    if is_new:
        timeline.append(series, "put_in", by=by, at=at, key=key, note=listing.ref)


@transaction.atomic
def take_out(
    series: EventSeries,
    listing: Listing,
    *,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Twice is once."""
    policy.require_running(by, series.unit, on=timezone.localdate(at))
    rows = Episode.objects.filter(district_id=series.district_id, series=series, listing=listing)
    if rows.delete()[0]:
        timeline.append(series, "take_out", by=by, at=at, key=key, note=listing.ref)
