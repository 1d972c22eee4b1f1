"""Write down how far it has come: by the desk, or by what both sides say alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.introductions import policy
from lianxin.introductions.models import COLUMNS, Introduction, Payment
from lianxin.introductions.states import LIFECYCLE, LINE, VERBS, WITH_MONEY, Stage
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal


@transaction.atomic
def record(
    introduction: Introduction,
    stage: str,
    *,
    on: date | None = None,
    amount_fen: int | None = None,
    note: str = "",
    by: Any,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """It has come to `stage` (met, intent, agreement, contract). For money see `receive`, for
    the end `fall_through`. An amount told again replaces that of the same stage.

    Raises `Refusal`, `IllegalMove` when it is further than that already.
    """
    policy.require_recorder(by, on=timezone.localdate(at))
    timeline.refuse_repeated(introduction, key)
    wanted = Stage(stage)
    if wanted not in LINE[1:-1]:
        raise Refusal(_("请选见面、意向、协议或合同。"), field="stage")
    day = _day(introduction, on, at=at)
    changes = {COLUMNS[wanted][0]: day, "reached": wanted.value} | _amount(wanted, amount_fen)
    LIFECYCLE.apply(introduction, VERBS[wanted], by=by, at=at, note=note, key=key, **changes)


@transaction.atomic
def correct(
    introduction: Introduction,
    stage: str,
    *,
    amount_fen: int | None,
    note: str = "",
    by: Any,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Put right the amount of a stage that it has come to."""
    policy.require_recorder(by, on=timezone.localdate(at))
    told = Stage(stage)
    if told not in WITH_MONEY[:-1] or getattr(introduction, COLUMNS[told][0]) is None:
        raise Refusal(_("还没有走到这一步，没有金额可以改。"), field="stage")
    timeline.append(
        introduction, "correct", by=by, at=at, note=note, key=key,
        changes=_amount(told, amount_fen),
    )  # fmt: skip


@transaction.atomic
def receive(
    introduction: Introduction,
    *,
    amount_fen: int,
    on: date | None = None,
    note: str = "",
    by: Any,
    at: datetime,
    key: UUID,
) -> None:
    """Money has come (到账); every part is a row, and their sum the amount received."""
    policy.require_recorder(by, on=timezone.localdate(at))
    timeline.refuse_repeated(introduction, key)
    LIFECYCLE.require(introduction, "receive")
    day = _day(introduction, on, at=at)
    if amount_fen <= 0:
        raise Refusal(_("金额要大于零。"), field="amount")
    try:
        with transaction.atomic():
            Payment.objects.create(
                district_id=introduction.district_id, key=key, introduction=introduction,
                received_on=day, amount_fen=amount_fen, note=note[:200], told_at=at,
            )  # fmt: skip
    except IntegrityError:  # the same part once more
        return
    paid = Payment.objects.filter(
        district_id=introduction.district_id, introduction=introduction
    ).aggregate(whole=Sum("amount_fen"))
    LIFECYCLE.apply(
        introduction, "receive", by=by, at=at, note=note, key=key, reached=Stage.RECEIVED.value,
        received_on=introduction.received_on or day, received_fen=paid["whole"],
    )  # fmt: skip


@transaction.atomic
def fall_through(
    introduction: Introduction,
    *,
    reason: str,
    by: Any,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Nothing will come of it, and why."""
    policy.require_recorder(by, on=timezone.localdate(at))
    if not reason.strip():
        raise Refusal(_("请写明为什么没有谈成。"), field="reason")
    LIFECYCLE.apply(
        introduction, "fall_through", by=by, at=at, note=reason.strip(), key=key,
        reason=reason.strip()[:500], ended_on=timezone.localdate(at), is_disputed=False,
    )  # fmt: skip


@transaction.atomic
def revive(
    introduction: Introduction,
    *,
    by: Any,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """They talk again: it goes on where it was."""
    policy.require_recorder(by, on=timezone.localdate(at))
    LIFECYCLE.apply(
        introduction, f"revive_{introduction.reached}", by=by, at=at, note=note, key=key,
        reason="", ended_on=None,
    )  # fmt: skip


def _day(introduction: Introduction, on: date | None, *, at: datetime) -> date:
    today = timezone.localdate(at)
    day = on or today
    if not introduction.introduced_on <= day <= today:
        raise Refusal(_("日期要在介绍之后，不能晚于今天。"), field="on")
    return day


def _amount(stage: Stage, amount_fen: int | None) -> dict[str, Any]:
    if amount_fen is None:
        return {}
    if amount_fen < 0:
        raise Refusal(_("金额不能小于零。"), field="amount")
    column = COLUMNS[stage][1]
    if not column:
        raise Refusal(_("这一步没有金额。"), field="amount")
    return {column: amount_fen}
