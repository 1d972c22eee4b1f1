"""Time that was not recorded on the spot: one person adds it, another one agrees. It stays beside
what was recorded, and is never mixed with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.actions import claiming
from lianxin.exchange.states import ClaimState
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import User
from lianxin.volunteering import policy
from lianxin.volunteering.actions import telling
from lianxin.volunteering.models import Presence
from lianxin.volunteering.models.hours import MOST_MINUTES


@transaction.atomic
def add(
    presence: Presence,
    *,
    minutes: int,
    why: str,
    by: User,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Raises `Refusal` before the shift is over, and once a second person has agreed."""
    policy.require_organiser(by, presence.claim.listing, on=timezone.localdate(at))
    if presence.agreed_at:
        raise Refusal(_("这一条补记已经复核，不能再改。"), code="agreed")
    if at < presence.slot.ends_at:
        raise Refusal(_("这一班还没有结束，请用签到和签退。"), code="early")
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refusal(_("补记的时长在 1 分钟到 24 小时之间。"), field="minutes")
    if not why.strip():
        raise Refusal(_("请写为什么补记，例如：手机没电，没签上。"), field="why")
    entry = timeline.append(
        presence, "add_manual", by=by, at=at, key=key, note=why.strip(), audience=Audience.PUBLIC,
        changes={
            "manual_minutes": minutes, "manual_why": why.strip()[:200], "manual_by": by,
            "manual_at": at,
        },
    )  # fmt: skip
    telling.tell_organisers("manual_to_agree", presence, entry=entry, text=why.strip())


@transaction.atomic
def agree(presence: Presence, *, by: User, at: datetime, key: UUID | None = None) -> None:
    """The second person. Neither the one who added it, nor the one it is for."""
    policy.require_organiser(by, presence.claim.listing, on=timezone.localdate(at))
    timeline.refuse_repeated(presence, key)
    if presence.manual_by_id is None or presence.agreed_at:
        raise Refusal(_("没有等待复核的补记。"), code="nothing")
    if presence.manual_by_id == by.pk:
        raise NotAllowed(_("补记要由另一个人复核，请找本单位的另一位组织者。"))
    if presence.volunteer and presence.volunteer.user_id == by.pk:
        raise NotAllowed(_("不能复核自己的时长，请找另一位组织者。"))
    timeline.append(
        presence, "agree_manual", by=by, at=at, key=key, audience=Audience.PUBLIC,
        changes={"agreed_by": by, "agreed_at": at},
    )  # fmt: skip
    was_there = {ClaimState.MISSED: "correct", ClaimState.HELD: "attend"}
    if verb := was_there.get(ClaimState(presence.claim.state)):
        claiming.end(presence.claim, verb, by=by, at=at)
