"""The life of a milestone, of whatever is carried out in stages:

PLANNED --report--> REPORTED --accept--> ACCEPTED
   ^---send_back-------'

Who has to report is reminded a week before the day it is due and on the day after, who has to
accept once it has waited for a week.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class MilestoneState(models.TextChoices):
    PLANNED = "PLANNED", _("进行中")
    REPORTED = "REPORTED", _("待验收")
    ACCEPTED = "ACCEPTED", pgettext_lazy("milestone", "已验收")


_M = MilestoneState
MILESTONE: Final = Lifecycle(
    MilestoneState,
    [
        Move("report", _("提交成果"), frozenset({_M.PLANNED}), _M.REPORTED),
        Move("send_back", _("退回补充"), frozenset({_M.REPORTED}), _M.PLANNED),
        Move("accept", _("验收"), frozenset({_M.REPORTED}), _M.ACCEPTED),
    ],
)

WEEK: Final = timedelta(days=7)
GRACE: Final = timedelta(days=7)  # a reminder whose day was missed still goes out so long


def to_remind(rows: QuerySet[Any], *, at: datetime) -> Iterator[tuple[Any, UUID]]:
    """Those of `rows` of which somebody is to be reminded, and what the letter is about: the same
    every day, so that it is sent once, and another where the plan has changed since."""
    on, waited = timezone.localdate(at), at - WEEK
    late = Q(due_on__lt=on, due_on__gte=on - GRACE)
    soon = Q(due_on__gte=on, due_on__lte=on + WEEK)
    waiting = Q(reported_at__lte=waited, reported_at__gt=waited - GRACE)
    planned, reported = Q(state=_M.PLANNED), Q(state=_M.REPORTED)
    for one in rows.filter((planned & (late | soon)) | (reported & waiting)).order_by("pk"):
        since = one.due_on if one.state == _M.PLANNED else one.reported_at
        is_late = one.state == _M.PLANNED and one.due_on < on
        yield one, uuid5(one.pk, f"{one.state} {since.isoformat()} {is_late}")
