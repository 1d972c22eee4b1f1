"""One stage of what is carried out: the columns that every room's milestones have."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.milestones import MilestoneState
from lianxin.kernel.models import Stateful


class Milestone(Stateful):
    """What is to be done until when, and what shows that it was."""

    title = models.CharField(_("阶段"), max_length=120)
    text = models.CharField(_("要交什么"), max_length=500, blank=True)
    due_on = models.DateField(_("完成日期"))
    report = models.TextField(_("成果说明"), max_length=4000, blank=True)
    reported_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("验收时间"), null=True, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=MilestoneState.choices,
        default=MilestoneState.PLANNED,
        editable=False,
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        abstract = True
        verbose_name = _("阶段")
        verbose_name_plural = _("阶段")

    def __str__(self) -> str:
        return self.title


def is_dated(name: str) -> models.CheckConstraint:
    """What has been accepted says when."""
    return models.CheckConstraint(
        name=name,
        condition=Q(state=MilestoneState.ACCEPTED, accepted_at__isnull=False)
        | (~Q(state=MilestoneState.ACCEPTED) & Q(accepted_at__isnull=True)),
    )
