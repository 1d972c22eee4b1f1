"""Who chairs a body from which day to which."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.bodies.models.body import Body
from lianxin.bodies.states import REPORT_WITHIN, TermState
from lianxin.commitments.models import Programme
from lianxin.kernel.models import Stateful
from lianxin.network.models import Organisation


class TermQuerySet(models.QuerySet["Term"]):
    def running(self, *, on: date) -> TermQuerySet:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def unreported(self, *, on: date) -> TermQuerySet:
        """Those whose report should have been there on the day `on`."""
        return self.filter(state=TermState.OPEN, ends_on__lt=on - REPORT_WITHIN)

    def whole(self) -> TermQuerySet:
        return self.select_related(
            "district", "body__place", "body__convener__place", "unit__place", "programme"
        ).defer("body__place__shape", "body__convener__place__shape", "unit__place__shape")


class Term(Stateful):
    """`unit` chairs the body from the first to the last day, both included. That no two terms of
    a body meet is refused by the database (`alone_within`). Its pledges are the promises of
    `programme`."""

    body = models.ForeignKey(
        Body, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="terms",
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Organisation, verbose_name=_("轮值单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    starts_on = models.DateField(_("第一天"))
    ends_on = models.DateField(_("最后一天"))
    programme = models.ForeignKey(
        Programme, verbose_name=_("任期承诺"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    report = models.TextField(_("履职报告"), max_length=4000, blank=True)
    reported_at = models.DateTimeField(_("交报告的时间"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=TermState.choices, default=TermState.OPEN,
        editable=False,
    )  # fmt: skip

    alone_within: ClassVar[tuple[str, ...]] = ("body",)
    objects: ClassVar[Any] = TermQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("轮值任期")
        verbose_name_plural = _("轮值任期")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="term_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("最后一天不能早于第一天。"),
            ),
            models.CheckConstraint(
                name="term_reported_has_a_report",
                condition=Q(state=TermState.OPEN) | Q(report__gt="", reported_at__isnull=False),
                violation_error_message=_("履职报告要写明做了什么。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "body", "starts_on"], name="term_of_body"),
            models.Index(fields=["district", "state", "ends_on"], name="term_to_report"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.starts_on}"
