"""Put a table of sessions in: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy
from lianxin.events.queries import EVENT
from lianxin.events.timetable import Planned, changes
from lianxin.exchange.actions import places
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


@transaction.atomic
def put_sessions(
    listing: Listing, planned: Sequence[Planned], *, by: User | None, at: datetime, key: UUID
) -> tuple[int, int]:
    """How many are new, and how many were changed; whoever is in one that moves is told. The same
    table again does nothing."""
    policy.require_giving(by, listing, on=timezone.localdate(at))
    if listing.kind != EVENT:
        raise Refusal(_("只有活动有场次表。"), code="no_event")
    new = changed = 0
    for one in changes(planned):
        if one.slot is None:
            places.add_slot(
                listing, starts_at=one.starts_at, ends_at=one.ends_at, capacity=one.capacity,
                title=one.title, by=by, at=at, key=one.key,
            )  # fmt: skip
            new += 1
        else:
            places.change_slot(
                one.slot, starts_at=one.starts_at, ends_at=one.ends_at, capacity=one.capacity,
                title=one.title, by=by, at=at, key=uuid5(key, str(one.slot.pk)),
            )  # fmt: skip
            changed += 1
    return new, changed
