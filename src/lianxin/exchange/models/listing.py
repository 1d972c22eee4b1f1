"""Something offered or wanted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.states import ListingState
from lianxin.kernel.models import Keyed, Stateful
from lianxin.network.models import Organisation, Place, User


class Mode(models.TextChoices):
    """Where it is given."""

    ON_SITE = "ON_SITE", _("现场")
    AT_HOME = "AT_HOME", _("上门")
    ONLINE = "ONLINE", _("线上")


class Whom(models.TextChoices):
    """Whom it is for, in `Listing.audience`; nobody named is everybody."""

    ELDERS = "ELDERS", _("老年人")
    CHILDREN = "CHILDREN", _("孩子")
    PARENTS = "PARENTS", _("家长")
    STUDENTS = "STUDENTS", _("学生")
    YOUTH = "YOUTH", _("青年")
    WOMEN = "WOMEN", _("女性")
    DISABLED = "DISABLED", _("残疾人")
    WORKERS = "WORKERS", _("务工和新就业人员")
    STARTERS = "STARTERS", _("创业者")
    FIRMS = "FIRMS", _("企业")
    COMMUNITIES = "COMMUNITIES", _("社区")


class ListingQuerySet(models.QuerySet["Listing"]):
    def public(self) -> ListingQuerySet:
        return self.filter(state=ListingState.PUBLISHED)

    def orderable(self, *, at: datetime, on: date) -> ListingQuerySet:
        """What may be taken up now: not over, and confirmed, or not confirmed for a month only."""
        open_now = Q(closes_at__isnull=True) | Q(closes_at__gt=at)
        return self.public().filter(open_now, ends_on__gte=on)

    def whole(self) -> ListingQuerySet:
        return self.select_related("provider", "place", "area").defer(
            "place__shape", "area__shape"
        )


class Listing(Stateful):
    """`provider` is the organisation that gives or wants it, `owner` the person, where it is hers.

    `confirm_on`: until then its owner has said that it holds; afterwards it is shown as
    unconfirmed, and from `ends_on` on it cannot be taken up any more. `taken` of `capacity` are
    given away; a `capacity` of none is endless, or that of its slots.
    """

    ref = models.CharField(_("编号"), max_length=20)
    kind = models.CharField(_("种类"), max_length=20)
    provider = models.ForeignKey(
        Organisation,
        verbose_name=_("提供单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    owner = models.ForeignKey(
        User,
        verbose_name=_("发布人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    title = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("说明"), max_length=4000, blank=True)
    details = models.JSONField(_("详情"), default=dict)
    mode = models.CharField(_("方式"), max_length=10, choices=Mode.choices, blank=True)
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
    lon = models.FloatField(_("经度（WGS-84）"), null=True, blank=True)
    lat = models.FloatField(_("纬度（WGS-84）"), null=True, blank=True)
    area = models.ForeignKey(
        Place,
        verbose_name=_("服务范围"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    audience = models.JSONField(_("适合谁"), default=list)
    price_fen = models.PositiveIntegerField(_("价格（分）"), null=True, blank=True)
    price_note = models.CharField(_("价格说明"), max_length=120, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    hours = models.CharField(_("时间"), max_length=120, blank=True)
    form = models.CharField(_("登记表"), max_length=40, blank=True)
    opens_at = models.DateTimeField(_("开始"), null=True, blank=True)
    closes_at = models.DateTimeField(_("截止"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("已占"), default=0)
    confirm_days = models.PositiveSmallIntegerField(_("确认周期（天）"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirm_on = models.DateField(_("确认有效至"), null=True, blank=True)
    ends_on = models.DateField(_("可下单至"), null=True, blank=True)
    asked_on = models.DateField(_("请其确认于"), null=True, blank=True)
    made_at = models.DateTimeField(_("创建时间"))
    published_at = models.DateTimeField(_("上架时间"), null=True, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=ListingState.choices,
        default=ListingState.DRAFT,
        editable=False,
    )

    objects: ClassVar[Any] = ListingQuerySet.as_manager()
    untracked = Stateful.untracked | {"taken", "asked_on"}
    """How many places are taken follows from the claims."""

    class Meta(Stateful.Meta):
        verbose_name = _("供需")
        verbose_name_plural = _("供需")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="listing_ref_once"),
            models.CheckConstraint(
                name="listing_is_somebodys",
                condition=Q(provider__isnull=False)
                | Q(owner__isnull=False)
                | Q(state=ListingState.CLOSED),  # whoever it was has taken her data away
                violation_error_message=_("请写明由哪个单位或谁提供。"),
            ),
            models.CheckConstraint(
                name="listing_never_overfull",
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")),
                violation_error_message=_("名额已满。"),
            ),
            models.CheckConstraint(
                name="listing_public_is_confirmed",
                condition=~Q(state=ListingState.PUBLISHED)
                | Q(published_at__isnull=False, confirm_on__isnull=False, ends_on__isnull=False),
                violation_error_message=_("上架的条目要有确认时间。"),
            ),
            models.CheckConstraint(
                name="listing_point_is_whole",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                violation_error_message=_("经度和纬度要一起填写。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "kind", "-id"], name="listing_of_kind"),
            models.Index(fields=["district", "provider", "-id"], name="listing_of_provider"),
            models.Index(fields=["district", "owner", "-id"], name="listing_of_owner"),
            models.Index(fields=["district", "area", "kind"], name="listing_of_area"),
            models.Index(fields=["district", "place", "kind"], name="listing_at_place"),
            models.Index(
                fields=["district", "confirm_on"],
                name="listing_to_confirm",
                condition=Q(state=ListingState.PUBLISHED),
            ),
            models.Index(
                fields=["district", "lat"], name="listing_by_lat", condition=Q(lat__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def is_unconfirmed(self, *, on: date) -> bool:
        return self.confirm_on is not None and self.confirm_on < on

    def is_over(self, *, at: datetime, on: date) -> bool:
        """Nobody can take it up any more, although it is still to be seen."""
        is_stale = self.ends_on is not None and self.ends_on < on
        return is_stale or (self.closes_at is not None and self.closes_at <= at)

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity


class Fault(Keyed):
    """Somebody says that something about a listing is wrong."""

    listing = models.ForeignKey(
        Listing, verbose_name=_("条目"), on_delete=models.PROTECT, related_name="faults"
    )
    text = models.TextField(_("哪里不对"), max_length=500)
    told_at = models.DateTimeField(_("时间"))
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User,
        verbose_name=_("处理人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta(Keyed.Meta):
        verbose_name = _("纠错")
        verbose_name_plural = _("纠错")
        indexes = [models.Index(fields=["district", "listing"], name="fault_of_listing")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.told_at}"
