"""How a partner without an account is reached, and what both sides say once a year."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import User
from lianxin.partnering.models.agreement import Agreement
from lianxin.partnering.states import Party, Wish


class Reach(DistrictOwned):
    """Where the partner's letters go, with the links by which it signs and confirms. A link that
    is older than `set_at` opens nothing: it went to somebody else."""

    agreement = models.OneToOneField(
        Agreement, verbose_name=_("协议"), on_delete=models.PROTECT, related_name="reach"
    )
    name = models.CharField(_("联系人"), max_length=60)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    phone = EncryptedCharField(_("手机"), max_length=40, null=True, blank=True)
    set_at = models.DateTimeField(_("从什么时候起"))

    class Meta:
        verbose_name = _("合伙人联系方式")
        verbose_name_plural = _("合伙人联系方式")

    def __str__(self) -> str:
        return f"reach of {self.agreement_id}"


class Word(DistrictOwned):
    """What one side says of year number `year` (from 0): whether it wants to go on."""

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("协议"),
        on_delete=models.PROTECT,
        related_name="words",
        db_index=False,
    )
    party = models.CharField(_("哪一方"), max_length=8, choices=Party.choices)
    year = models.PositiveSmallIntegerField(_("第几年"))
    wish = models.CharField(_("接下来"), max_length=8, choices=Wish.choices)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    said_at = models.DateTimeField(_("时间"))
    said_by = models.ForeignKey(
        User,
        verbose_name=_("谁说的"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("一年一次的说法")
        verbose_name_plural = _("一年一次的说法")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "agreement", "party", "year"], name="partner_word_once_a_year"
            ),
            models.CheckConstraint(
                name="partner_word_says_why",
                condition=Q(wish=Wish.GO_ON) | Q(text__gt=""),
                violation_error_message=_("想改或者不续的，请写一句。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.party} {self.year}"
