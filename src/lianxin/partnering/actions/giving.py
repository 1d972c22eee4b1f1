"""One side records what was given, the other confirms or disputes it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.partnering import policy
from lianxin.partnering.actions import telling
from lianxin.partnering.actions.words import in_words
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.states import HANDOVER, Party
from lianxin.partnering.terms import LARGEST


def record(
    agreement: Agreement,
    party: str,
    *,
    term: int,
    amount: int,
    given_on: date,
    note: str = "",
    by: User | None,
    at: datetime,
    key: UUID,
) -> Handover:
    """`party` says that so much (in hundredths) of a term was given, by itself or by the other;
    the other side is asked to confirm. The same `key` is one."""
    today = timezone.localdate(at)
    policy.require_party(by, agreement, party, on=today)
    policy.require_open_record(agreement, on=today)
    if not 1 <= term <= len(agreement.terms):
        raise Refusal(_("请选择是哪一条。"), field="term")
    if not 0 < amount <= LARGEST:
        raise Refusal(_("数量要大于零，不超过一亿。"), field="amount")
    if not agreement.starts_on <= given_on <= today:
        raise Refusal(_("日期要在协议开始以后，不能晚于今天。"), field="given_on")
    handover = Handover(
        district_id=agreement.district_id, key=key, agreement=agreement, term=term, amount=amount,
        given_on=given_on, note=note.strip()[:200], told_by=Party(party), told_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry = timeline.begin(handover, "record", by=by, at=at)
            telling.tell(
                "handover_told", agreement, Party(party).other, entry=entry,
                text=in_words(handover), thing=handover,
            )  # fmt: skip
    except IntegrityError:  # the key has been used, perhaps
        first: Handover | None = Handover.objects.filter(
            district_id=agreement.district_id, key=key
        ).first()
        if first is None:
            raise
        return first
    return handover


@transaction.atomic
def confirm(handover: Handover, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """The other side says so, too; also after it had disputed it."""
    _require_other(handover, by, at=at)
    entry = HANDOVER.apply(handover, "confirm", by=by, at=at, key=key)
    telling.tell(
        "handover_confirmed", handover.agreement, handover.told_by, entry=entry,
        text=in_words(handover),
    )  # fmt: skip


@transaction.atomic
def dispute(
    handover: Handover, *, objection: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The other side says what is not so. It counts as given, not as confirmed."""
    _require_other(handover, by, at=at)
    said_so = objection.strip()
    if not said_so:
        raise Refusal(_("请写明哪里不对。"), field="objection")
    entry = HANDOVER.apply(
        handover, "dispute", by=by, at=at, note=said_so, key=key, objection=said_so[:500]
    )
    telling.tell(
        "handover_disputed", handover.agreement, handover.told_by, entry=entry,
        text=f"{in_words(handover)}：{said_so}",
    )  # fmt: skip


@transaction.atomic
def withdraw(
    handover: Handover, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Who recorded it takes it back, to record it anew perhaps."""
    policy.require_party(by, handover.agreement, handover.told_by, on=timezone.localdate(at))
    HANDOVER.apply(handover, "withdraw", by=by, at=at, key=key)


def _require_other(handover: Handover, by: User | None, *, at: datetime) -> None:
    other = Party(handover.told_by).other
    policy.require_party(by, handover.agreement, other, on=timezone.localdate(at))
