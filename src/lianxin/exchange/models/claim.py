"""Somebody's place on a listing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models.listing import Listing
from lianxin.exchange.models.recurring import RecurringOrder
from lianxin.exchange.models.slot import Slot, Space
from lianxin.exchange.states import ENDED, ClaimState, Shape
from lianxin.kernel.models import DistrictOwned, Keyed, Stateful
from lianxin.network.models import Contact, Organisation, Place, User


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self) -> ClaimQuerySet:
        return self.exclude(state__in=ENDED)

    def whole(self) -> ClaimQuerySet:
        return self.select_related("listing", "slot", "space", "unit", "place").defer(
            "place__shape"
        )


class Claim(Stateful):
    """An order, booking, sign-up, application or interest.

    `unit` has the ball: the coordinating desk while it is ASKED, else the provider. `due_at` is
    until when it must do the next thing, where that is promised. Ids are ordered by time: who
    waits longest has the least. What `is_for_another` was ordered by a neighbour: who rates is not
    who ordered.
    """

    ref = models.CharField(_("编号"), max_length=20)
    shape = models.CharField(_("方式"), max_length=12, choices=Shape.choices)
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("条目"),
        on_delete=models.PROTECT,
        related_name="claims",
        null=True,  # null: an order that says only what is needed, until it is dispatched
        blank=True,
        db_index=False,
    )
    slot = models.ForeignKey(
        Slot,
        verbose_name=_("场次"),
        on_delete=models.PROTECT,
        related_name="claims",
        null=True,
        blank=True,
        db_index=False,
    )
    space = models.ForeignKey(
        Space,
        verbose_name=_("场地"),
        on_delete=models.PROTECT,
        related_name="claims",
        null=True,
        blank=True,
        db_index=False,
    )
    unit = models.ForeignKey(
        Organisation,
        verbose_name=_("当前单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    ordered_by = models.ForeignKey(
        Organisation,
        verbose_name=_("点单单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    recurring = models.ForeignKey(
        RecurringOrder,
        verbose_name=_("长期单"),
        on_delete=models.PROTECT,
        related_name="orders",
        null=True,
        blank=True,
        db_index=False,
    )
    kind = models.CharField(_("种类"), max_length=20)
    subject = models.CharField(_("需要什么"), max_length=120)
    text = models.TextField(_("说明"), max_length=2000, blank=True)
    place = models.ForeignKey(
        Place,
        verbose_name=_("地点"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    address = models.CharField(_("地址"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("开始"), null=True, blank=True)
    ends_at = models.DateTimeField(_("结束"), null=True, blank=True)
    is_for_another = models.BooleanField(_("代别人点单"), default=False)
    seats = models.PositiveSmallIntegerField(_("人数"), default=1)
    details = models.JSONField(_("详情"), default=dict)
    losses = models.PositiveSmallIntegerField(_("转派次数"), default=0)
    asked_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("时限"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("去除个人信息时间"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=ClaimState.choices, editable=False)
    sequence = models.PositiveIntegerField(_("变更次数"), default=0)

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("申领")
        verbose_name_plural = _("申领")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="claim_ref_once"),
            models.CheckConstraint(
                name="claim_runs_forward",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("结束时间要晚于开始时间。"),
            ),
            models.CheckConstraint(
                name="claim_ended_at_only_when_ended",
                condition=Q(state__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
                violation_error_message=_("只有已结束的单子有结束时间。"),
            ),
            models.CheckConstraint(name="claim_of_somebody", condition=Q(seats__gte=1)),
        ]
        indexes = [
            models.Index(fields=["district", "unit", "state", "due_at", "id"], name="claim_queue"),
            models.Index(fields=["district", "listing", "state", "id"], name="claim_of_listing"),
            models.Index(fields=["district", "slot", "state", "id"], name="claim_of_slot"),
            models.Index(fields=["district", "space", "starts_at"], name="claim_of_space"),
            models.Index(fields=["district", "ordered_by", "-id"], name="claim_by_unit"),
            models.Index(
                fields=["district", "recurring", "-id"],
                name="claim_of_recurring",
                condition=Q(recurring__isnull=False),
            ),
            models.Index(
                fields=["district", "due_at"],
                name="claim_due",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["district", "kind", "ended_at"],
                name="claim_to_forget",
                condition=Q(ended_at__isnull=False, anonymised_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def is_late(self, *, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at


class Claimant(Contact, DistrictOwned):
    """Whom a claim is for."""

    claim = models.OneToOneField(
        Claim, verbose_name=_("单子"), on_delete=models.PROTECT, related_name="claimant"
    )
    user = models.ForeignKey(
        User,
        verbose_name=_("账号"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    relayed_by = models.ForeignKey(
        User,
        verbose_name=_("代办人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta:
        verbose_name = _("申领人")
        verbose_name_plural = _("申领人")
        indexes = [
            models.Index(fields=["district", "phone_index"], name="claimant_phone"),
            models.Index(fields=["district", "user", "-id"], name="claimant_user"),
        ]

    def __str__(self) -> str:
        return f"claimant of {self.claim_id}"


class TurnEnd(models.TextChoices):
    ACCEPTED = "ACCEPTED", _("接单")
    DECLINED = "DECLINED", _("婉拒")
    SILENT = "SILENT", _("超时未接")
    DROPPED = "DROPPED", _("不能履约")
    CANCELLED = "CANCELLED", _("取消")


class Turn(DistrictOwned):
    """A provider's chance to take an order. One at a time; each is answered, or passes."""

    claim = models.ForeignKey(
        Claim, verbose_name=_("单子"), on_delete=models.PROTECT, related_name="turns"
    )
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("条目"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    unit = models.ForeignKey(
        Organisation,
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    offered_at = models.DateTimeField(_("派单时间"))
    due_at = models.DateTimeField(_("接单时限"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    end = models.CharField(_("结果"), max_length=10, choices=TurnEnd.choices, blank=True)
    reason = models.CharField(_("原因"), max_length=40, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("派单")
        verbose_name_plural = _("派单")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "claim"],
                name="turn_one_at_a_time",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="turn_decline_has_a_reason",
                condition=~Q(end=TurnEnd.DECLINED) | Q(reason__gt=""),
                violation_error_message=_("婉拒要选一条原因。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "unit", "offered_at"], name="turn_of_unit")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.unit_id} {self.end}"


class Rating(Keyed):
    """What the one who received it says. Once, by a link of her own."""

    claim = models.OneToOneField(
        Claim, verbose_name=_("单子"), on_delete=models.PROTECT, related_name="rating"
    )
    listing = models.ForeignKey(
        Listing, verbose_name=_("条目"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stars = models.PositiveSmallIntegerField(
        _("评分"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("留言"), max_length=1000, blank=True)
    rated_at = models.DateTimeField(_("评价时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("评单")
        verbose_name_plural = _("评单")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="exchange_rating_one_to_five",
                condition=Q(stars__range=(1, 5)),
                violation_error_message=_("评分是一到五星。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "listing"], name="exchange_rating_of")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.stars}"
