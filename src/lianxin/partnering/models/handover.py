"""What was given under an agreement."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Stateful
from lianxin.partnering.models.agreement import Agreement
from lianxin.partnering.states import HandoverState, Party


class HandoverQuerySet(models.QuerySet["Handover"]):
    def counted(self) -> HandoverQuerySet:
        return self.exclude(state=HandoverState.WITHDRAWN)


class Handover(Stateful):
    """So much of what term number `term` says was given on that day, as `told_by` (one of the two
    sides) says; the other one confirms or disputes it. `amount` is in hundredths of the unit."""

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("协议"),
        on_delete=models.PROTECT,
        related_name="handovers",
        db_index=False,
    )
    term = models.PositiveSmallIntegerField(_("第几条"))
    given_on = models.DateField(_("日期"))
    amount = models.BigIntegerField(_("数量（百分之一单位）"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    told_by = models.CharField(_("登记方"), max_length=8, choices=Party.choices)
    told_at = models.DateTimeField(_("登记时间"))
    objection = models.CharField(_("异议"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=HandoverState.choices,
        default=HandoverState.RECORDED,
        editable=False,
    )

    objects: ClassVar[Any] = HandoverQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("交付")
        verbose_name_plural = _("交付")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="handover_is_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message=_("数量要大于零。"),
            ),
            models.CheckConstraint(
                name="handover_dispute_has_words",
                condition=~Q(state=HandoverState.DISPUTED) | Q(objection__gt=""),
                violation_error_message=_("有异议要写明哪里不对。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "agreement", "given_on"], name="handover_of")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.term} {self.amount}"
