"""Give a badge in public, and say when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy
from lianxin.bodies.actions.writing import once
from lianxin.bodies.models import Badge
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User


@dataclass(frozen=True)
class Recognition:
    """What it is called, what for, and from when to when."""

    title: str
    reason: str
    given_on: date
    ends_on: date | None = None


@transaction.atomic
def give(
    host: Organisation, unit: Organisation, said: Recognition, *, by: User | None, at: datetime,
    key: UUID,
) -> Badge:  # fmt: skip
    """The same `key` is one. Raises `Refusal` for oneself, and without a reason."""
    policy.require_host(by, host, on=timezone.localdate(at))
    if unit.district_id != host.district_id or not unit.is_active:
        raise Refusal(_("这个单位不在本辖区。"), field="unit")
    if unit.pk == host.pk:
        raise Refusal(_("牌子授给别的单位。"), field="unit")
    for name in ("title", "reason"):
        if not getattr(said, name).strip():
            raise Refusal(_("请写一句。"), field=name)
    if said.given_on > timezone.localdate(at):
        raise Refusal(_("还没到这一天，不能先记。"), field="given_on")
    _require_forward(said.given_on, said.ends_on)
    made = Badge(
        district_id=host.district_id, key=key, host=host, unit=unit,
        title=said.title.strip()[:60], reason=said.reason.strip()[:200], given_on=said.given_on,
        ends_on=said.ends_on,
    )  # fmt: skip
    return once(made)[0]


@transaction.atomic
def end(badge: Badge, *, ends_on: date, by: User | None, at: datetime) -> None:
    """Its last day."""
    policy.require_host(by, badge.host, on=timezone.localdate(at))
    _require_forward(badge.given_on, ends_on)
    badge.ends_on = ends_on
    badge.save(update_fields=["ends_on"])


def _require_forward(given_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < given_on:
        raise Refusal(_("最后一天不能早于开始日期。"), field="ends_on")
