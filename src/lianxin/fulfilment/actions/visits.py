"""Write down each visit of an order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.models import Claim, Visit
from lianxin.exchange.models.visit import MOST_MINUTES
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import User

VISITED: Final = frozenset({ClaimState.ACCEPTED, ClaimState.DELIVERED, ClaimState.DONE})
MEASURED: Final = re.compile(
    r"血压|血糖|血脂|血氧|体温|心率|脉搏|尿酸|高压|低压|mmhg|mmol|℃|bmi|blood (pressure|sugar)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Done:
    """What was done on one day: `came` says who was there."""

    visited_on: date
    came: str
    minutes: int
    note: str = ""


@transaction.atomic
def log(claim: Claim, done: Done, *, by: User | None, at: datetime, key: UUID) -> Visit:
    """One more line. The same `key` is one.

    Raises `Refusal` for a day that cannot be, and for measured values of somebody's health.
    """
    policy.require_giver(by, claim, on=timezone.localdate(at))
    if first := Visit.objects.filter(district_id=claim.district_id, key=key).first():
        return first
    if claim.shape != Shape.ORDER or claim.state not in VISITED:
        raise IllegalMove(_("接了单才能登记上门。"))
    _check(claim, done, at=at)
    timeline.append(
        claim, "visit", by=by, at=at, audience=Audience.PUBLIC, note=done.visited_on.isoformat()
    )
    return Visit.objects.create(
        district_id=claim.district_id, key=key, claim=claim, visited_on=done.visited_on,
        came=done.came.strip(), minutes=done.minutes, note=done.note.strip(), told_by=by,
        told_at=at,
    )  # fmt: skip


def _check(claim: Claim, done: Done, *, at: datetime) -> None:
    if done.visited_on > timezone.localdate(at):
        raise Refusal(_("还没到这一天，去过以后再登记。"), field="visited_on")
    if done.visited_on < timezone.localdate(claim.asked_at):
        raise Refusal(_("这一天还没有点单，请核对日期。"), field="visited_on")
    if not done.came.strip():
        raise Refusal(_("请写谁去的。"), field="came")
    if not 1 <= done.minutes <= MOST_MINUTES:
        raise Refusal(_("一次服务在 1 分钟到 24 小时之间。"), field="minutes")
    if MEASURED.search(done.note) and any(sign.isdigit() for sign in done.note):
        raise Refusal(
            _("请不要写血压、血糖这类数值。写做了什么就行，例如：量了血压，提醒按时吃药。"),
            field="note",
        )
