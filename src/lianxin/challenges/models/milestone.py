"""What is to be delivered by when, what it shows, and what was paid for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.challenges.models.challenge import Challenge
from lianxin.challenges.states import MilestoneState
from lianxin.kernel.models import Stateful


class Milestone(Stateful):
    """`pay_fen` is promised for it, `paid_fen` what the publisher says has been paid."""

    challenge = models.ForeignKey(
        Challenge, verbose_name=_("揭榜挂帅"), on_delete=models.PROTECT, related_name="milestones"
    )
    title = models.CharField(_("阶段"), max_length=120)
    text = models.CharField(_("要交什么"), max_length=500, blank=True)
    due_on = models.DateField(_("完成日期"))
    pay_fen = models.BigIntegerField(_("约定支付（分）"), default=0)
    report = models.TextField(_("成果说明"), max_length=4000, blank=True)
    reported_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("验收时间"), null=True, blank=True)
    paid_fen = models.BigIntegerField(_("已支付（分）"), null=True, blank=True)
    paid_on = models.DateField(_("支付日期"), null=True, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=MilestoneState.choices,
        default=MilestoneState.PLANNED,
        editable=False,
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        verbose_name = _("阶段")
        verbose_name_plural = _("阶段")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="milestone_pay_is_no_debt",
                condition=Q(pay_fen__gte=0) & (Q(paid_fen__isnull=True) | Q(paid_fen__gte=0)),
                violation_error_message=_("金额不能小于零。"),
            ),
            models.CheckConstraint(
                name="milestone_accepted_at_some_time",
                condition=Q(state=MilestoneState.ACCEPTED, accepted_at__isnull=False)
                | (~Q(state=MilestoneState.ACCEPTED) & Q(accepted_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="milestone_paid_after_acceptance",
                condition=Q(paid_fen__isnull=True, paid_on__isnull=True)
                | Q(state=MilestoneState.ACCEPTED, paid_fen__isnull=False, paid_on__isnull=False),
                violation_error_message=_("验收以后才登记支付，要有日期和金额。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "challenge", "due_on"], name="milestone_of")]

    def __str__(self) -> str:
        return self.title
