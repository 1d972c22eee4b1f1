"""How long it is kept who follows, and what has happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from lianxin.following import telling
from lianxin.following.models import Follow, News
from lianxin.kernel.models import DistrictOwned
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.outbox import actions as outbox

UNCONFIRMED: Final = timedelta(days=30)
NEWS_KEPT: Final = timedelta(days=400)  # as long as the messages


def keep_terms(district_id: int, *, at: datetime) -> int:
    """Forget addresses that never said they were theirs, or want to hear no more, and what is
    long past. Safe to repeat. Returns how many addresses went."""
    News.objects.filter(district_id=district_id, at__lt=at - NEWS_KEPT).delete()
    before = at - UNCONFIRMED
    idle = Q(confirmed_at=None, since_at__lt=before) | Q(ended_at__lt=before)
    gone = Follow.objects.filter(district_id=district_id, user=None, email__isnull=False)
    done, _each = gone.filter(idle).delete()
    return done


def forget(things: Iterable[DistrictOwned]) -> None:
    """The rooms of `things` forget who raised them: take back the messages that repeat what was
    written, and let go of the addresses that follow them."""
    for thing in things:
        below = lineage.descendants(thing.district_id, Thing.of(thing))
        ids = {thing.pk, *(step.link.to_id for step in below)}
        told = News.objects.filter(district_id=thing.district_id, thing_id__in=ids)
        about = [telling.about(entry, thing.pk) for entry in told.values_list("entry", flat=True)]
        if about:
            outbox.unsay(about, district_id=thing.district_id)
        rows = Follow.objects.filter(district_id=thing.district_id, thing_id=thing.pk)
        rows.filter(user=None).delete()
