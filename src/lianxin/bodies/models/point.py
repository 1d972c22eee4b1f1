"""Whom the people of a building or an organisation can turn to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.kernel.models import Keyed
from lianxin.network.models import Organisation, Place, User


class Point(Keyed):
    """A steward of a building (`place`), or the contact point of an organisation (`unit`): of one
    of the two. `name` is her name or an alias, as she wants to be called; the number is for those
    she serves."""

    place = models.ForeignKey(
        Place, verbose_name=_("楼栋"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Organisation, verbose_name=_("服务的单位"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    host = models.ForeignKey(
        Organisation, verbose_name=_("聘请单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    user = models.ForeignKey(
        User, verbose_name=_("账号"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    name = models.CharField(_("公开的称呼"), max_length=60)
    phone = EncryptedCharField(_("电话"), max_length=40, null=True, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("最后一天"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("楼长和联络点")
        verbose_name_plural = _("楼长和联络点")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="point_of_a_building_or_a_unit",
                condition=Q(place__isnull=False, unit__isnull=True)
                | Q(place__isnull=True, unit__isnull=False),
                violation_error_message=_("请选一栋楼，或者一个单位。"),
            ),
            models.CheckConstraint(
                name="point_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("最后一天不能早于开始日期。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "place", "starts_on"], name="point_of_place"),
            models.Index(fields=["district", "unit", "starts_on"], name="point_of_unit"),
        ]

    def __str__(self) -> str:
        return self.name
