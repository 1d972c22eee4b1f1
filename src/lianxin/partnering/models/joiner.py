"""Who signs with the two, where more than two agree."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import Organisation, User
from lianxin.partnering.models.agreement import Agreement


class Joiner(DistrictOwned):
    """A further unit that signs an agreement; it does what the agreement says of it and gives
    nothing that is settled."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("协议"), on_delete=models.PROTECT, related_name="joiners",
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    signed_by = models.ForeignKey(
        User, verbose_name=_("签署人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("一起签的单位")
        verbose_name_plural = _("一起签的单位")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "agreement", "unit"],
                name="joiner_once",
                violation_error_message=_("同一个单位只写一次。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "unit"], name="joiner_of_unit")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.unit_id}"
