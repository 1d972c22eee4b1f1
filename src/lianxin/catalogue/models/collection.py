"""What a unit puts together for a theme: a shelf, or a list of its most important results."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Listing
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import Organisation


class CollectionQuerySet(models.QuerySet["Collection"]):
    def public(self) -> CollectionQuerySet:
        return self.filter(published_at__isnull=False, ended_at=None)

    def coming(self, *, at: datetime) -> CollectionQuerySet:
        """Fairs that are on, or will be."""
        return self.public().filter(ends_at__gt=at)


class Collection(Keyed):
    """Listings of any kind and any unit under one title: those that were picked, and those that
    fit the question `asked`, as the address of the catalogue says it, where there is one.

    One with a time is a fair: people meet at an `address`, or watch a `live_url`, or both.
    """

    provider = models.ForeignKey(
        Organisation,
        verbose_name=_("发布单位"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    title = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("说明"), max_length=2000, blank=True)
    asked = models.JSONField(_("条件"), default=dict, blank=True)
    starts_at = models.DateTimeField(_("开始"), null=True, blank=True)
    ends_at = models.DateTimeField(_("结束"), null=True, blank=True)
    address = models.CharField(_("在哪里"), max_length=200, blank=True)
    live_url = models.URLField(_("直播地址"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("创建时间"))
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("停止时间"), null=True, blank=True)

    objects: ClassVar[Any] = CollectionQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("专题")
        verbose_name_plural = _("专题")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="fair_has_both_ends",
                condition=models.Q(starts_at__isnull=True, ends_at__isnull=True)
                | models.Q(
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    ends_at__gt=models.F("starts_at"),
                ),
                violation_error_message=_("结束时间要晚于开始时间。"),
            ),
            models.CheckConstraint(
                name="fair_is_somewhere",
                condition=models.Q(starts_at__isnull=True) | ~models.Q(address="", live_url=""),
                violation_error_message=_("请写在哪里办，或者直播的地址。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "provider", "-id"], name="collection_of_provider"),
            models.Index(
                fields=["district", "ends_at"],
                name="collection_fairs",
                condition=models.Q(ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_fair(self) -> bool:
        return self.starts_at is not None

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.ended_at is None


class CollectionItem(DistrictOwned):
    """A listing that was picked. Who follows the collection is told of it."""

    collection = models.ForeignKey(
        Collection, verbose_name=_("专题"), on_delete=models.PROTECT, related_name="items"
    )
    listing = models.ForeignKey(
        Listing, verbose_name=_("条目"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("列入时间"))

    class Meta:
        verbose_name = _("专题条目")
        verbose_name_plural = _("专题条目")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "collection", "listing"], name="collected_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.listing_id}"
