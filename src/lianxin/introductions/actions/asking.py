"""Ask both sides what came of it, and weigh what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.introductions import policy, queries
from lianxin.introductions.actions import recording, telling
from lianxin.introductions.models import Introduction, Side, Word
from lianxin.introductions.states import LINE, WITH_MONEY, Stage
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal

YEARLY: Final = timedelta(days=365)
LAST_ROUND: Final = 5
NEVER: Final = date(9999, 1, 1)
BATCH: Final = 200


@dataclass(frozen=True)
class Said:
    """How far it has come, as one side says. `amount_fen` is what has been agreed on."""

    stage: str
    amount_fen: int | None = None
    received_fen: int | None = None
    text: str = ""


def ask_due(district_id: int, *, at: datetime) -> int:
    """Ask the sides of every introduction whose day has come, each once a round: 30 days after,
    then yearly. Who has said something in this round already is not asked. Returns how many."""
    on = timezone.localdate(at)
    due = Introduction.objects.filter(district_id=district_id, ask_on__lte=on).exclude(
        state=Stage.FELL_THROUGH
    )
    done = 0
    for introduction in due.whole().order_by("ask_on", "pk")[:BATCH]:
        with transaction.atomic():
            mine = Introduction.objects.filter(
                district_id=district_id, pk=introduction.pk, ask_on=introduction.ask_on
            )
            number = queries.round_of(introduction, on=on)
            last = number >= LAST_ROUND
            if mine.update(asked_on=on, ask_on=NEVER if last else on + YEARLY):
                _ask(introduction, number, at=at)
                done += 1
    return done


@transaction.atomic
def say(
    introduction: Introduction,
    side: Side,
    said: Said,
    *,
    by: Any = None,
    code: str = "",
    at: datetime,
    key: UUID | None = None,
) -> None:
    """One side tells how far it has come. When both say the same, that is how far it is; while
    they differ, it is shown as disputed and the desk asks.

    Raises `Refusal` naming the field, `NotAllowed` for who is not of that side.
    """
    on = timezone.localdate(at)
    policy.require_side(by, side, code=code, on=on)
    _check(said)
    same: Introduction = (
        Introduction.objects.filter(district_id=introduction.district_id)
        .select_for_update(of=("self",))
        .get(pk=introduction.pk)
    )
    timeline.refuse_repeated(same, key)
    word, _is_new = Word.objects.update_or_create(
        district_id=same.district_id,
        side=side,
        round=queries.round_of(same, on=on),
        defaults={
            "said_at": at, "stage": said.stage, "amount_fen": said.amount_fen,
            "received_fen": said.received_fen, "text": said.text.strip()[:500],
        },
        create_defaults={
            "introduction": same, "asked_at": at, "said_at": at, "stage": said.stage,
            "amount_fen": said.amount_fen, "received_fen": said.received_fen,
            "text": said.text.strip()[:500],
        },
    )  # fmt: skip
    timeline.append(same, f"say_{side.number}", by=by, at=at, note=word.text, key=key)
    _weigh(same, at=at)


def _ask(introduction: Introduction, number: int, *, at: datetime) -> None:
    sides = list(
        Side.objects.filter(district_id=introduction.district_id, introduction=introduction)
        .select_related("organisation", "user")
        .order_by("number")
    )
    said = set(
        Word.objects.filter(
            district_id=introduction.district_id, introduction=introduction, round=number
        ).values_list("side_id", flat=True)
    )
    for side in sides:
        if side.pk in said:
            continue
        Word.objects.create(
            district_id=introduction.district_id, introduction=introduction, side=side,
            round=number, asked_at=at,
        )  # fmt: skip
        other = next(one.name for one in sides if one.pk != side.pk)
        telling.tell_side(
            "introduction_asked", introduction, side, other=other, about=new_id(), at=at
        )


def _weigh(introduction: Introduction, *, at: datetime) -> None:
    words = queries.last_words(introduction)
    differ = queries.differing(words)
    if bool(differ) != introduction.is_disputed:
        noted = timeline.append(
            introduction, "dispute" if differ else "settle", by=None, at=at,
            changes={"is_disputed": bool(differ)},
        )  # fmt: skip
        if differ:
            telling.tell_desk("introduction_disputed", introduction, entry=noted, text=differ)
    if len(words) == len(LINE[:2]) and not differ:
        _follow(introduction, words, at=at)


def _follow(introduction: Introduction, words: Mapping[int, Word], *, at: datetime) -> None:
    """Both say the same: it is so."""
    word = words[1]
    stage, state = Stage(word.stage), Stage(introduction.state)
    note = _("双方说法一致")
    if stage == Stage.FELL_THROUGH:
        if state not in (Stage.RECEIVED, Stage.FELL_THROUGH):
            reason = next((one.text for one in words.values() if one.text), note)
            recording.fall_through(introduction, reason=reason, by=None, at=at)
        return
    if state == Stage.FELL_THROUGH:
        return  # the desk revives it
    if stage == Stage.RECEIVED:
        more = (word.received_fen or 0) - (introduction.received_fen or 0)
        if more > 0:
            recording.receive(
                introduction, amount_fen=more, note=note, by=None, at=at, key=new_id()
            )
    elif LINE.index(stage) > LINE.index(state):
        amount = word.amount_fen if stage in WITH_MONEY else None
        recording.record(introduction, stage, amount_fen=amount, note=note, by=None, at=at)


def _check(said: Said) -> None:
    if said.stage not in Stage.values:
        raise Refusal(_("请选进展到哪一步。"), field="stage")
    if said.stage == Stage.FELL_THROUGH and not said.text.strip():
        raise Refusal(_("没有谈成的，请写一句原因。"), field="text")
    if said.stage == Stage.RECEIVED and not said.received_fen:
        raise Refusal(_("已到账的，请写一共到了多少钱。"), field="received")
    if (said.amount_fen or 0) < 0 or (said.received_fen or 0) < 0:
        raise Refusal(_("金额不能小于零。"), field="amount")
