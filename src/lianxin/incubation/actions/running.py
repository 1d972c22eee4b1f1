"""A project from its plan to its report."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.incubation import policy
from lianxin.incubation.actions import telling
from lianxin.incubation.models import Cycle, Group
from lianxin.incubation.states import CYCLE, GroupStage
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User


def plan(
    group: Group,
    *,
    title: str,
    text: str,
    starts_on: date,
    ends_on: date,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Cycle:
    """The group, or who looks after it, plans a project. The same `key` is one."""
    policy.require_speaker(by, group, on=timezone.localdate(at))
    if group.state in (GroupStage.IDEA, GroupStage.CLOSED):
        raise Refusal(_("试运行以后才能立项目。"), code="too_early")
    if not title.strip() or not text.strip():
        raise Refusal(_("请写明项目名称和计划。"), field="text" if title.strip() else "title")
    if ends_on < starts_on:
        raise Refusal(_("结束日期不能早于开始日期。"), field="ends_on")
    cycle = Cycle(
        district_id=group.district_id, key=key, group=group, title=title.strip()[:120],
        plan=text.strip()[:2000], starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            timeline.begin(cycle, "plan", by=by, at=at)
    except IntegrityError:  # the key has been used, perhaps
        first: Cycle | None = Cycle.objects.filter(district_id=group.district_id, key=key).first()
        if first is None:
            raise
        return first
    return cycle


@transaction.atomic
def begin(
    cycle: Cycle, *, promised_fen: int, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The incubator agrees, and says how much money it promises."""
    _require_host(cycle, by, at=at)
    if promised_fen < 0:
        raise Refusal(_("金额不能小于零。"), field="promised_fen")
    CYCLE.apply(cycle, "begin", by=by, at=at, key=key, promised_fen=promised_fen)


@transaction.atomic
def report(
    cycle: Cycle,
    *,
    text: str,
    spent_fen: int,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The group says what was done and what it cost; the incubator is told."""
    policy.require_speaker(by, cycle.group, on=timezone.localdate(at))
    if not text.strip() or spent_fen < 0:
        field = "text" if not text.strip() else "spent_fen"
        raise Refusal(_("总结要写明做了什么、花了多少。"), field=field)
    entry = CYCLE.apply(
        cycle, "report", by=by, at=at, key=key, report=text.strip()[:4000], spent_fen=spent_fen
    )
    telling.tell_incubator("cycle_reported", cycle.group, entry=entry, text=cycle.title)


@transaction.atomic
def send_back(
    cycle: Cycle, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    _require_host(cycle, by, at=at)
    if not note.strip():
        raise Refusal(_("请写明要补什么。"), field="note")
    entry = CYCLE.apply(cycle, "send_back", by=by, at=at, key=key, note=note.strip())
    text = _("%(title)s：请补充。%(note)s") % {"title": cycle.title, "note": note.strip()}
    telling.tell_group("cycle_answered", cycle.group, entry=entry, text=text)


@transaction.atomic
def accept(cycle: Cycle, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    _require_host(cycle, by, at=at)
    entry = CYCLE.apply(cycle, "accept", by=by, at=at, key=key)
    text = _("%s：已验收。") % cycle.title
    telling.tell_group("cycle_answered", cycle.group, entry=entry, text=text)


@transaction.atomic
def stop(
    cycle: Cycle, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    policy.require_speaker(by, cycle.group, on=timezone.localdate(at))
    if not reason.strip():
        raise Refusal(_("请写明为什么中止。"), field="reason")
    said = reason.strip()
    CYCLE.apply(cycle, "stop", by=by, at=at, key=key, note=said, reason=said[:500])


def _require_host(cycle: Cycle, by: User | None, *, at: datetime) -> None:
    policy.require_host(by, cycle.group.incubator, on=timezone.localdate(at))
