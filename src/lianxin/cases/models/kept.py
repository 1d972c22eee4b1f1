"""Answers to the questions of a class, and what is left of a case that was deleted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.cases.models.case import Case
from lianxin.kernel.models import DistrictOwned


class Answers(DistrictOwned):
    """What was answered to the questions of the case's class: {question: typed value}."""

    case = models.OneToOneField(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="answers"
    )
    form_code = models.CharField(_("问卷"), max_length=40)
    form_version = models.PositiveIntegerField(_("问卷版本"))
    values = models.JSONField(_("回答"), default=dict)

    class Meta:
        verbose_name = _("补充回答")
        verbose_name_plural = _("补充回答")

    def __str__(self) -> str:
        return f"{self.case_id} {self.form_code} v{self.form_version}"


class Tombstone(DistrictOwned):
    """That there was a case, after its retention ended; `id` is the id it had. Nothing in it
    tells of a person."""

    ref = models.CharField(_("编号"), max_length=20)
    class_code = models.CharField(_("类别"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=12)
    outcome = models.CharField(_("结果"), max_length=12, blank=True)
    received_at = models.DateTimeField(_("受理时间"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("删除时间"))
    entries = models.PositiveIntegerField(_("记录数"))
    head = models.CharField(_("链尾"), max_length=64)

    class Meta:
        verbose_name = _("已删除的诉求")
        verbose_name_plural = _("已删除的诉求")
        constraints = [
            models.UniqueConstraint(fields=["district", "ref"], name="tombstone_ref_once")
        ]

    def __str__(self) -> str:
        return self.ref
