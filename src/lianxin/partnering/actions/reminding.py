"""Both sides hear before it ends, 90, 30 and 7 days ahead, each once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.partnering.actions import telling
from lianxin.partnering.actions.signing import next_reminder
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
            after = NEVER if is_over else next_reminder(agreement.ends_on, on=on)
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
    for party in Party:
        telling.queue(
            "agreement_ending", agreement, party, about=about, at=at, days=days,
            other=agreement.unit_of(party.other).name,
        )  # fmt: skip
