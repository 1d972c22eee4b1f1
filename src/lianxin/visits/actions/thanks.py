"""Letters of thanks: written, agreed to by whom they name, sent with what the records count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.visits import policy, queries
from lianxin.visits.actions import telling
from lianxin.visits.models import Named, Thanks
from lianxin.visits.states import THANKS

LONGEST: Final = 600
MOST: Final = 20  # people a letter names


@dataclass(frozen=True)
class Letter:
    """`named` are people of the unit that is thanked; each is asked before her name is written."""

    to: Organisation
    since: date
    until: date
    text: str
    named: Sequence[User] = ()


def write(unit: Organisation, told: Letter, *, by: User | None, at: datetime, key: UUID) -> Thanks:
    """Write it down, and ask whom it names. The same `key` is one."""
    on = timezone.localdate(at)
    policy.require_runner(by, unit, on=on)
    _check(unit, told, on=on)
    made = Thanks(
        district=unit.district, key=key, unit=unit, to=told.to, starts_on=told.since,
        ends_on=told.until, text=told.text.strip(), made_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.ref = next_ref(unit.district_id, f"{unit.district.ref_prefix}X", at=at)
            entry = timeline.begin(made, "write", by=by, at=at)
            for user in told.named:
                Named.objects.create(district_id=unit.district_id, thanks=made, user=user)
            telling.of_thanks("thanks_asked", made, told.named, entry=entry)
    except IntegrityError:  # the key has been used, perhaps
        first: Thanks | None = Thanks.objects.filter(district_id=unit.district_id, key=key).first()
        if first is None:
            raise
        return first
    return made


@transaction.atomic
def answer(thanks: Thanks, *, agrees: bool, by: User, at: datetime) -> None:
    """Whether she is named. She may say otherwise later, also once it is sent."""
    own = Named.objects.filter(district_id=thanks.district_id, thanks=thanks, user=by)
    if not own.update(is_agreed=agrees, answered_at=at):
        raise NotAllowed(_("这封信没有写到您。"))


@transaction.atomic
def send(thanks: Thanks, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """With the figures of this moment, naming who has agreed. Raises `Refusal` where the records
    have nothing to count."""
    on = timezone.localdate(at)
    policy.require_runner(by, thanks.unit, on=on)
    figures = queries.figures_of(thanks)
    if not any(figures.values()):
        raise Refusal(_("这段时间没有可以写的数字，请改日期另写一封。"), code="no_figures")
    entry = THANKS.apply(thanks, "send", by=by, at=at, key=key, figures=figures)
    people = network.people_in(thanks.to, Role.UNIT_LEAD, on=on)
    telling.of_thanks("thanks_sent", thanks, people, entry=entry)


@transaction.atomic
def drop(thanks: Thanks, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    policy.require_runner(by, thanks.unit, on=timezone.localdate(at))
    THANKS.apply(thanks, "drop", by=by, at=at, key=key)


def _check(unit: Organisation, told: Letter, *, on: date) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if told.to.district_id != unit.district_id or told.to.pk == unit.pk:
        raise Refusal(_("请选本辖区的另一个单位。"), field="to")
    if not told.since <= told.until <= on:
        raise Refusal(_("结束日期要在开始日期之后、今天以前。"), field="until")
    if not told.text.strip():
        raise Refusal(_("请写一句。"), field="text")
    if len(told.text.strip()) > LONGEST:
        raise Refusal(_("最多 %d 字，请删去一些。") % LONGEST, field="text")
    if len(told.named) > MOST:
        raise Refusal(_("最多写 %d 个人的名字。") % MOST, field="named")
    there = {one.pk for one in network.people_in(told.to, *Role, on=on)}
    if any(one.pk not in there for one in told.named):
        raise Refusal(_("只写这个单位的人。"), field="named")
