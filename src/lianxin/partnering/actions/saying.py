"""What a side says: what it wants otherwise before it signs, and its word once a year."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.partnering import policy, queries
from lianxin.partnering.actions import telling
from lianxin.partnering.models import Agreement, Word
from lianxin.partnering.states import UNSIGNED, Party, Wish, year_of

LONGEST = 500


@transaction.atomic
def remark(
    agreement: Agreement, *, text: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The partner says what it wants otherwise, instead of signing. It stays as it is until the
    unit of the place words it anew."""
    policy.require_party(by, agreement, Party.PARTNER, on=timezone.localdate(at))
    timeline.refuse_repeated(agreement, key)
    if agreement.state not in UNSIGNED:
        raise Refusal(_("协议已经定下，不能再提修改。"), code="settled")
    said = _said(text, _("请写明哪里要改。"))
    entry = timeline.append(agreement, "remark", by=by, at=at, note=said, key=key)
    telling.tell("agreement_remarked", agreement, Party.HOST, entry=entry, text=said)


@transaction.atomic
def say(
    agreement: Agreement,
    party: str,
    *,
    wish: str,
    text: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """One side's word on the year: go on, change something, or part. Once a year.

    Raises `Refusal` for what is said a second time, or without a reason where one is needed.
    """
    policy.require_party(by, agreement, party, on=timezone.localdate(at))
    timeline.refuse_repeated(agreement, key)
    if not queries.may_say(agreement, at=at):
        raise Refusal(_("协议履行期间才能说。"), code="not_running")
    if wish not in Wish.values:
        raise Refusal(_("请选一项。"), field="wish")
    told = text.strip() if wish == Wish.GO_ON else _said(text, _("请写一句，对方好准备。"))
    entry = timeline.append(
        agreement, f"say_{party.lower()}", by=by, at=at, key=key,
        note="：".join(part for part in (str(Wish(wish).label), told) if part),
    )  # fmt: skip
    year = year_of(agreement.starts_on, on=timezone.localdate(at))
    try:
        with transaction.atomic():
            Word.objects.create(
                district_id=agreement.district_id, agreement=agreement, party=party, year=year,
                wish=wish, text=told[:LONGEST], said_at=at, said_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(_("这一年已经说过了。"), code="said") from error
    telling.tell("agreement_word", agreement, Party(party).other, entry=entry, text=entry.note)


def _said(text: str, missing: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal(missing, field="text")
    if len(said) > LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % LONGEST, field="text")
    return said
