"""A dispute, the people in it, and what they agreed. Read only by those who mediate it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from lianxin.cases.models.case import Case
from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import User


class MediationOutcome(models.TextChoices):
    AGREED = "AGREED", _("达成协议")
    FAILED = "FAILED", _("未达成协议")
    DECLINED = "DECLINED", _("有一方不同意调解")


class Mediation(DistrictOwned):
    """One mediation of a case. It begins when every party has consented."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="mediations"
    )
    mediator = models.ForeignKey(
        User, verbose_name=_("调解员"), on_delete=models.PROTECT, related_name="+"
    )
    opened_by = models.ForeignKey(
        User, verbose_name=_("发起人"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("发起时间"))
    held_at = models.DateTimeField(_("约定时间"), null=True, blank=True)
    agreement = EncryptedTextField(_("协议内容"), null=True, blank=True)
    outcome = models.CharField(
        _("结果"), max_length=10, choices=MediationOutcome.choices, blank=True
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("调解")
        verbose_name_plural = _("调解")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="mediation_one_at_a_time", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="mediation_ended_has_outcome",
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False, outcome__gt=""),
                violation_error_message=_("结束的调解要写明结果。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "case"], name="mediation_of_case"),
            models.Index(
                fields=["district", "mediator"],
                name="mediation_open_of",
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class Party(DistrictOwned):
    """One side of a dispute. Consents, and signs, by a link of its own or on paper."""

    mediation = models.ForeignKey(
        Mediation, verbose_name=_("调解"), on_delete=models.PROTECT, related_name="parties"
    )
    side = models.CharField(_("称谓"), max_length=20)  # 甲方, 乙方
    name = EncryptedCharField(_("姓名或名称"), max_length=60, null=True, blank=True)
    phone = EncryptedCharField(_("电话"), max_length=40, null=True, blank=True)
    consented_at = models.DateTimeField(_("同意调解"), null=True, blank=True)
    declined_at = models.DateTimeField(_("不同意调解"), null=True, blank=True)
    signed_at = models.DateTimeField(_("签署协议"), null=True, blank=True)

    class Meta:
        verbose_name = _("当事方")
        verbose_name_plural = _("当事方")
        constraints = [
            models.UniqueConstraint(fields=["mediation", "side"], name="party_side_once"),
            models.CheckConstraint(
                name="party_consents_or_declines",
                condition=Q(consented_at=None) | Q(declined_at=None),
                violation_error_message=_("一方不能既同意又不同意。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "mediation"], name="party_of_mediation")]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.side}"
