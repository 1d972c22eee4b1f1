"""Bodies, their members and rosters as rows of Excel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Count
from django.utils.translation import gettext as _

from lianxin.bodies import queries
from lianxin.bodies.models import Body, BodyQuerySet, Member, UnitMember
from lianxin.bodies.states import TermState
from lianxin.web.bodies import build

MOST: Final = 5_000


def body_head() -> list[str]:
    return [
        _("编号"), _("名称"), _("类型"), _("召集单位"), _("地点"), _("成立日期"), _("结束日期"),
        _("现在轮值"), _("成员单位数"), _("成员人数"),
    ]  # fmt: skip


def bodies(found: BodyQuerySet, *, on: date) -> Iterator[list[Any]]:
    rows = list(found.whole().order_by("begun_on", "pk")[:MOST])
    chairs = queries.chairs_on(rows, on=on)
    units, people = (_count(model, rows, on=on) for model in (UnitMember, Member))
    for one in rows:
        yield build.cells(one, chairs.get(one.pk, ""), units.get(one.pk, 0), people.get(one.pk, 0))


def _count(model: Any, rows: list[Body], *, on: date) -> dict[Any, int]:
    if not rows:
        return {}
    found = model.objects.filter(
        district_id=rows[0].district_id, body__in=[one.pk for one in rows]
    )
    counted = queries.live(found, on=on).order_by().values_list("body_id")
    return dict(counted.annotate(n=Count("pk")))


def member_head() -> list[str]:
    return [_("单位代码"), _("单位或姓名"), _("加入日期"), _("最后一天")]


def members(body: Body) -> Iterator[list[Any]]:
    own = {"district_id": body.district_id, "body": body}
    units = UnitMember.objects.filter(**own).select_related("unit").order_by("starts_on", "pk")
    for row in units:
        yield [row.unit.code, row.unit.name, *_days(row)]
    people = Member.objects.filter(**own).exclude(shown_as="").select_related("home")
    for one in people.order_by("starts_on", "pk"):
        yield [one.home.code if one.home else "", one.shown_as, *_days(one)]


def roster_head() -> list[str]:
    return [
        _("单位代码"), _("轮值单位"), _("第一天"), _("最后一天"), _("状态"), _("履职报告"),
    ]  # fmt: skip


def roster(body: Body) -> Iterator[list[Any]]:
    for one in queries.terms_of(body):
        state = str(TermState(one.state).label)
        yield [one.unit.code, one.unit.name, *_days(one), state, one.report]


def _days(row: Any) -> list[str]:
    return [row.starts_on.isoformat(), row.ends_on.isoformat() if row.ends_on else ""]
