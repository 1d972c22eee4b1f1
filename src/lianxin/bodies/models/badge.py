"""A recognition that one unit gives another in public (授牌)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Keyed
from lianxin.network.models import Organisation


class BadgeQuerySet(models.QuerySet["Badge"]):
    def whole(self) -> BadgeQuerySet:
        return self.select_related("unit__place", "host__place").defer(
            "unit__place__shape", "host__place__shape"
        )


class Badge(Keyed):
    """`host` gives it to `unit` on the day `given_on` and says what for; it holds until the day
    `ends_on`, included, or for good. Of organisations alone, never of a person."""

    unit = models.ForeignKey(
        Organisation, verbose_name=_("授给谁"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    host = models.ForeignKey(
        Organisation, verbose_name=_("授牌单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    title = models.CharField(_("牌子的名称"), max_length=60)
    reason = models.CharField(_("因为什么"), max_length=200)
    given_on = models.DateField(_("授牌日期"))
    ends_on = models.DateField(_("最后一天"), null=True, blank=True)

    objects: ClassVar[Any] = BadgeQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("授牌")
        verbose_name_plural = _("授牌")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="badge_to_another",
                condition=~Q(unit=F("host")),
                violation_error_message=_("牌子授给别的单位。"),
            ),
            models.CheckConstraint(
                name="badge_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("given_on")),
                violation_error_message=_("最后一天不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="badge_says_what_for", condition=Q(title__gt="", reason__gt="")
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-given_on"], name="badge_newest"),
            models.Index(fields=["district", "unit", "given_on"], name="badge_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title
