"""What this room keeps: documents of other directories, as they came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Listing
from lianxin.kernel.models import DistrictOwned


class Origin(DistrictOwned):
    """The HSDS document that a listing was made of. What the listing has no columns for is given
    back from here."""

    listing = models.OneToOneField(
        Listing, verbose_name=_("条目"), on_delete=models.PROTECT, related_name="origin"
    )
    foreign_id = models.CharField(_("原编号"), max_length=100)
    document = models.JSONField(_("原文"))

    class Meta:
        verbose_name = _("来源")
        verbose_name_plural = _("来源")
        constraints = [
            models.UniqueConstraint(fields=["district", "foreign_id"], name="origin_once")
        ]

    def __str__(self) -> str:
        return self.foreign_id
