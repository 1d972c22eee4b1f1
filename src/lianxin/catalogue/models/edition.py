"""The yearly lists of a unit (服务项目清单)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Listing
from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import Organisation


class EditionItem(DistrictOwned):
    """A listing on its unit's list of a year. What has been on it stays there when the year is
    over, also when it is not offered any more."""

    provider = models.ForeignKey(
        Organisation,
        verbose_name=_("提供单位"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    year = models.PositiveSmallIntegerField(_("清单年度"))
    listing = models.ForeignKey(
        Listing, verbose_name=_("条目"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("列入时间"))

    class Meta:
        verbose_name = _("年度清单条目")
        verbose_name_plural = _("年度清单条目")
        constraints = [
            models.UniqueConstraint(fields=["district", "listing", "year"], name="edition_once")
        ]
        indexes = [
            models.Index(fields=["district", "provider", "year"], name="edition_of_provider")
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.year}"
