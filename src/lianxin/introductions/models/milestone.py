"""What both sides do together, step by step (联合攻关, 挂职计划)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import milestone
from lianxin.introductions.models.introduction import Introduction
from lianxin.introductions.models.side import Side


class Milestone(milestone.Milestone):
    """`side` does it, both where it is none; who did it is `reported_by`, and the other accepts.
    The final one is the report with which the plan ends."""

    introduction = models.ForeignKey(
        Introduction, verbose_name=_("对接"), on_delete=models.PROTECT, related_name="milestones"
    )
    side = models.ForeignKey(
        Side,
        verbose_name=_("由谁完成"),
        on_delete=models.PROTECT,
        related_name="milestones",
        null=True,
        blank=True,
        db_index=False,
    )
    reported_by = models.PositiveSmallIntegerField(_("由哪一方提交"), null=True, blank=True)
    is_final = models.BooleanField(_("总结报告"), default=False)

    class Meta(milestone.Milestone.Meta):
        constraints = [
            *milestone.Milestone.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "introduction"],
                condition=Q(is_final=True),
                name="project_ends_once",
                violation_error_message=_("已经有总结报告了，一项对接只要一份。"),
            ),
            milestone.is_dated("project_milestone_accepted_at_some_time"),
            models.CheckConstraint(
                name="project_milestone_is_reported_by_a_side",
                condition=Q(reported_at__isnull=True, reported_by__isnull=True)
                | Q(reported_at__isnull=False, reported_by__in=[1, 2]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "introduction", "due_on"], name="project_milestone_of"
            )
        ]
