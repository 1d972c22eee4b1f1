"""She says that a record of hers is wrong: answered in seven days, or it goes further."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.volunteering import policy
from lianxin.volunteering.actions import telling
from lianxin.volunteering.models import Correction, Presence, Volunteer
from lianxin.volunteering.states import CORRECTION, CorrectionState

ANSWERED_WITHIN: Final = timedelta(days=7)
BATCH: Final = 200


def ask(
    presence: Presence, volunteer: Volunteer, *, text: str, at: datetime, key: UUID
) -> Correction:
    """The same `key` is one. Raises `Refusal` while another one waits for its answer."""
    policy.require_own(presence, volunteer)
    if not text.strip():
        raise Refusal(_("请写哪里不对，例如：我 14:00 到的，签到没成功。"), field="text")
    if at < presence.slot.starts_at:
        raise Refusal(_("这一班还没有开始。"), code="early")
    unit = presence.claim.unit
    assert unit is not None  # a shift is an organisation's
    correction = Correction(
        district_id=presence.district_id, key=key, presence=presence, unit=unit,
        text=text.strip()[:500], asked_at=at, due_at=at + ANSWERED_WITHIN,
        state=CorrectionState.ASKED,
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry = timeline.begin(correction, "ask", by=volunteer.user, at=at)
            telling.tell_organisers(
                "correction_asked", presence, entry=entry, text=correction.text
            )
    except IntegrityError as error:
        same = Correction.objects.filter(district_id=presence.district_id, presence=presence)
        first: Correction | None = same.filter(key=key).first()
        if first is None:
            raise Refusal(_("这一条已经提出更正，正在等答复。"), code="already") from error
        return first
    return correction


@transaction.atomic
def answer(
    correction: Correction, *, text: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """What is recorded otherwise then, is recorded as everything else: by hand, and by two."""
    policy.require_answer(by, correction, on=timezone.localdate(at))
    if not text.strip():
        raise Refusal(_("请写答复。"), field="text")
    entry = CORRECTION.apply(
        correction, "answer", by=by, at=at, key=key, note=text.strip(),
        answer=text.strip()[:500], answered_at=at,
    )  # fmt: skip
    telling.tell_volunteer("correction_answered", correction.presence, entry=entry, text=text)


def escalate_late(district_id: int, *, at: datetime, most: int = BATCH) -> int:
    """Give what was not answered in time to the coordinating desk. Returns how many."""
    late = Correction.objects.filter(
        district_id=district_id, state=CorrectionState.ASKED, due_at__lte=at
    )
    found = list(
        late.select_related("presence__claim__listing", "presence__volunteer__user")
        .order_by("due_at", "pk")[:most]
    )  # fmt: skip
    for correction in found:
        with transaction.atomic():
            entry = CORRECTION.apply(correction, "escalate", by=None, at=at)
            told = {"entry": entry, "text": correction.text}
            telling.tell_desk("correction_escalated", correction.presence, **told)
            telling.tell_volunteer("correction_escalated", correction.presence, **told)
    return len(found)
