"""Places given by ordered wishes: who wishes what, and who got what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Claim, Listing
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import Organisation, User


class Round(Keyed):
    """One round in which the places of some listings are given out. `series` names the rounds
    that remember each other: who got a late wish in one goes first at ties in the next.

    `places` are [listing id, capacity] pairs.
    """

    title = models.CharField(_("名称"), max_length=120)
    series = models.SlugField(_("系列"), max_length=40)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="+"
    )
    places = models.JSONField(_("名额"), default=list)
    opened_at = models.DateTimeField(_("开始"))
    closes_at = models.DateTimeField(_("志愿截止"))
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    published_by = models.ForeignKey(
        User,
        verbose_name=_("公布人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta(Keyed.Meta):
        verbose_name = _("志愿分配")
        verbose_name_plural = _("志愿分配")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="round_closes_before_it_is_published",
                condition=Q(published_at__isnull=True)
                | Q(published_at__gte=models.F("closes_at")),
            ),
        ]
        indexes = [models.Index(fields=["district", "series", "-id"], name="round_of_series")]

    def __str__(self) -> str:
        return self.title


class Wish(DistrictOwned):
    """What somebody wishes in a round, first wish first, as listing ids."""

    round = models.ForeignKey(
        Round, verbose_name=_("轮次"), on_delete=models.PROTECT, related_name="wishes"
    )
    user = models.ForeignKey(
        User, verbose_name=_("本人"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    listings = models.JSONField(_("志愿"), default=list)
    told_at = models.DateTimeField(_("填报时间"))

    class Meta:
        verbose_name = _("志愿")
        verbose_name_plural = _("志愿")
        constraints = [
            models.UniqueConstraint(fields=["district", "round", "user"], name="wish_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.user_id}"


class Placement(DistrictOwned):
    """What somebody got: `rank` 1 is her first wish; without a listing she got none."""

    round = models.ForeignKey(
        Round, verbose_name=_("轮次"), on_delete=models.PROTECT, related_name="placements"
    )
    user = models.ForeignKey(
        User, verbose_name=_("本人"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    listing = models.ForeignKey(
        Listing,
        verbose_name=_("分到"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    rank = models.PositiveSmallIntegerField(_("第几志愿"), null=True, blank=True)
    claim = models.ForeignKey(
        Claim,
        verbose_name=_("单子"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta:
        verbose_name = _("分配结果")
        verbose_name_plural = _("分配结果")
        constraints = [
            models.UniqueConstraint(fields=["district", "round", "user"], name="placement_once"),
            models.CheckConstraint(
                name="placement_has_a_rank",
                condition=Q(listing__isnull=True, rank__isnull=True)
                | Q(listing__isnull=False, rank__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.user_id}"
