"""Money that came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.introductions.models.introduction import Introduction
from lianxin.kernel.models import Keyed


class Payment(Keyed):
    """One part of the money, on the day it was received (到账)."""

    introduction = models.ForeignKey(
        Introduction, verbose_name=_("对接"), on_delete=models.PROTECT, related_name="payments"
    )
    received_on = models.DateField(_("到账日期"))
    amount_fen = models.BigIntegerField(_("金额（分）"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("登记时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("到账")
        verbose_name_plural = _("到账")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="payment_is_more_than_nothing",
                condition=Q(amount_fen__gt=0),
                violation_error_message=_("金额要大于零。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "introduction"], name="payment_of")]

    def __str__(self) -> str:
        return f"{self.introduction_id} {self.amount_fen}"
