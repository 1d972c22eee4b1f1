"""Stalls of a market, and who has them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.exchange.models import Claim, Listing
from lianxin.kernel.models import DistrictOwned, Recorded


class Market(Recorded):
    """The plan of a market: `listing`, of kind STALL, is applied for. Until the lot is drawn only
    the mark (SHA-256) of `seed` is public, so that nobody can choose it afterwards; then the seed
    is, so that anybody can draw again."""

    listing = models.OneToOneField(
        Listing, verbose_name=_("摊位招募"), on_delete=models.PROTECT, related_name="+"
    )
    event = models.ForeignKey(
        Listing, verbose_name=_("哪个市集"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True,
    )  # fmt: skip
    seed = models.CharField(_("抽签种子"), max_length=32)
    drawn_at = models.DateTimeField(_("抽签时间"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    untracked = Recorded.untracked | {"seed"}  # the history is read before it is drawn, too

    class Meta(Recorded.Meta):
        verbose_name = _("市集摊位图")
        verbose_name_plural = _("市集摊位图")

    def __str__(self) -> str:
        return f"market {self.listing_id}"


class Stall(DistrictOwned):
    """`row` and `column` are where it stands on the plan. Who has given it back has it no longer:
    see `queries.stalls`."""

    market = models.ForeignKey(
        Market, verbose_name=_("市集"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("摊位号"))
    row = models.PositiveSmallIntegerField(_("第几排"))
    column = models.PositiveSmallIntegerField(_("第几个"))
    size = models.CharField(_("大小"), max_length=20)
    claim = models.ForeignKey(
        Claim, verbose_name=_("摊主"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    name = models.CharField(pgettext_lazy("stall", "摊名"), max_length=40, blank=True)
    is_by_hand = models.BooleanField(_("指定的"), default=False)

    class Meta:
        verbose_name = _("摊位")
        verbose_name_plural = _("摊位")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "market", "number"],
                name="stall_number_once",
                violation_error_message=_("这个摊位号已经有了。"),
            ),
            models.UniqueConstraint(
                fields=["district", "market", "row", "column"], name="stall_place_once"
            ),
            models.UniqueConstraint(
                fields=["district", "claim"],
                name="stall_one_for_each",
                condition=Q(claim__isnull=False),
                violation_error_message=_("这份申请已经有摊位了。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {self.number}"
