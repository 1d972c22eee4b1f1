"""What kinds of bodies there are, and the lives of a term of the chair and of an election.

OPEN --report--> REPORTED --close--> CLOSED
                    ^  |
                    '--'  report (again, until it is closed)

CALLED --count--> COUNTED
CALLED --call_off--> CALLED_OFF

Nothing has to run for a term to begin or end, or for the poll to open: what it is on a day
(`Phase`, `Stage`) follows from the dates.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class BodyKind(models.TextChoices):
    COUNCIL = "COUNCIL", _("联席会议")
    COMMITTEE = "COMMITTEE", _("委员会")
    PARK = "PARK", _("园区委员会")
    ALLIANCE = "ALLIANCE", _("联盟")
    ASSOCIATION = "ASSOCIATION", _("兴趣协会")
    GROUP = "GROUP", _("专门小组")


class TermState(models.TextChoices):
    OPEN = "OPEN", pgettext_lazy("term of the chair", "未报告")
    REPORTED = "REPORTED", pgettext_lazy("term of the chair", "已报告")
    CLOSED = "CLOSED", pgettext_lazy("term of the chair", "已结清")


class ElectionState(models.TextChoices):
    CALLED = "CALLED", pgettext_lazy("election", "进行中")
    COUNTED = "COUNTED", pgettext_lazy("election", "已计票")
    CALLED_OFF = "CALLED_OFF", pgettext_lazy("election", "已取消")


class Phase(models.TextChoices):
    """What something with a first and a last day is on a day."""

    COMING = "COMING", pgettext_lazy("term of the chair", "还没开始")
    RUNNING = "RUNNING", pgettext_lazy("term of the chair", "任期中")
    OVER = "OVER", pgettext_lazy("term of the chair", "任期已满")


class Stage(models.TextChoices):
    """What an election is on a day."""

    NOMINATING = "NOMINATING", pgettext_lazy("election", "报名")
    VOTING = "VOTING", pgettext_lazy("election", "投票")
    COUNTING = "COUNTING", pgettext_lazy("election", "等计票")


JOINED: Final = (BodyKind.ASSOCIATION, BodyKind.GROUP)
"""Kinds that people join by their own choice, and nobody is put into."""
OPT_IN: Final = (BodyKind.ALLIANCE,)
"""Kinds that a unit joins itself."""
REPORT_WITHIN: Final = timedelta(days=14)  # after the last day of a term

_T, _E = TermState, ElectionState
TERM: Final = Lifecycle(
    TermState,
    [
        Move("report", _("交履职报告"), frozenset({_T.OPEN, _T.REPORTED}), _T.REPORTED),
        Move("close", _("结清任期"), frozenset({_T.REPORTED}), _T.CLOSED),
    ],
)
ELECTION: Final = Lifecycle(
    ElectionState,
    [
        Move("count", _("计票"), frozenset({_E.CALLED}), _E.COUNTED),
        Move("call_off", _("取消选举"), frozenset({_E.CALLED}), _E.CALLED_OFF),
    ],
)


def phase(starts_on: date, ends_on: date | None, *, on: date) -> Phase:
    if on < starts_on:
        return Phase.COMING
    return Phase.OVER if ends_on is not None and on > ends_on else Phase.RUNNING


def stage(nominate_until_on: date, vote_until_on: date, *, on: date) -> Stage:
    if on <= nominate_until_on:
        return Stage.NOMINATING
    return Stage.VOTING if on <= vote_until_on else Stage.COUNTING
