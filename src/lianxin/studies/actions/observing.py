"""What a team sees at places, written down day by day for as long as the study runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.language import private
from lianxin.network.models import Place, User
from lianxin.studies import policy
from lianxin.studies.models import Observation, Study
from lianxin.studies.states import StudyState

LONGEST: Final = 500


@dataclass(frozen=True)
class Seen:
    """What was there, where and when."""

    place: Place | None
    seen_on: date
    text: str


def note(study: Study, seen: Seen, *, by: User | None, at: datetime, key: UUID) -> Observation:
    """Write it down. The same `key` is one. Raises `Refusal` unless the study says how those who
    are looked on are told and agree, and where the words point at somebody (KNO-06)."""
    policy.require_team(by, study, on=timezone.localdate(at))
    if study.state != StudyState.RUNNING:
        raise IllegalMove(_("调研中才能记。"))
    if not study.ethics:
        raise Refusal(_("请先写明怎样做到告知、自愿、不记人。"), code="no_ethics")
    made = Observation(
        district_id=study.district_id, key=key, study=study, place=_check(study, seen, at=at),
        seen_on=seen.seen_on, text=seen.text.strip(), noted_at=at, noted_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the key has been used, perhaps
        rows = Observation.objects.filter(district_id=study.district_id, key=key)
        first: Observation | None = rows.first()
        if first is None:
            raise
        return first
    return made


@transaction.atomic
def strike(
    study: Study, observation: Observation, *, reason: str, by: User | None, at: datetime,
    key: UUID | None = None,
) -> None:  # fmt: skip
    """Delete it, because somebody there wants it or it is wrong; that it was, and why, stays."""
    policy.require_team(by, study, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    if not reason.strip():
        raise Refusal(_("请写明为什么删。"), field="reason")
    said = f"{observation.seen_on} {reason.strip()}"[:LONGEST]
    timeline.append(study, "strike", by=by, at=at, key=key, note=said)
    observation.delete()


@transaction.atomic
def promise(
    study: Study, ethics: str, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Say, or say anew, how those who are looked on are told and agree."""
    policy.require_team(by, study, on=timezone.localdate(at))
    timeline.refuse_repeated(study, key)
    if study.state not in (StudyState.ASKED, StudyState.RUNNING):
        raise IllegalMove(_("报告已交或调研已停，不再改了。"))
    if not ethics.strip():
        raise Refusal(_("请写明怎样做到告知、自愿、不记人。"), field="ethics")
    timeline.append(
        study, "promise", by=by, at=at, key=key, changes={"ethics": ethics.strip()[:2000]}
    )


def _check(study: Study, seen: Seen, *, at: datetime) -> Place:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if seen.place is None or seen.place.district_id != study.district_id:
        raise Refusal(_("请选本辖区的一个地方。"), field="place")
    if seen.seen_on > timezone.localdate(at):
        raise Refusal(_("还没到这一天，不能先记。"), field="seen_on")
    said = seen.text.strip()
    if not said:
        raise Refusal(_("请写看到了什么。"), field="text")
    if len(said) > LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % LONGEST, field="text")
    if found := private.of_places(said):
        words = _("、").join(f"“{one.word}”" for one in found)
        told = _("只写地方和东西，不写人：%s。请改成那里有什么、变了什么。") % words
        raise Refusal(told, field="text", code="person")
    return seen.place
