"""How well the district keeps its word, for the start page: the last 90 days in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from lianxin.insight.figures import FEWEST, Rate, Satisfaction
from lianxin.insight.models import Axis, DayFigure
from lianxin.web.parts import Kpi

DAYS = 90
COUNTED = (
    "received",
    "closed",
    "respond_due",
    "respond_kept",
    "feedback_due",
    "feedback_kept",
    "rated",
    "satisfied",
)


@dataclass(frozen=True)
class Record:
    received: int
    responded: Rate
    reported_back: Rate
    satisfaction: Satisfaction


def record(district_id: int, *, on: date) -> Record:
    """Of the cases that arrived in the 90 days before `on`. One query; days are pre-counted."""
    days = DayFigure.objects.filter(
        district_id=district_id, axis=Axis.ALL, day__gt=on - timedelta(days=DAYS), day__lte=on
    )
    found = days.aggregate(**{name: Sum(name, default=0) for name in COUNTED})
    return Record(
        received=found["received"],
        responded=Rate(found["respond_kept"], found["respond_due"], fewest=FEWEST),
        reported_back=Rate(found["feedback_kept"], found["feedback_due"], fewest=FEWEST),
        satisfaction=Satisfaction(found["satisfied"], found["rated"], found["closed"]),
    )


def kpis(found: Record) -> list[Kpi]:
    """Each rate with what it is a rate of; too few to speak of are said to be so."""
    content = found.satisfaction
    return [
        _kpi(_("按时接手"), found.responded, _("%(part)s 件按时，应接手 %(whole)s 件")),
        _kpi(_("按时告知进展"), found.reported_back, _("%(part)s 件按时，应告知 %(whole)s 件")),
        Kpi(_("满意率"), str(content.rate), note=content.of),
        Kpi(_("收到的反映"), f"{found.received:,}", unit=_("件")),
    ]


def _kpi(label: str, rate: Rate, words: str) -> Kpi:
    counts = {"part": f"{rate.part:,}", "whole": f"{rate.whole:,}"}
    return Kpi(label, str(rate), note=words % counts)
