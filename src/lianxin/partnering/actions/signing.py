"""All who agree sign, and either of the two sides may end it early."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.calendar import months_on
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.network.models import Organisation, User
from lianxin.partnering import policy, queries, terms
from lianxin.partnering.actions import owing, pairing, telling
from lianxin.partnering.models import NEVER, Agreement, Joiner
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
    """One side signs what it has `seen` (the agreement's `seq`); with the last of all it holds.

    Raises `Overtaken` when it was worded anew meanwhile, `Refusal` when one side gives nothing,
    `NotAllowed` for who does not speak for that side or has signed for another.
    """
    policy.require_party(by, agreement, party, on=timezone.localdate(at))
    timeline.refuse_repeated(agreement, key)
    _require_open(agreement, seen, is_signed=agreement.is_signed_by(party), by=by)
    name = str(party).lower()
    entry = _sign(
        agreement, agreement.unit_of(party), by=by, at=at, note=note, key=key,
        **{f"{name}_signed_at": at, f"{name}_signed_by": by},
    )  # fmt: skip
    other = Party(party).other
    if not agreement.is_signed_by(other):
        telling.tell("agreement_asked", agreement, other, entry=entry)


@transaction.atomic
def sign_with(
    joiner: Joiner, *, seen: int, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """A further unit signs what it has `seen`, with the two. Raises as `sign`."""
    agreement, unit = joiner.agreement, joiner.unit
    policy.require_joiner(by, joiner, on=timezone.localdate(at))
    timeline.refuse_repeated(agreement, key)
    _require_open(agreement, seen, is_signed=joiner.signed_at is not None, by=by)
    joiner.signed_at, joiner.signed_by = at, by
    joiner.save(update_fields=["signed_at", "signed_by"])
    _sign(agreement, unit, by=by, at=at, note=unit.name, key=key)


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
        look_on=owing.next_look(agreement, until=day, since=today),
    )  # fmt: skip
    pairing.end(agreement)
    telling.tell_all("agreement_ended", agreement, entry=entry, text=reason)


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


def _require_open(agreement: Agreement, seen: int, *, is_signed: bool, by: User | None) -> None:
    AGREEMENT.require(agreement, _verb(agreement, left=1))
    if is_signed:
        raise Refusal(_("您这一方已经签过，等对方签。"), code="signed")
    if by is not None and by.pk in _signers(agreement):
        raise NotAllowed(_("另一方也是您签的，请由本单位的另一位来签。"))
    if seen != agreement.seq:
        raise Overtaken(_("协议刚刚有改动，请看过再签。"))
    terms.require_both(terms.load(agreement.terms), kind=agreement.kind)


def _signers(agreement: Agreement) -> set[UUID | None]:
    """Nobody signs for two."""
    joined = {one.signed_by_id for one in queries.joiners_of(agreement)}
    return {agreement.host_signed_by_id, agreement.partner_signed_by_id, *joined}


def _sign(
    agreement: Agreement, unit: Organisation, *, by: User | None, at: datetime, key: UUID | None,
    note: str = "", **changes: Any,
) -> Entry:  # fmt: skip
    """With the last signature it holds, and all are told."""
    left = [one for one in queries.unsigned(agreement) if one.pk != unit.pk]
    verb = _verb(agreement, left=len(left))
    if not left:
        today = timezone.localdate(at)
        changes["remind_on"] = next_reminder(agreement, on=today)
        changes["look_on"] = owing.next_look(agreement, until=agreement.ends_on, since=today)
    entry = AGREEMENT.apply(agreement, verb, by=by, at=at, note=note, key=key, **changes)
    if not left:
        pairing.begin(agreement, at=at)
        telling.tell_all("agreement_signed", agreement, entry=entry)
    return entry


def _verb(agreement: Agreement, *, left: int) -> str:
    if agreement.state != AgreementState.HALF_SIGNED:
        return "sign"
    return "cosign" if left else "countersign"
