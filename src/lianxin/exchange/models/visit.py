"""What was done for somebody each time, and the child that a place on a course is for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.exchange.models.claim import Claim
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import User

MOST_MINUTES = 24 * 60


class Visit(Keyed):
    """One line a visit: when, who came, how long, what was done. No health values: what was
    measured stays between the two."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("单子"), on_delete=models.PROTECT, related_name="visits"
    )
    visited_on = models.DateField(_("日期"))
    came = models.CharField(_("谁来的"), max_length=60)
    minutes = models.PositiveSmallIntegerField(_("多少分钟"))
    note = models.CharField(_("做了什么"), max_length=300, blank=True)
    told_by = models.ForeignKey(
        User,
        verbose_name=_("登记人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    told_at = models.DateTimeField(_("登记时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("上门记录")
        verbose_name_plural = _("上门记录")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="visit_within_a_day",
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                violation_error_message=_("一次服务在 1 分钟到 24 小时之间。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "claim", "visited_on"], name="visit_of_claim"),
            models.Index(fields=["district", "-visited_on"], name="visit_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.visited_on}"


class PickUp(models.TextChoices):
    """How a child leaves."""

    GUARDIAN = "GUARDIAN", _("监护人本人来接")
    NAMED = "NAMED", _("我指定的人来接")
    ALONE = "ALONE", _("下课自己回家")


class Child(DistrictOwned):
    """Whom a guardian signed up, and who may pick her up. The claimant is the guardian."""

    claim = models.OneToOneField(
        Claim, verbose_name=_("单子"), on_delete=models.PROTECT, related_name="child"
    )
    name = EncryptedCharField(_("孩子的称呼"), max_length=60, null=True, blank=True)
    pick_up = models.CharField(_("怎么走"), max_length=10, choices=PickUp.choices)
    picker = EncryptedCharField(_("谁来接"), max_length=60, null=True, blank=True)
    picker_phone = EncryptedCharField(_("接的人的电话"), max_length=40, null=True, blank=True)
    left_at = models.DateTimeField(_("离开时间"), null=True, blank=True)
    left_with = models.CharField(_("跟谁走的"), max_length=10, choices=PickUp.choices, blank=True)

    class Meta:
        verbose_name = _("孩子")
        verbose_name_plural = _("孩子")

    def __str__(self) -> str:
        return f"child of {self.claim_id}"
