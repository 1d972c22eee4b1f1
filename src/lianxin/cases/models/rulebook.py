"""What the playbook sets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import Organisation, Place


class Duty(DistrictOwned):
    """Which unit answers for a class of problems, in a place and below it (权责清单)."""

    class_code = models.CharField(_("类别"), max_length=40)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("范围"), on_delete=models.PROTECT, related_name="+"
    )

    rank = models.PositiveSmallIntegerField(_("次序"), default=0)  # 0 answers first (主责)

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("职责")
        verbose_name_plural = _("职责")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "class_code", "unit", "place"], name="duty_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.class_code} {self.unit_id}"


class Rulebook(DistrictOwned):
    """One version of the district's rules about cases; the highest version is in force."""

    version = models.PositiveIntegerField(_("版本"))
    document = models.JSONField(_("内容"))
    put_at = models.DateTimeField(_("生效时间"))

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("办件规则")
        verbose_name_plural = _("办件规则")
        constraints = [
            models.UniqueConstraint(fields=["district", "version"], name="rulebook_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.district_id} v{self.version}"
