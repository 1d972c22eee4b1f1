"""Who had the case, who helped, and what was asked for and decided on the way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.cases.models.case import Case
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import Organisation, User


class Stint(DistrictOwned):
    """One unit's turn at one case: from being assigned until it accepts, bounces or loses it.

    Minutes and bounces in the statistics of units are counted from here.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="stints"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(_("分派时间"))
    accepted_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    bounce_reason = models.CharField(_("退回原因"), max_length=20, blank=True)
    proposed_unit = models.ForeignKey(
        Organisation,
        verbose_name=_("建议单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("承办记录")
        verbose_name_plural = _("承办记录")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="stint_one_at_a_time", condition=Q(ended_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["district", "unit", "assigned_at"], name="stint_of_unit"),
            models.Index(fields=["district", "case"], name="stint_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class Helper(DistrictOwned):
    """A unit that helps (协办). It may read, note and answer the lead, never close."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="helpers"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("协办单位"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("请求时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("协办单位")
        verbose_name_plural = _("协办单位")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"],
                name="helper_asked_once_at_a_time",
                condition=Q(ended_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["district", "unit"], name="helper_now", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["district", "case"], name="helper_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class Extension(Keyed):
    """A request for a later date, and what the approver said."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="extensions"
    )
    asked_by = models.ForeignKey(
        User, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("申请时间"))
    reason = models.CharField(_("理由"), max_length=500)
    until = models.DateTimeField(_("申请延至"))
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("审批人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    is_granted = models.BooleanField(_("同意"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("延期申请")
        verbose_name_plural = _("延期申请")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                name="extension_one_pending",
                condition=Q(decided_at__isnull=True),
                violation_error_message=_("已有一份延期申请等待审批。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "case"], name="extension_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.until:%Y-%m-%d}"


class Parking(Keyed):
    """A hard case on the list of a monthly meeting, until the meeting decides."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="parkings"
    )
    meeting_on = models.DateField(_("会议日期"))
    reason = models.CharField(_("上会理由"), max_length=500)
    parked_by = models.ForeignKey(
        User, verbose_name=_("提交人"), on_delete=models.PROTECT, related_name="+"
    )
    parked_at = models.DateTimeField(_("提交时间"))
    decision = models.TextField(_("决定"), blank=True)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("责任单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("上会事项")
        verbose_name_plural = _("上会事项")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                name="parking_once_at_a_time",
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="parking_decision_is_whole",
                condition=Q(decided_at__isnull=True)
                | Q(decision__gt="", owner__isnull=False, due_on__isnull=False),
                violation_error_message=_("会议决定要写明内容、责任单位和完成期限。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "meeting_on"], name="parking_of_meeting")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.meeting_on}"
