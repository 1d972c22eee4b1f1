"""The case that was opened at a door."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.cases.models import Case
from lianxin.kernel.models import DistrictOwned
from lianxin.visits.models.visit import Visit


class Need(DistrictOwned):
    """Something that was asked for there became a case."""

    visit = models.ForeignKey(
        Visit, verbose_name=_("走访记录"), on_delete=models.PROTECT, related_name="needs",
        db_index=False,
    )  # fmt: skip
    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("走访中的诉求")
        verbose_name_plural = _("走访中的诉求")
        constraints = [
            models.UniqueConstraint(fields=["district", "visit", "case"], name="need_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.visit_id}"
