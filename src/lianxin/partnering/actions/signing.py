"""Both sides sign, and either may end it early."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.calendar import months_on
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network.models import User
from lianxin.partnering import policy, terms
from lianxin.partnering.actions import pairing, telling
from lianxin.partnering.models import NEVER, Agreement
from lianxin.partnering.settling import YEAR
from lianxin.partnering.states import AGREEMENT, AgreementState, Party

REMINDED: Final = (90, 30, 7)  # days before it ends
LONGEST: Final = 10  # years


@transaction.atomic
def sign(
    agreement: Agreement,
    party: str,
    *,
    seen: int,
    note: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """One side signs what it has `seen` (the agreement's `seq`); with the second it holds.

    Raises `Overtaken` when it was worded anew meanwhile, `Refusal` when one side gives nothing,
    `NotAllowed` for who does not speak for that side or has signed for the other.
    """
    policy.require_party(by, agreement, party, on=timezone.localdate(at))
    timeline.refuse_repeated(agreement, key)
    is_second = agreement.state == AgreementState.HALF_SIGNED
    verb = "countersign" if is_second else "sign"
    AGREEMENT.require(agreement, verb)
    if agreement.is_signed_by(party):
        raise Refusal(_("您这一方已经签过，等对方签。"), code="signed")
    _require_another(agreement, party, by)
    if seen != agreement.seq:
        raise Overtaken(_("协议刚刚有改动，请看过再签。"))
    terms.require_both(terms.load(agreement.terms), kind=agreement.kind)
    name = str(party).lower()
    changes: dict[str, Any] = {f"{name}_signed_at": at, f"{name}_signed_by": by}
    if is_second:
        changes["remind_on"] = next_reminder(agreement, on=timezone.localdate(at))
    entry = AGREEMENT.apply(agreement, verb, by=by, at=at, note=note, key=key, **changes)
    if is_second:
        pairing.begin(agreement, at=at)
        telling.tell_both("agreement_signed", agreement, entry=entry)
    else:
        telling.tell("agreement_asked", agreement, Party(party).other, entry=entry)


@transaction.atomic
def end(
    agreement: Agreement,
    *,
    reason: str,
    on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """It ends early, today or on a later day `on`, and why. What is open until then stays owed."""
    today = timezone.localdate(at)
    policy.require_either(by, agreement, on=today)
    timeline.refuse_repeated(agreement, key)
    AGREEMENT.require(agreement, "end")
    day, reason = on or today, reason.strip()
    if not reason:
        raise Refusal(_("请写明为什么提前终止。"), field="reason")
    if agreement.ends_on < today:
        raise Refusal(_("协议已经到期，不用再终止。"), code="expired")
    if not today <= day <= agreement.ends_on:
        raise Refusal(_("终止日期要在今天和到期日之间。"), field="on")
    entry = AGREEMENT.apply(
        agreement, "end", by=by, at=at, note=reason, key=key,
        reason=reason[:500], ended_on=day, remind_on=NEVER,
    )  # fmt: skip
    pairing.end(agreement)
    telling.tell_both("agreement_ended", agreement, entry=entry, text=reason)


def next_reminder(agreement: Agreement, *, on: date) -> date:
    """The next day after `on` to ask both how it shall go on: so long before each year is over,
    and oftener before the last."""
    ends = [agreement.ends_on - timedelta(days=ahead) for ahead in REMINDED]
    years = [
        months_on(agreement.starts_on, year * YEAR) - timedelta(days=REMINDED[0])
        for year in range(1, LONGEST)
    ]
    days = sorted([*ends, *(day for day in years if day < ends[0])])
    return next((day for day in days if day > on), NEVER)


def _require_another(agreement: Agreement, party: str, by: User | None) -> None:
    """Nobody signs for both."""
    first = agreement.partner_signed_by_id if party == Party.HOST else agreement.host_signed_by_id
    if by is not None and first == by.pk:
        raise NotAllowed(_("另一方也是您签的，请由本单位的另一位来签。"))
