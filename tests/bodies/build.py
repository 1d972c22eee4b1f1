"""Bodies for tests, through the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from lianxin.bodies.actions import founding, joining, rota, seating
from lianxin.bodies.models import Body, Member, Term
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, User
from tests import make
from tests.make import NOON

DAY = dt.timedelta(days=1)
BEGUN = dt.date(2025, 1, 1)


def body(
    kind: str = "COUNCIL",
    *,
    name: str = "校地联席会议",
    convener: Organisation | None = None,
    parent: Body | None = None,
    begun: dt.date = BEGUN,
) -> Body:
    unit = convener or (parent.convener if parent else make.organisation(name="高校服务中心"))
    told = founding.Told(name, kind, "一起商量", make.root(), unit, begun, parent)
    made = founding.found(unit.district, told, by=None, at=NOON, key=new_id())
    return fresh(made)


def fresh(of: Body) -> Body:
    found: Body = Body.objects.filter(district_id=of.district_id).whole().get(pk=of.pk)
    return found


def units(of: Body, count: int) -> list[Organisation]:
    made = [make.organisation(name=f"成员单位{n}") for n in range(count)]
    for unit in made:
        seating.admit(of, unit, starts_on=BEGUN, by=None, at=NOON, key=new_id())
    return made


def terms(
    of: Body, turn: Sequence[Organisation], *, since: dt.date = BEGUN, months: int = 3,
    span: int = 24,
) -> list[Term]:  # fmt: skip
    return rota.lay(
        of, turn, starts_on=since, months=months, span=span, by=None, at=NOON, key=new_id()
    )


def member(of: Body, user: User | None = None) -> Member:
    """By account."""
    return joining.join(of, by=user or make.user(), at=NOON, key=new_id())


def by_mail(of: Body, email: str = "lin@example.org") -> Member:
    waiting = joining.sign_up(
        of, joining.Person("小林", email=email, shown_as="林同学"), at=NOON, key=new_id()
    )
    return joining.confirm(waiting, at=NOON)
