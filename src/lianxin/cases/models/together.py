"""What hard cases need: checks before the answer, other people's word, many cases at once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.cases.models.case import Case
from lianxin.cases.states import Outcome
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import Organisation, User


class Task(DistrictOwned):
    """One line of a case's checklist. A required one that is not done holds the answer back."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="tasks"
    )
    code = models.CharField(_("代码"), max_length=40)
    label = models.CharField(_("要做的事"), max_length=120)
    is_required = models.BooleanField(_("必做"), default=True)
    unit = models.ForeignKey(
        Organisation,
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    done_by = models.ForeignKey(
        User,
        verbose_name=_("完成人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("办理事项")
        verbose_name_plural = _("办理事项")
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="task_once_a_case")]
        indexes = [models.Index(fields=["district", "case"], name="task_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class Consultation(Keyed):
    """A question to somebody outside who has no account; answered once, by a link that expires.

    `lapsed_at` records that no answer came in time. The address is encrypted at rest.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="consultations"
    )
    party = models.CharField(_("外部单位"), max_length=120)
    address = EncryptedCharField(_("邮箱或手机"), max_length=254, null=True, blank=True)
    question = models.TextField(_("请对方答复什么"), max_length=1000)
    asked_by = models.ForeignKey(
        User, verbose_name=_("发起人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("发起时间"))
    expires_at = models.DateTimeField(_("有效至"))
    reply = models.TextField(_("答复"), max_length=4000, blank=True)
    replied_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("过期时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("收回时间"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("外部征询")
        verbose_name_plural = _("外部征询")
        indexes = [
            models.Index(fields=["district", "case"], name="consultation_of_case"),
            models.Index(
                fields=["district", "expires_at"],
                name="consultation_waiting",
                condition=Q(replied_at=None, lapsed_at=None, ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.party}"


class Verification(DistrictOwned):
    """An answer that waits for another pair of eyes (核查) before the requester gets it."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="verifications"
    )
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices)
    text = models.TextField(_("答复"), max_length=4000)
    submitted_by = models.ForeignKey(
        User,
        verbose_name=_("提交人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField(_("提交时间"))
    verified_by = models.ForeignKey(
        User,
        verbose_name=_("核查人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    verified_at = models.DateTimeField(_("核查时间"), null=True, blank=True)
    is_passed = models.BooleanField(_("通过"), null=True, blank=True)
    remark = models.CharField(_("核查意见"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("核查")
        verbose_name_plural = _("核查")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="verification_one_pending", condition=Q(verified_at=None)
            )
        ]
        indexes = [models.Index(fields=["district", "case"], name="verification_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.is_passed}"


class Bulletin(Keyed):
    """One text for everybody whom a matter concerns (a power cut, a burst pipe)."""

    text = models.TextField(_("告知内容"), max_length=1000)
    by = models.ForeignKey(
        User, verbose_name=_("发布人"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("发布时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("群发告知")
        verbose_name_plural = _("群发告知")
        indexes = [models.Index(fields=["district", "at"], name="bulletin_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class BulletinCase(DistrictOwned):
    """That a bulletin concerns a case, and whether the worker has told its requester."""

    bulletin = models.ForeignKey(
        Bulletin, verbose_name=_("群发告知"), on_delete=models.PROTECT, related_name="cases"
    )
    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="bulletins"
    )
    told_at = models.DateTimeField(_("告知时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("群发告知的诉求")
        verbose_name_plural = _("群发告知的诉求")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "case"], name="bulletin_case_once")
        ]
        indexes = [
            models.Index(fields=["district", "case"], name="bulletin_of_case"),
            models.Index(
                fields=["district", "bulletin"],
                name="bulletin_untold",
                condition=Q(told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.case_id}"
