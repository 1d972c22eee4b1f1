"""The yearly list of a unit: what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.catalogue import policy
from lianxin.catalogue.models import EditionItem
from lianxin.exchange.actions import events
from lianxin.exchange.models import Listing
from lianxin.exchange.states import ListingState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User

YEARS_AHEAD: Final = 2


@transaction.atomic
def take(unit: Organisation, year: int, *, by: User | None, at: datetime) -> Sequence[Listing]:
    """Put onto the list of `year` what stood on the one before and is still offered; where there
    was none, everything that is offered. Returns what is new on it."""
    on = timezone.localdate(at)
    policy.require_unit(by, unit, on=on)
    if not 0 <= year - on.year <= YEARS_AHEAD:
        raise Refusal(_("只能编今年和以后两年的清单。"), field="year")
    own = Listing.objects.filter(
        district_id=unit.district_id, provider=unit, state=ListingState.PUBLISHED
    )
    items = EditionItem.objects.filter(district_id=unit.district_id, provider=unit)
    before = items.filter(year=year - 1)
    if year > on.year and before.exists():
        own = own.filter(pk__in=before.values("listing"))
    new = list(own.exclude(pk__in=items.filter(year=year).values("listing")).order_by("id"))
    EditionItem.objects.bulk_create(
        EditionItem(
            district_id=unit.district_id, provider=unit, year=year, listing=one, added_at=at
        )
        for one in new
    )
    for one in new:
        entry = timeline.append(one, "enlist", by=by, at=at, note=str(year))
        events.tell(one, entry)
    return new


@transaction.atomic
def drop(item: EditionItem, *, by: User | None, at: datetime) -> None:
    """Take one off the list of its year."""
    policy.require_unit(by, item.provider, on=timezone.localdate(at))
    entry = timeline.append(item.listing, "delist", by=by, at=at, note=str(item.year))
    events.tell(item.listing, entry)
    item.delete()
