"""A door: an address, and nothing about who lives behind it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel import privacy
from lianxin.kernel.models import Keyed
from lianxin.network.models import Place


class HouseholdQuerySet(models.QuerySet["Household"]):
    def willing(self, *, on: date) -> HouseholdQuerySet:
        """Those who may be called at on the day `on`."""
        wants = Q(declined_until_on__isnull=True) | Q(declined_until_on__lt=on)
        return self.filter(wants, is_active=True)

    def in_order(self) -> HouseholdQuerySet:
        """As one walks: by stair, floor and door."""
        return self.order_by("building", "stair", "rank", "door", "pk")


class Household(Keyed):
    """`stair` is the entrance (单元), "" where the building has one; `rank` the place of the door
    on the way up. `declined_until_on` is the last day on which nobody calls. `card` is what the
    code of its contact card comes from, once that has been renewed. Its log is
    shown from `log_begins_at` on, when others have moved in."""

    building = models.ForeignKey(
        Place, verbose_name=_("楼栋"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stair = models.CharField(_("单元"), max_length=20, blank=True)
    door = models.CharField(_("门牌号"), max_length=20)
    rank = models.PositiveIntegerField(_("顺序"), default=0)
    declined_until_on = models.DateField(_("谢绝走访到"), null=True, blank=True)
    log_begins_at = models.DateTimeField(_("记录从何时起"), null=True, blank=True, editable=False)
    card = models.UUIDField(_("连心卡"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("在用"), default=True)

    objects: ClassVar[Any] = HouseholdQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("住户")
        verbose_name_plural = _("住户")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "building", "stair", "door"],
                name="household_once",
                violation_error_message=_("这个门牌已经有了。"),
            ),
            models.CheckConstraint(
                name="household_has_a_door",
                condition=Q(door__gt=""),
                violation_error_message=_("请写门牌号。"),
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def code(self) -> str:
        """Of its contact card: who has it reads the log."""
        return privacy.tracking_code(self.card or self.pk)

    def has_code(self, typed: str) -> bool:
        return privacy.matches_code(self.card or self.pk, typed)

    @property
    def address(self) -> str:
        """ "海韵 3 号楼 2 单元 501" """
        return f"{self.building.name} {self.behind}"

    @property
    def behind(self) -> str:
        """Within its building: "2 单元 501"."""
        stair = _("%s 单元") % self.stair if self.stair.isdigit() else self.stair
        return " ".join(part for part in (str(stair), self.door) if part)
