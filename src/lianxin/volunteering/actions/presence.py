"""When somebody came and when she went: by the code on the spot, or by the organiser's list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import queries as exchange
from lianxin.exchange.actions import claiming, places
from lianxin.exchange.models import Claim, Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.volunteering import hours, policy
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Presence
from lianxin.volunteering.queries import SHIFT

BATCH: Final = 200
CHAIN: Final = ("state", "seq", "head")
TAPPED: Final = ("in_at", "in_how", "out_at", "out_how", "minutes", "seq", "head")
MISSED_AFTER: Final = timedelta(hours=24)
LOOKED_BACK: Final = timedelta(days=30)


@transaction.atomic
def check_in(
    presence: Presence,
    how: How,
    *,
    code: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """She is there. A second tap changes nothing."""
    _require_spot(presence, how, code=code, by=by, at=at)
    _lock(presence)
    if presence.in_at:
        return
    require_time(presence.slot, at=at)
    if presence.claim.state == ClaimState.WAITING:
        places.let_in(presence.claim, by=by, at=at)
    claiming.end(presence.claim, "attend", by=by, at=at, delivered_at=at)
    timeline.append(
        presence, "check_in", by=by, at=at, key=key, audience=Audience.PUBLIC,
        changes={"in_at": at, "in_how": how}, expect={"in_at": None},
    )  # fmt: skip


@transaction.atomic
def check_out(
    presence: Presence,
    how: How,
    *,
    code: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """She goes. Until a quarter of an hour after the end this also replaces what was closed by
    itself."""
    _require_spot(presence, how, code=code, by=by, at=at)
    _lock(presence)
    if presence.in_at is None:
        raise Refusal(_("还没有签到，不能签退。"), code="not_in")
    if presence.out_at and not presence.is_auto_closed:
        return
    if at > presence.slot.ends_at + hours.EDGE:
        raise Refusal(_("这一班已经结束，签退时间按结束时间记了。"), code="over")
    _close(presence, "check_out", how, went=at, by=by, at=at, key=key)


def require_time(slot: Slot, *, at: datetime) -> None:
    """Raises `Refusal` when nobody can check in yet, or any more."""
    if at < slot.starts_at - hours.EARLIEST:
        opens = f"{timezone.localtime(slot.starts_at - hours.EARLIEST):%m-%d %H:%M}"
        raise Refusal(_("还太早，%s 起可以签到。") % opens, code="early")
    if at > slot.ends_at:
        raise Refusal(_("这一班已经结束，不能再签到。没签上，请让组织者补记。"), code="over")


def is_time(slot: Slot, *, at: datetime) -> bool:
    """Whether one can check in at `at`."""
    return slot.starts_at - hours.EARLIEST <= at <= slot.ends_at


def close_over(district_id: int, *, at: datetime, most: int = BATCH) -> int:
    """Close, with a flag, what is still open when its shift has ended. Returns how many."""
    open_ones = Presence.objects.filter(
        district_id=district_id, in_at__isnull=False, out_at=None, slot__ends_at__lte=at
    )
    found = list(open_ones.select_related("slot").order_by("in_at", "pk")[:most])
    for presence in found:
        assert presence.in_at is not None  # asked for above
        ended = max(presence.slot.ends_at, presence.in_at)
        _close(presence, "auto_close", How.AUTO, went=ended, by=None, at=at)
    return len(found)


def mark_missed(district_id: int, *, at: datetime, most: int = BATCH) -> int:
    """Who had a place, and did not come to a shift where others were checked in. Where nobody
    was, nobody looked, and it says nothing. Only her organiser and herself see it."""
    came = Presence.objects.filter(
        district_id=district_id, slot=OuterRef("slot"), in_at__isnull=False
    )
    held = Claim.objects.filter(
        Exists(came), district_id=district_id, kind=SHIFT, state=ClaimState.HELD,
        slot__starts_at__gt=at - LOOKED_BACK, slot__ends_at__lte=at - MISSED_AFTER,
    )  # fmt: skip
    found = list(held.order_by("pk")[:most])
    for claim in found:
        claiming.end(claim, "miss", by=None, at=at)
    return len(found)


def _lock(presence: Presence) -> None:
    """As it is now, kept from others until the transaction ends: two taps at once are one."""
    mine = Presence.objects.filter(district_id=presence.district_id)
    presence.refresh_from_db(fields=TAPPED, from_queryset=mine.select_for_update())
    claims = Claim.objects.filter(district_id=presence.district_id)
    presence.claim.refresh_from_db(fields=CHAIN, from_queryset=claims)


def _close(
    presence: Presence,
    verb: str,
    how: How,
    *,
    went: datetime,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    assert presence.in_at is not None  # asked by the callers
    slot = presence.slot
    percent = exchange.terms_of(presence.district_id).presence_percent
    minutes = hours.credited(
        slot.starts_at, slot.ends_at, came=presence.in_at, went=went, percent=percent
    )
    timeline.append(
        presence, verb, by=by, at=at, key=key, audience=Audience.PUBLIC,
        changes={"out_at": went, "out_how": how, "minutes": minutes},
        expect={"out_at": presence.out_at},
    )  # fmt: skip


def _require_spot(
    presence: Presence, how: How, *, code: str, by: User | None, at: datetime
) -> None:
    """By the list only who organises; else by what is known on the spot alone."""
    if how == How.LIST:
        policy.require_organiser(by, presence.claim.listing, on=timezone.localdate(at))
    elif how == How.QR and not privacy.matches_code(presence.slot_id, code):
        raise Refusal(_("这个二维码不是这一班的，请扫现场的码。"), field="code")
    elif how == How.CODE and not hours.is_spot_code(presence.slot_id, code, at=at):
        raise Refusal(_("数字码不对，或者已经换了。请看现场屏幕上现在的六位数。"), field="code")
