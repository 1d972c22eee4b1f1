"""What the playbook sets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned


class TermsRow(DistrictOwned):
    """One version of the district's terms of exchange; the highest version is in force."""

    version = models.PositiveIntegerField(_("版本"))
    document = models.JSONField(_("内容"))
    put_at = models.DateTimeField(_("生效时间"))

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("供需规则")
        verbose_name_plural = _("供需规则")
        constraints = [
            models.UniqueConstraint(fields=["district", "version"], name="terms_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.district_id} v{self.version}"
