"""What both sides do together: a plan of milestones, what shows that each was reached, the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.milestones import MILESTONE, MilestoneState
from lianxin.introductions import policy, queries
from lianxin.introductions.actions import telling
from lianxin.introductions.models import Introduction, Milestone
from lianxin.introductions.states import Stage
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network.models import User

BOTH: Final = frozenset({1, 2})


@dataclass(frozen=True)
class Planned:
    """`side` is the number of who does it; none: both do. `is_final` is the report at the end."""

    title: str
    due_on: date
    text: str = ""
    side: int | None = None
    is_final: bool = False


def plan(
    introduction: Introduction, planned: Planned, *, by: User | None, at: datetime, key: UUID
) -> Milestone:
    """Add a milestone to what both do together; the other side is told. The same `key` is one.

    Raises `Refusal` naming the field, `NotAllowed` for who is of neither side.
    """
    sides = queries.sides_of(introduction)
    ours = policy.require_party(by, sides, on=timezone.localdate(at))
    _check(planned)
    rows = Milestone.objects.filter(district_id=introduction.district_id, key=key)
    milestone = Milestone(
        district_id=introduction.district_id, key=key, introduction=introduction,
        side=next((side for side in sides if side.number == planned.side), None),
        title=planned.title.strip()[:120], text=planned.text.strip()[:500],
        due_on=planned.due_on, is_final=planned.is_final,
    )  # fmt: skip
    with transaction.atomic():
        final = _require_open(introduction)
        first: Milestone | None = rows.first()
        if first is not None:
            return first
        if planned.is_final and final:
            raise Refusal(_("已经有总结报告了，一项对接只要一份。"), field="is_final")
        entry = timeline.begin(milestone, "plan", by=by, at=at)
        _tell("project_planned", milestone, _others(ours), entry=entry, text=milestone.title)
    return milestone


@transaction.atomic
def replan(
    milestone: Milestone,
    *,
    title: str,
    due_on: date,
    text: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Put words or day of one that is not reported yet otherwise; the other side is told."""
    sides = queries.sides_of(milestone.introduction)
    ours = policy.require_party(by, sides, on=timezone.localdate(at))
    timeline.refuse_repeated(milestone, key)
    _require_open(milestone.introduction)
    _check(Planned(title, due_on))
    if milestone.state != MilestoneState.PLANNED:
        raise IllegalMove(_("已经提交的阶段不能再改计划；要补充的，请退回。"))
    changes = {"title": title.strip()[:120], "text": text.strip()[:500], "due_on": due_on}
    entry = timeline.append(milestone, "replan", by=by, at=at, key=key, changes=changes)
    _tell("project_planned", milestone, _others(ours), entry=entry, text=milestone.title)


@transaction.atomic
def report(
    milestone: Milestone,
    *,
    text: str,
    by: User | None = None,
    code: str = "",
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Who does it shows what has been done; the other side accepts. The final report comes when
    everything else has been accepted."""
    sides = queries.sides_of(milestone.introduction)
    ours = policy.require_party(by, sides, code=code, on=timezone.localdate(at))
    doing = ours & policy.doers(milestone)
    if not doing:
        raise NotAllowed(_("这一阶段由另一方完成，请由对方提交。"))
    timeline.refuse_repeated(milestone, key)
    MILESTONE.require(milestone, "report")
    if not text.strip():
        raise Refusal(_("请写明做成了什么。"), field="text")
    _require_open(milestone.introduction)
    if milestone.is_final and queries.is_open_before(milestone):
        raise Refusal(_("还有阶段没有验收；全部验收以后再提交总结报告。"))
    number = min(doing)
    entry = MILESTONE.apply(
        milestone, "report", by=by, at=at, key=key, report=text.strip()[:4000], reported_at=at,
        reported_by=number,
    )  # fmt: skip
    _tell("project_reported", milestone, BOTH - {number}, entry=entry, text=milestone.title)


@transaction.atomic
def send_back(
    milestone: Milestone,
    *,
    note: str,
    by: User | None = None,
    code: str = "",
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Something is missing, and what."""
    _require_accepting(milestone, by=by, code=code, at=at)
    if not note.strip():
        raise Refusal(_("请写明还缺什么。"), field="note")
    entry = MILESTONE.apply(milestone, "send_back", by=by, at=at, note=note.strip(), key=key)
    _tell("project_back", milestone, [milestone.reported_by], entry=entry, text=note.strip())


@transaction.atomic
def accept(
    milestone: Milestone,
    *,
    note: str = "",
    by: User | None = None,
    code: str = "",
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The other side is content with it. After the final report nothing more is planned."""
    _require_accepting(milestone, by=by, code=code, at=at)
    entry = MILESTONE.apply(
        milestone, "accept", by=by, at=at, note=note.strip(), key=key, accepted_at=at
    )
    text = milestone.title
    _tell("project_accepted", milestone, [milestone.reported_by], entry=entry, text=text)


def _require_accepting(milestone: Milestone, *, by: User | None, code: str, at: datetime) -> None:
    sides = queries.sides_of(milestone.introduction)
    ours = policy.require_party(by, sides, code=code, on=timezone.localdate(at))
    if milestone.reported_by is not None and not ours - {milestone.reported_by}:
        raise NotAllowed(_("自己提交的成果由对方验收。"))


def _require_open(introduction: Introduction) -> Milestone | None:
    """The final report, where one is planned. Raises `Refusal` when nothing more can be planned or
    shown. Locked, so that the plan does not end meanwhile."""
    same = Introduction.objects.filter(district_id=introduction.district_id)
    locked = same.select_for_update(of=("self",)).get(pk=introduction.pk)
    if locked.state == Stage.FELL_THROUGH:
        raise Refusal(_("这项对接没有谈成，不能再安排阶段；又谈起来的，请协调员重新开启。"))
    final = queries.final_of(introduction)
    if final and final.state == MilestoneState.ACCEPTED:
        raise Refusal(_("总结报告已经验收，计划已经完成，不能再安排。"))
    return final


def _check(planned: Planned) -> None:
    if not planned.title.strip():
        raise Refusal(_("请写这一阶段叫什么。"), field="title")
    if planned.side not in (None, *BOTH):
        raise Refusal(_("请写明是哪一方：1 或 2。"), field="side")


def _others(ours: frozenset[int]) -> frozenset[int]:
    """The desk plans for both, and tells both."""
    return BOTH if ours == BOTH else BOTH - ours


def _tell(
    kind: str,
    milestone: Milestone,
    numbers: Collection[int | None],
    *,
    entry: Entry,
    text: str,
) -> None:
    introduction = milestone.introduction
    sides = queries.sides_of(introduction)
    for side in sides:
        if side.number in numbers:
            other = next(one.name for one in sides if one.number != side.number)
            telling.tell_side(
                kind, introduction, side, other=other, about=entry.pk, at=entry.at, text=text
            )
