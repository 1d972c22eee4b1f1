"""What is to be delivered by when, what it shows, and what was paid for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.challenges.models.challenge import Challenge
from lianxin.exchange.milestones import MilestoneState
from lianxin.exchange.models import milestone


class Milestone(milestone.Milestone):
    """`pay_fen` is promised for it, `paid_fen` what the publisher says has been paid."""

    challenge = models.ForeignKey(
        Challenge, verbose_name=_("揭榜挂帅"), on_delete=models.PROTECT, related_name="milestones"
    )
    pay_fen = models.BigIntegerField(_("约定支付（分）"), default=0)
    paid_fen = models.BigIntegerField(_("已支付（分）"), null=True, blank=True)
    paid_on = models.DateField(_("支付日期"), null=True, blank=True)

    class Meta(milestone.Milestone.Meta):
        constraints = [
            *milestone.Milestone.Meta.constraints,
            models.CheckConstraint(
                name="milestone_pay_is_no_debt",
                condition=Q(pay_fen__gte=0) & (Q(paid_fen__isnull=True) | Q(paid_fen__gte=0)),
                violation_error_message=_("金额不能小于零。"),
            ),
            milestone.is_dated("milestone_accepted_at_some_time"),
            models.CheckConstraint(
                name="milestone_paid_after_acceptance",
                condition=Q(paid_fen__isnull=True, paid_on__isnull=True)
                | Q(state=MilestoneState.ACCEPTED, paid_fen__isnull=False, paid_on__isnull=False),
                violation_error_message=_("验收以后才登记支付，要有日期和金额。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "challenge", "due_on"], name="milestone_of")]
