from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.forms.definition import Definition, read
from lianxin.kernel.models import DistrictOwned


class Form(DistrictOwned):
    """One version of the questions a district asks under a code. Never edited: answers point to
    the version that they answer."""

    code = models.CharField(_("代码"), max_length=40)
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=120)
    definition = models.JSONField(_("内容"))
    digest = models.CharField(_("摘要"), max_length=64)
    put_at = models.DateTimeField(_("启用时间"))
    put_by: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("启用人"),
        on_delete=models.PROTECT,
        null=True,  # the playbook
        blank=True,
        related_name="+",
        db_index=False,
    )

    reference_without: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("表单")
        verbose_name_plural = _("表单")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code", "version"], name="form_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def read(self) -> Definition:
        return self._read

    @cached_property
    def _read(self) -> Definition:
        return read(self.definition)
