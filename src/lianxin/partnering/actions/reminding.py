"""Both sides are asked before each year is over how it shall go on, 90 days ahead, and before the
end 30 and 7 days ahead, too; each once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.partnering import queries
from lianxin.partnering.actions import telling
from lianxin.partnering.actions.signing import REMINDED, next_reminder
from lianxin.partnering.models import NEVER, Agreement
from lianxin.partnering.states import AgreementState, Party

BATCH: Final = 200


def remind_due(district_id: int, *, at: datetime) -> int:
    """Remind the sides of every agreement whose day has come. Returns how many were spoken of.

    An agreement that has been renewed is not spoken of, nor one that has expired meanwhile.
    """
    on = timezone.localdate(at)
    due = Agreement.objects.filter(
        district_id=district_id, remind_on__lte=on, state=AgreementState.SIGNED
    )
    done = 0
    for agreement in due.whole().order_by("remind_on", "pk")[:BATCH]:
        with transaction.atomic():
            mine = Agreement.objects.filter(
                district_id=district_id, pk=agreement.pk, remind_on=agreement.remind_on
            )
            is_over = agreement.ends_on < on or _is_renewed(agreement)
            after = NEVER if is_over else next_reminder(agreement, on=on)
            if mine.update(remind_on=after):
                done += 1
                if not is_over:
                    _remind(agreement, at=at)
    return done


def _is_renewed(agreement: Agreement) -> bool:
    later = Agreement.objects.filter(district_id=agreement.district_id, renews=agreement)
    return later.filter(state=AgreementState.SIGNED).exists()


def _remind(agreement: Agreement, *, at: datetime) -> None:
    about, days = new_id(), (agreement.ends_on - timezone.localdate(at)).days
    kind = "agreement_ending" if days <= REMINDED[0] else "agreement_yearly"
    for party in Party:
        if kind == "agreement_yearly" and queries.word_of(agreement, party, at=at):
            continue
        telling.queue(
            kind, agreement, party, about=about, at=at, days=days,
            other=agreement.unit_of(party.other).name,
        )  # fmt: skip
    if kind == "agreement_ending":
        telling.queue_to_joiners(kind, agreement, about=about, at=at, days=days)
