"""Say that a suggestion does not fit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.matching.models import Feedback
from lianxin.matching.queries import Asker
from lianxin.matching.states import Why
from lianxin.network.models import User


@transaction.atomic
def hide(
    asker: Asker, listing: Listing, *, why: str, by: User, at: datetime, key: UUID
) -> Feedback:
    """Never suggest `listing` to this asker again; its reason counts for what comes after. Said
    again, the new reason stands. The same `key` is one."""
    if why not in Why.values:
        raise Refusal(_("请选一个原因。"), field="why")
    if not _is_hers(asker, by, at=at):
        raise NotAllowed(_("只有看到这些推荐的人可以这样说。"))
    known = Feedback.objects.filter(district_id=asker.district_id, key=key).first()
    if known is not None:
        return known
    feedback, _is_new = Feedback.objects.update_or_create(
        district_id=asker.district_id,
        asker_id=asker.id,
        listing=listing,
        defaults={"why": why, "by": by, "at": at, "key": key},
    )
    return feedback


@transaction.atomic
def take_back(asker: Asker, listing: Listing, *, by: User, at: datetime) -> None:
    if not _is_hers(asker, by, at=at):
        raise NotAllowed(_("只有看到这些推荐的人可以这样说。"))
    Feedback.objects.filter(
        district_id=asker.district_id, asker_id=asker.id, listing=listing
    ).delete()


def _is_hers(asker: Asker, by: User, *, at: datetime) -> bool:
    if by.district_id != asker.district_id:
        return False
    on = timezone.localdate(at)
    if asker.user_id is not None:
        return asker.user_id == by.pk
    if asker.unit_id is not None and asker.unit_id in exchange.units_of(by, on=on):
        return True
    return exchange.coordinates(by, None, on=on)
