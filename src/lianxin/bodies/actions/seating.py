"""Units and appointed people of a body, and the offices of its members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy, queries
from lianxin.bodies.actions.writing import once
from lianxin.bodies.models import Body, Member, Office, UnitMember
from lianxin.bodies.states import JOINED, OPT_IN
from lianxin.exchange import policy as exchange
from lianxin.kernel import timeline
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation, User


@dataclass(frozen=True)
class Appointee:
    """Somebody whom her unit or the convener puts into a body: called `name`, everywhere."""

    name: str
    home: Organisation | None = None
    user: User | None = None


def admit(
    body: Body,
    unit: Organisation,
    *,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> UnitMember:
    """A unit becomes a member; an alliance it joins itself. The same `key` is one."""
    _require_admitting(by, body, unit, on=timezone.localdate(at))
    _check_days(body, starts_on, ends_on)
    if unit.district_id != body.district_id:
        raise Refusal(_("这个单位不在本辖区。"), field="unit")
    made = UnitMember(
        district_id=body.district_id, key=key, body=body, unit=unit, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row, is_new = once(made)
            if is_new:
                timeline.append(body, "admit", by=by, at=at, note=unit.name)
    except IntegrityError as error:
        told = _("“%s”在这段时间已经是成员单位。") % unit.name
        raise Refusal(told, field="unit", code="already") from error
    return row


@transaction.atomic
def release(
    row: UnitMember, *, ends_on: date, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The last day of a unit's membership; the unit itself may say so, too."""
    on, body = timezone.localdate(at), row.body
    if by is not None and row.unit_id not in exchange.units_of(by, on=on):
        policy.require_runner(by, body, on=on)
    if ends_on < row.starts_on:
        raise Refusal(_("最后一天不能早于加入日期。"), field="ends_on")
    timeline.append(body, "release", by=by, at=at, key=key, note=row.unit.name)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])


@transaction.atomic
def appoint(
    body: Body,
    who: Appointee,
    *,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Member:
    """A part-time member from another unit. Into an association nobody is put."""
    policy.require_runner(by, body, on=timezone.localdate(at))
    if body.kind in JOINED:
        raise Refusal(_("加入这里由本人决定：请发邀请，本人确认后才算成员。"), code="by_choice")
    if not who.name.strip():
        raise Refusal(_("请写姓名。"), field="name")
    _check_days(body, starts_on, ends_on)
    if who.user is not None and queries.member_of(body, who.user, on=starts_on):
        raise Refusal(_("这个人在这段时间已经是成员。"), field="name", code="already")
    name = who.name.strip()[:60]
    row, is_new = once(
        Member(
            district_id=body.district_id, key=key, body=body, user=who.user, home=who.home,
            name=name, shown_as=name, starts_on=starts_on, ends_on=ends_on,
        )
    )  # fmt: skip
    if is_new:
        timeline.append(body, "appoint", by=by, at=at)
    return row


@transaction.atomic
def dismiss(
    member: Member, *, ends_on: date, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The last day of an appointed member, and of her offices."""
    body = member.body
    policy.require_runner(by, body, on=timezone.localdate(at))
    if body.kind in JOINED:
        raise Refusal(_("这里的成员只能自己退出。"), code="by_choice")
    if ends_on < member.starts_on:
        raise Refusal(_("最后一天不能早于加入日期。"), field="ends_on")
    timeline.append(body, "dismiss", by=by, at=at, key=key)
    member.ends_on = ends_on
    member.save(update_fields=["ends_on"])


@transaction.atomic
def give_office(
    member: Member,
    *,
    title: str,
    starts_on: date,
    ends_on: date | None,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Office:
    """An office of an appointed body. Those of an association are elected."""
    body = member.body
    policy.require_host(by, body.convener, on=timezone.localdate(at))
    if body.kind in JOINED:
        raise Refusal(_("这里的负责人由成员选举产生。"), code="elected")
    if not title.strip():
        raise Refusal(_("请写职务。"), field="title")
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("任期结束不能早于任期开始。"), field="ends_on")
    row, is_new = once(
        Office(
            district_id=body.district_id, key=key, body=body, member=member,
            title=title.strip()[:60], starts_on=starts_on, ends_on=ends_on,
        )
    )  # fmt: skip
    if is_new:
        timeline.append(body, "give_office", by=by, at=at, note=row.title)
    return row


def _require_admitting(by: User | None, body: Body, unit: Organisation, *, on: date) -> None:
    if body.kind not in OPT_IN:
        policy.require_runner(by, body, on=on)
    elif by is not None and unit.pk not in exchange.units_of(by, on=on):
        told = _("加入联盟由单位自己决定，只有“%s”的人员可以替它加入。") % unit.name
        raise NotAllowed(told)


def _check_days(body: Body, starts_on: date, ends_on: date | None) -> None:
    if starts_on < body.begun_on:
        raise Refusal(_("加入日期不能早于机构成立的日期。"), field="starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("最后一天不能早于加入日期。"), field="ends_on")
    if body.ended_on is not None:
        raise Refusal(_("这个机构已经结束。"), code="ended")
