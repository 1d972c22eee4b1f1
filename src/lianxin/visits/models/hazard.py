"""Something dangerous about a place or a thing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import Stateful
from lianxin.network.models import Organisation, Place, User
from lianxin.visits.models.photo import Taken
from lianxin.visits.models.visit import Visit
from lianxin.visits.states import HazardState, Thing


class HazardQuerySet(models.QuerySet["Hazard"]):
    def whole(self) -> HazardQuerySet:
        return self.select_related("district", "place", "unit").defer("place__shape")


class Hazard(Stateful):
    """Of `thing` at `place`; `unit` puts it right by `due_on`. The table knows no household and no
    person it could be about."""

    ref = models.CharField(_("编号"), max_length=20)
    place = models.ForeignKey(
        Place, verbose_name=_("地点"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    spot = models.CharField(_("具体位置"), max_length=80, blank=True)
    thing = models.CharField(_("哪一类设施"), max_length=12, choices=Thing.choices)
    text = models.CharField(_("哪里不安全"), max_length=300)
    reported_at = models.DateTimeField(_("上报时间"))
    reported_by = models.ForeignKey(
        User, verbose_name=_("上报人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    visit = models.ForeignKey(
        Visit, verbose_name=_("走访记录"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Organisation, verbose_name=_("整改单位"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    due_on = models.DateField(_("整改期限"), null=True, blank=True)
    recheck_on = models.DateField(_("复查日期"), null=True, blank=True)
    result = models.CharField(_("整改结果"), max_length=300, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=HazardState.choices, default=HazardState.REPORTED,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = HazardQuerySet.as_manager()
    untracked = Stateful.untracked | {"visit_id"}

    class Meta(Stateful.Meta):
        verbose_name = _("隐患")
        verbose_name_plural = _("隐患")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="hazard_ref_once"),
            models.CheckConstraint(
                name="hazard_to_fix_has_a_unit_and_a_day",
                condition=Q(state__in=[HazardState.REPORTED, HazardState.DISMISSED])
                | Q(unit__isnull=False, due_on__isnull=False),
                violation_error_message=_("请写明由谁、哪天前整改。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "due_on"], name="hazard_by_state"),
            models.Index(fields=["district", "place"], name="hazard_where"),
            models.Index(fields=["district", "unit", "state"], name="hazard_of_unit"),
        ]

    def __str__(self) -> str:
        return self.ref


class HazardPhoto(Taken):
    """What it looked like when it was found, put right or looked at again: at the deed `verb`."""

    hazard = models.ForeignKey(
        Hazard, verbose_name=_("隐患"), on_delete=models.PROTECT, related_name="photos",
        db_index=False,
    )  # fmt: skip
    verb = models.CharField(_("什么时候拍的"), max_length=12)
    taken_in_at = models.DateTimeField(_("收到时间"))

    class Meta:
        verbose_name = _("隐患照片")
        verbose_name_plural = _("隐患照片")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "hazard", "sha256"], name="hazard_photo_once"
            )
        ]

    def __str__(self) -> str:
        return f"photo of {self.hazard_id}"
