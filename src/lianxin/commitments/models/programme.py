"""A named list of promises."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.commitments.states import ProgrammeKind, ProgrammeState
from lianxin.kernel.models import DistrictOwned, Stateful
from lianxin.network.models import Organisation, Place


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def whole(self) -> ProgrammeQuerySet:
        return self.select_related("district", "place", "unit__place").defer(
            "place__shape", "unit__place__shape"
        )

    def public(self) -> ProgrammeQuerySet:
        return self.exclude(state=ProgrammeState.DRAFT)


class Programme(Stateful):
    """`unit` answers for the whole; each promise has an owner of its own. `place` is where it
    holds: the district, or a street or community in it."""

    ref = models.CharField(_("编号"), max_length=20)
    kind = models.CharField(_("类型"), max_length=10, choices=ProgrammeKind.choices)
    title = models.CharField(_("名称"), max_length=120)
    about = models.TextField(_("说明"), max_length=2000, blank=True)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("牵头单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    place = models.ForeignKey(
        Place, verbose_name=_("范围"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("年份"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("承诺清单")
        verbose_name_plural = _("承诺清单")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="programme_ref_once"),
            models.CheckConstraint(
                name="programme_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="programme_public_has_a_day",
                condition=Q(state=ProgrammeState.DRAFT) | Q(published_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-year", "kind"], name="programme_by_year"),
            models.Index(fields=["district", "unit"], name="programme_of_unit"),
        ]

    def __str__(self) -> str:
        return self.ref


class Base(DistrictOwned):
    """A part that a programme brings together: a unit, a place, or something offered, by its
    address in the product (`link`)."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("承诺清单"), on_delete=models.PROTECT, related_name="bases",
        db_index=False,
    )  # fmt: skip
    name = models.CharField(_("名称"), max_length=80)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    place = models.ForeignKey(
        Place, verbose_name=_("地点"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    link = models.CharField(_("链接"), max_length=200, blank=True)
    note = models.CharField(_("做什么"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("参加的单位和基地")
        verbose_name_plural = _("参加的单位和基地")
        constraints = [
            models.UniqueConstraint(fields=["district", "programme", "name"], name="base_once")
        ]

    def __str__(self) -> str:
        return self.name
