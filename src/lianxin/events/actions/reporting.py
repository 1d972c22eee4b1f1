"""Say what came of an event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy, queries
from lianxin.events.models import Report
from lianxin.exchange.models import Listing, Slot
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import Refusal
from lianxin.language import personal
from lianxin.network.models import User

MOST = 4000


def report(listing: Listing, *, text: str, by: User | None, at: datetime, key: UUID) -> Report:
    """Its unit tells everybody, in its own words; how many came is counted beside them. Said
    again, it is put right, and what stood there stays in its history."""
    policy.require_giving(by, listing, on=timezone.localdate(at))
    said = text.strip()
    if listing.kind != queries.EVENT:
        raise Refusal(_("只有活动有小结。"), code="no_event")
    slots = Slot.objects.filter(district_id=listing.district_id, listing=listing)
    if not slots.filter(ends_at__lte=at, cancelled_at__isnull=True).exists():
        raise Refusal(_("还没有一场办完，办完再写小结。"), code="too_early")
    if not said or len(said) > MOST:
        raise Refusal(_("请写几句小结，最多 %d 个字。") % MOST, field="text")
    if found := personal.find_personal(said):
        shown = said[found[0].start : found[0].end]
        raise Refusal(
            _("“%s”像是电话、证件或住址。这里人人看得到，请去掉。") % shown, field="text"
        )
    try:
        with transaction.atomic():
            return _written(listing, said, by=by, at=at, key=key)
    except IntegrityError:  # at the same time
        first: Report = Report.objects.get(district_id=listing.district_id, listing=listing)
        return first


def _written(listing: Listing, said: str, *, by: User | None, at: datetime, key: UUID) -> Report:
    there = queries.report_of(listing)
    if there is None:
        there = Report(
            district_id=listing.district_id, key=key, listing=listing, text=said, made_at=at
        )
        timeline.begin(there, "report", by=by, at=at)
    elif there.text != said:
        timeline.append(
            there, "correct", by=by, at=at, audience=Audience.PUBLIC, changes={"text": said}
        )
    return there
