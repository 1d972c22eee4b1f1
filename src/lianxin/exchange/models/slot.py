"""Capacity in time: sessions with seats, and rooms that nobody has twice."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models.listing import Listing
from lianxin.kernel.models import DistrictOwned, Keyed


class Slot(Keyed):
    """One session of a listing. `taken` counts seats, and never passes `capacity`.

    `sequence` rises with each change that calendars must learn of (RFC 5545).
    """

    listing = models.ForeignKey(
        Listing, verbose_name=_("条目"), on_delete=models.PROTECT, related_name="slots"
    )
    title = models.CharField(_("名称"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    capacity = models.PositiveIntegerField(_("名额"))
    taken = models.PositiveIntegerField(_("已占"), default=0)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("变更次数"), default=0)

    class Meta(Keyed.Meta):
        verbose_name = _("场次")
        verbose_name_plural = _("场次")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="slot_runs_forward",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("结束时间要晚于开始时间。"),
            ),
            models.CheckConstraint(
                name="slot_never_overfull",
                condition=Q(taken__lte=F("capacity")),
                violation_error_message=_("名额已满。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "listing", "starts_at"], name="slot_of_listing"),
            models.Index(fields=["district", "starts_at"], name="slot_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.starts_at}"

    @property
    def free(self) -> int:
        return self.capacity - self.taken


class Space(DistrictOwned):
    """A room or field of a venue that is booked by the quarter of an hour.

    `buffer` minutes after each booking it stays empty. A space with `parts` (a hall of two halves)
    is had by having all of them, and has no time of its own.
    """

    listing = models.ForeignKey(
        Listing, verbose_name=_("场馆"), on_delete=models.PROTECT, related_name="spaces"
    )
    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    seats = models.PositiveIntegerField(_("可容人数"))
    hours = models.CharField(_("开放时间"), max_length=120)
    buffer = models.PositiveSmallIntegerField(_("间隔（分钟）"), default=0)
    shortest = models.PositiveSmallIntegerField(_("最短（分钟）"), default=30)
    longest = models.PositiveSmallIntegerField(_("最长（分钟）"), default=240)
    ahead = models.PositiveSmallIntegerField(_("提前天数"), default=60)
    parts = models.ManyToManyField(
        "self", verbose_name=_("由这些组成"), symmetrical=False, related_name="wholes"
    )

    class Meta:
        verbose_name = _("场地")
        verbose_name_plural = _("场地")
        constraints = [
            models.UniqueConstraint(fields=["district", "listing", "code"], name="space_once")
        ]

    def __str__(self) -> str:
        return self.name


class Closure(Keyed):
    """A space that cannot be booked for a while, and why."""

    space = models.ForeignKey(
        Space, verbose_name=_("场地"), on_delete=models.PROTECT, related_name="closures"
    )
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    why = models.CharField(_("原因"), max_length=120)

    class Meta(Keyed.Meta):
        verbose_name = _("停用")
        verbose_name_plural = _("停用")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="closure_runs_forward",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("结束时间要晚于开始时间。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "space", "ends_at"], name="closure_of_space")]

    def __str__(self) -> str:
        return f"{self.space_id} {self.starts_at}"


class Cell(DistrictOwned):
    """A quarter of an hour of a space that somebody has. That a space is had once at a time is
    this table's one constraint, on every database."""

    space = models.ForeignKey(
        Space, verbose_name=_("场地"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("时间"))
    claim = models.ForeignKey(
        "exchange.Claim",
        verbose_name=_("预约"),
        on_delete=models.PROTECT,
        related_name="cells",
        null=True,
        blank=True,
    )
    closure = models.ForeignKey(
        Closure,
        verbose_name=_("停用"),
        on_delete=models.PROTECT,
        related_name="cells",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("占用")
        verbose_name_plural = _("占用")
        constraints = [
            models.UniqueConstraint(fields=["district", "space", "at"], name="cell_once"),
            models.CheckConstraint(
                name="cell_has_a_holder",
                condition=Q(claim__isnull=False, closure__isnull=True)
                | Q(claim__isnull=True, closure__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.at}"
