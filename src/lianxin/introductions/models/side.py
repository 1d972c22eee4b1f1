"""Who was brought together, and what each says came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.exchange.models import Listing
from lianxin.introductions.models.introduction import Introduction
from lianxin.introductions.states import Stage
from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import Organisation, User


class Side(DistrictOwned):
    """`number` 1 has or offers, 2 needs or wants. Without account its link is
    `privacy.tracking_code(side.pk)`."""

    introduction = models.ForeignKey(
        Introduction, verbose_name=_("对接"), on_delete=models.PROTECT, related_name="sides"
    )
    number = models.PositiveSmallIntegerField(_("哪一方"))
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    user = models.ForeignKey(
        User,
        verbose_name=_("账号"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("条目"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    name = models.CharField(_("名称"), max_length=120)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    phone = EncryptedCharField(_("电话"), max_length=40, null=True, blank=True)

    class Meta:
        verbose_name = _("对接方")
        verbose_name_plural = _("对接方")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "introduction", "number"], name="side_once"
            ),
            models.CheckConstraint(name="side_first_or_second", condition=Q(number__in=[1, 2])),
        ]
        indexes = [
            models.Index(fields=["district", "organisation"], name="side_of_organisation"),
            models.Index(fields=["district", "listing"], name="side_of_listing"),
        ]

    def __str__(self) -> str:
        return self.name


class Word(DistrictOwned):
    """One question to one side, and its answer: after 30 days (`round` 0), then yearly.

    `stage` is how far it has come as that side says; the amounts are those of the contract and of
    what has been received so far.
    """

    introduction = models.ForeignKey(
        Introduction, verbose_name=_("对接"), on_delete=models.PROTECT, related_name="words"
    )
    side = models.ForeignKey(
        Side, verbose_name=_("对接方"), on_delete=models.PROTECT, related_name="words"
    )
    round = models.PositiveSmallIntegerField(_("第几次"))
    asked_at = models.DateTimeField(_("询问时间"))
    said_at = models.DateTimeField(_("回答时间"), null=True, blank=True)
    stage = models.CharField(_("进展"), max_length=12, choices=Stage.choices, blank=True)
    amount_fen = models.BigIntegerField(_("金额（分）"), null=True, blank=True)
    received_fen = models.BigIntegerField(_("到账（分）"), null=True, blank=True)
    text = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("双方说法")
        verbose_name_plural = _("双方说法")
        constraints = [
            models.UniqueConstraint(fields=["district", "side", "round"], name="word_asked_once"),
            models.CheckConstraint(
                name="word_said_has_a_stage",
                condition=Q(said_at__isnull=True, stage="")
                | (Q(said_at__isnull=False) & Q(stage__gt="")),
            ),
        ]
        indexes = [models.Index(fields=["district", "introduction"], name="word_of_introduction")]

    def __str__(self) -> str:
        return f"{self.side_id} {self.round} {self.stage}"
