"""What a group has to show before it goes on from each stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.incubation.states import GroupStage

CYCLE: Final = "CYCLE"


@dataclass(frozen=True)
class Item:
    """A document or milestone. That of a project is never ticked: it is seen from the projects."""

    code: str
    label: str | Promise


NEEDED: Final[Mapping[GroupStage, tuple[Item, ...]]] = {
    GroupStage.PROPOSED: (),
    GroupStage.IDEA: (
        Item("PLAN", _("活动计划：做什么、给谁、多久一次")),
        Item("FOUNDERS", _("三名以上发起人名单")),
        Item("SPACE", _("活动场地")),
    ),
    GroupStage.TRIAL: (
        Item("ACTIVITIES", _("办过三次活动的记录")),
        Item("CHARTER", _("章程")),
        Item("NAME", _("名称核准通知")),
    ),
    GroupStage.REGISTERED: (
        Item("ACCOUNT", _("账户和财务制度")),
        Item(CYCLE, _("验收过一个项目")),
    ),
    GroupStage.ACTIVE: (),
    GroupStage.CLOSED: (),
}


def missing(stage: str, done: Collection[str], *, has_accepted_cycle: bool) -> list[Item]:
    """What is still to be shown, in the order of the list."""
    return [
        item
        for item in NEEDED[GroupStage(stage)]
        if (not has_accepted_cycle if item.code == CYCLE else item.code not in done)
    ]
