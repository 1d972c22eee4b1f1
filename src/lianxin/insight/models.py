from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import Place

MEASURES = (
    "received",
    "closed",
    "solved",
    "respond_due",
    "respond_kept",
    "feedback_due",
    "feedback_kept",
    "rated",
    "satisfied",
    "reopened",
)


class Axis(models.TextChoices):
    """By what the cases of a day and an area are divided."""

    ALL = "ALL", _("全部")
    UNIT = "UNIT", _("单位")
    CLASS = "CLASS", _("类别")
    PLACE = "PLACE", _("社区")


class DayFigure(DistrictOwned):
    """What became of the cases that arrived on one day in one area (a street, a campus, a park).

    `code` is the unit's or the place's id, or the class; empty on the axis ALL. The worker counts
    a day anew whenever one of its cases changes. "Kept" is judged by the promise with pauses
    added: an extension moves the date, not the figure.
    """

    day = models.DateField(_("受理日"))
    area = models.ForeignKey(
        Place, verbose_name=_("片区"), on_delete=models.PROTECT, related_name="+"
    )
    axis = models.CharField(_("维度"), max_length=5, choices=Axis.choices)
    code = models.CharField(_("代码"), max_length=40, blank=True)
    received = models.PositiveIntegerField(_("受理"), default=0)
    closed = models.PositiveIntegerField(_("办结"), default=0)
    solved = models.PositiveIntegerField(_("解决"), default=0)
    respond_due = models.PositiveIntegerField(_("应响应"), default=0)
    respond_kept = models.PositiveIntegerField(_("按时响应"), default=0)
    feedback_due = models.PositiveIntegerField(_("应反馈"), default=0)
    feedback_kept = models.PositiveIntegerField(_("按时反馈"), default=0)
    rated = models.PositiveIntegerField(_("已评价"), default=0)
    satisfied = models.PositiveIntegerField(_("满意"), default=0)
    reopened = models.PositiveIntegerField(_("重办"), default=0)

    class Meta:
        verbose_name = _("日统计")
        verbose_name_plural = _("日统计")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "axis", "day", "area", "code"], name="day_figure_once"
            )
        ]
        indexes = [models.Index(fields=["district", "day"], name="day_figures")]

    def __str__(self) -> str:
        return f"{self.day} {self.axis} {self.code}"


class StaleDay(DistrictOwned):
    """A day whose figures no longer hold, until the worker has counted them anew."""

    day = models.DateField(_("受理日"))

    class Meta:
        verbose_name = _("待统计日")
        verbose_name_plural = _("待统计日")
        constraints = [models.UniqueConstraint(fields=["district", "day"], name="stale_day_once")]

    def __str__(self) -> str:
        return f"{self.district_id} {self.day}"
