"""What somebody learned on a course, on paper."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.exchange.models.claim import Claim
from lianxin.network.issuing import Issued
from lianxin.network.models import User


class Qualification(Issued):
    """The certificate of a course, to whoever came as often as the course asks, so many `minutes`
    in all by its timetable (0: of before they were counted). `expires_on` is
    the last day on which it holds; without one it holds for good.

    Its `name` goes with the person's claim, once it does not hold any more.
    """

    claim = models.OneToOneField(
        Claim, verbose_name=_("报名"), on_delete=models.PROTECT, related_name="qualification"
    )
    user = models.ForeignKey(
        User,
        verbose_name=_("账号"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,  # null: signed up without an account
        blank=True,
        db_index=False,
    )
    name = EncryptedCharField(_("姓名"), max_length=60, null=True, blank=True)
    title = models.CharField(_("证书名称"), max_length=200)
    course = models.CharField(_("课程"), max_length=120)
    attended = models.PositiveSmallIntegerField(_("到场次数"))
    minutes = models.PositiveIntegerField(_("共多少分钟"), default=0)
    last_on = models.DateField(_("最后一次到场"))
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("提醒时间"), null=True, blank=True)

    class Meta(Issued.Meta):
        verbose_name = _("课程证书")
        verbose_name_plural = _("课程证书")
        constraints = [
            *Issued.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="qualification_ref_once"),
        ]
        indexes = [
            models.Index(fields=["district", "user", "-id"], name="qualification_user"),
            models.Index(
                fields=["district", "expires_on"],
                name="qualification_ends",
                condition=models.Q(expires_on__isnull=False, reminded_at=None, revoked_at=None),
            ),
        ]

    def holds(self, *, on: date) -> bool:
        return self.revoked_at is None and not self.is_over(on=on)

    def is_over(self, *, on: date) -> bool:
        return self.expires_on is not None and self.expires_on < on
