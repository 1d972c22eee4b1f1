"""Sign up for a shift, and give it back. One person is never in two at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.actions import places
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Claim, Claimant, Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.database import rows
from lianxin.kernel.refusals import Refusal
from lianxin.volunteering import policy, queries
from lianxin.volunteering.actions import helping, presence
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Diary, Presence, Volunteer


def sign_up(
    slot: Slot, volunteer: Volunteer, *, at: datetime, key: UUID, is_there: bool = False
) -> Receipt:
    """A place where there is one, else one in the line; on an urgent call only a place.

    Raises `Refusal` when she is in another shift at that time.
    """
    who = Who(
        name=volunteer.name or "",
        phone=volunteer.phone or "",
        user=volunteer.user,
        language=volunteer.language,
    )
    with transaction.atomic():
        receipt = places.take(
            slot, Wish(who=who), key=key, at=at, by=volunteer.user, is_there=is_there
        )
        mine = Presence.objects.filter(district_id=slot.district_id, claim=receipt.claim)
        mine.filter(volunteer=None).update(volunteer=volunteer)
    return receipt


@transaction.atomic
def walk_in(slot: Slot, volunteer: Volunteer, *, code: str, at: datetime, key: UUID) -> Presence:
    """Somebody at the door, by the code of the spot: signed up and there in one deed. The same
    `key` is one.

    Raises `Refusal` long before the start, after the end, and where no seat is free.
    """
    presence.require_time(slot, at=at)
    found = queries.in_shift(slot, volunteer)
    if found is None:
        receipt = sign_up(slot, volunteer, at=at, key=key, is_there=True)
        found = queries.presence_of(receipt.claim)
    presence.check_in(found, How.QR, code=code, by=volunteer.user, at=at)
    return found


def give_up(
    presence: Presence, volunteer: Volunteer, *, at: datetime, key: UUID | None = None
) -> None:
    """She does not come; whoever waits longest has the place at once."""
    policy.require_own(presence, volunteer)
    if presence.in_at:
        raise Refusal(_("您已经签到，不用取消；要走请签退。"), code="already")
    places.cancel(presence.claim, by=volunteer.user, at=at, key=key)


def open_presence(claim: Claim, claimant: Claimant, *, at: datetime) -> Presence:
    """Part of signing up, in its transaction: refuse what overlaps, and keep a place for the
    time to come."""
    if claim.seats != 1:
        raise Refusal(_("志愿服务请每个人自己报名，时长才记得到本人名下。"), field="seats")
    is_surge = claim.listing is not None and claim.listing.details.get("is_surge")
    if is_surge and claim.state == ClaimState.WAITING:
        raise Refusal(_("人已经够了，谢谢您。"), code="full")
    _lock_diary(claimant)
    _refuse_clash(claim, claimant)
    volunteer = helping.volunteer_for(claimant.user, at=at) if claimant.user else None
    presence = Presence(
        district_id=claim.district_id, claim=claim, slot=claim.slot, volunteer=volunteer
    )
    timeline.begin(presence, "sign_up", by=claimant.user, at=at)
    return presence


def _lock_diary(claimant: Claimant) -> None:
    """Until the transaction ends nobody else writes into it: neither under her account nor under
    her telephone number."""
    marks = sorted(_marks(claimant))
    district_id = claimant.district_id
    rows.insert(*(Diary(district_id=district_id, mark=mark) for mark in marks), once=True)
    mine = Diary.objects.select_for_update().filter(district_id=district_id, mark__in=marks)
    list(mine.order_by("mark"))


def _marks(claimant: Claimant) -> set[str]:
    account = privacy.blind_index(str(claimant.user_id), purpose="diary")
    return {mark for mark in (account if claimant.user_id else "", claimant.phone_index) if mark}


def _refuse_clash(claim: Claim, claimant: Claimant) -> None:
    clash = queries.clashes(claim, claimant).order_by("starts_at").first()
    if clash is None:
        return
    if clash.slot_id == claim.slot_id:
        raise Refusal(_("您已经报名了这一场。"), code="already")
    local = timezone.localtime
    assert clash.starts_at is not None  # asked for by time
    assert clash.ends_at is not None
    when = f"{local(clash.starts_at):%m-%d %H:%M}–{local(clash.ends_at):%H:%M}"
    if claimant.user_id is None:  # a number that others may have typed: not what, only when
        raise Refusal(
            _("这个手机号在 %s 已经报名了别的班次，时间重叠。") % when, code="overlapping"
        )
    raise Refusal(
        _("您在 %(when)s 已经报名“%(title)s”，时间重叠。先取消那一场，才能报这一场。")
        % {"when": when, "title": clash.subject},
        code="overlapping",
    )
