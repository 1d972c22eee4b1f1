"""A hall: where the people of one place talk over what concerns them all."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Keyed
from lianxin.network.models import Organisation, Place


class Hall(Keyed):
    """`unit` moderates and answers; `policy` is what everybody is told of how."""

    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    about = models.TextField(_("议什么"), max_length=2000, blank=True)
    policy = models.TextField(_("议事约定"), max_length=4000)
    place = models.ForeignKey(
        Place, verbose_name=_("哪里的"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("主持单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    opened_on = models.DateField(_("开设日期"))
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("议事厅")
        verbose_name_plural = _("议事厅")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["district", "code"], name="hall_code_once"),
            models.CheckConstraint(
                name="hall_has_a_policy",
                condition=Q(policy__gt=""),
                violation_error_message=_("议事厅要写明议事约定。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "place"], name="hall_of_place")]

    def __str__(self) -> str:
        return self.name
