"""The same order again and again: a massage every month, a meal every week."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Recorded


class Every(models.TextChoices):
    WEEK = "WEEK", _("每周一次")
    FORTNIGHT = "FORTNIGHT", _("每两周一次")
    MONTH = "MONTH", _("每月一次")


class RecurringOrder(Recorded):
    """`next_at` is the time of the next service that is not yet ordered; none once it has ended.

    What is wanted, where and for whom stands in its newest order, and nowhere twice.
    """

    every = models.CharField(_("多久一次"), max_length=10, choices=Every.choices)
    next_at = models.DateTimeField(_("下一次"), null=True, blank=True)
    until_on = models.DateField(_("到哪天为止"), null=True, blank=True)
    began_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Recorded.Meta):
        verbose_name = _("长期单")
        verbose_name_plural = _("长期单")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="recurring_until_it_ended",
                condition=Q(next_at__isnull=True, ended_at__isnull=False)
                | Q(next_at__isnull=False, ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "next_at"],
                name="recurring_due",
                condition=Q(next_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.every} {self.next_at}"
