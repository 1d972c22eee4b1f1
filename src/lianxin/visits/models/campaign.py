"""A campaign, who takes part in it, and where each of them calls."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.models import DistrictOwned, Stateful
from lianxin.network.models import Organisation, Place, User
from lianxin.visits.models.household import Household
from lianxin.visits.states import Aim, CallState, CampaignState


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def whole(self) -> CampaignQuerySet:
        return self.select_related("district", "unit__place", "place").defer(
            "place__shape", "unit__place__shape"
        )


class Campaign(Stateful):
    """`unit` runs it within `place`; each officer calls at `quota` doors at most. `form` is the
    code of the questions that are asked, "" for none."""

    ref = models.CharField(_("编号"), max_length=20)
    title = models.CharField(_("名称"), max_length=120)
    about = models.TextField(_("说明"), max_length=2000, blank=True)
    aim = models.CharField(_("走访对象"), max_length=12, choices=Aim.choices)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("组织单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    place = models.ForeignKey(
        Place, verbose_name=_("范围"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    quota = models.PositiveSmallIntegerField(
        _("每人最多走访"), default=40, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    form = models.CharField(_("问题表单"), max_length=40, blank=True)
    made_at = models.DateTimeField(_("登记时间"))
    state = models.CharField(
        _("状态"), max_length=12, choices=CampaignState.choices, default=CampaignState.DRAFT,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = CampaignQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("走访活动")
        verbose_name_plural = _("走访活动")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="campaign_ref_once"),
            models.CheckConstraint(
                name="campaign_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="campaign_has_a_quota",
                condition=Q(quota__gte=1),
                violation_error_message=_("每人至少走访一个。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "-made_at"], name="campaign_by_state"),
            models.Index(fields=["district", "unit"], name="campaign_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class Officer(DistrictOwned):
    """Somebody who calls at doors in a campaign."""

    campaign = models.ForeignKey(
        Campaign, verbose_name=_("走访活动"), on_delete=models.PROTECT, related_name="officers",
        db_index=False,
    )  # fmt: skip
    user = models.ForeignKey(
        User, verbose_name=_("走访人员"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("走访人员")
        verbose_name_plural = _("走访人员")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "campaign", "user"],
                name="officer_once",
                violation_error_message=_("这个人已经在名单里。"),
            )
        ]
        indexes = [models.Index(fields=["district", "user"], name="officer_where")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.campaign_id}"


class CallQuerySet(models.QuerySet["Call"]):
    def whole(self) -> CallQuerySet:
        return self.select_related(
            "campaign__place", "household__building__parent", "firm__place", "place", "officer"
        ).defer(
            "campaign__place__shape", "household__building__shape",
            "household__building__parent__shape", "firm__place__shape", "place__shape",
        )  # fmt: skip

    def left(self) -> CallQuerySet:
        return self.filter(state=CallState.OPEN)


class Call(DistrictOwned):
    """One door, firm or place of a campaign, and who calls there. `rank` is its place on the walk
    through the whole campaign; `done_at` when it was first talked about, `tries` how often nobody
    was at home."""

    campaign = models.ForeignKey(
        Campaign, verbose_name=_("走访活动"), on_delete=models.PROTECT, related_name="calls",
        db_index=False,
    )  # fmt: skip
    household = models.ForeignKey(
        Household, verbose_name=_("住户"), on_delete=models.PROTECT, related_name="calls",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    firm = models.ForeignKey(
        Organisation, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    place = models.ForeignKey(
        Place, verbose_name=_("地点"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    officer = models.ForeignKey(
        User, verbose_name=_("走访人员"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    rank = models.PositiveIntegerField(_("顺序"), default=0)
    state = models.CharField(
        _("状态"), max_length=12, choices=CallState.choices, default=CallState.OPEN,
        editable=False,
    )  # fmt: skip
    tries = models.PositiveSmallIntegerField(_("没见到人的次数"), default=0)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("走访任务")
        verbose_name_plural = _("走访任务")
        constraints = [
            models.CheckConstraint(
                name="call_at_one_thing",
                condition=Q(household__isnull=False, firm__isnull=True, place__isnull=True)
                | Q(household__isnull=True, firm__isnull=False, place__isnull=True)
                | Q(household__isnull=True, firm__isnull=True, place__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["district", "campaign", "household"], name="call_once_at_household",
                condition=Q(household__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["district", "campaign", "firm"], name="call_once_at_firm",
                condition=Q(firm__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["district", "campaign", "place"], name="call_once_at_place",
                condition=Q(place__isnull=False),
            ),
            models.CheckConstraint(
                name="call_done_has_a_moment",
                condition=~Q(state=CallState.DONE) | Q(done_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["district", "campaign", "officer", "rank"], name="call_of"),
            models.Index(fields=["district", "campaign", "state", "rank"], name="call_left"),
            models.Index(fields=["district", "officer", "state"], name="call_to_do"),
            models.Index(
                fields=["district", "household"], name="call_where",
                condition=Q(household__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.where

    @property
    def where(self) -> str:
        """Its address, or what it is called."""
        if self.household is not None:
            return self.household.address
        return str(self.firm or self.place)

    @property
    def spot(self) -> Place:
        """The place where it is."""
        if self.household is not None:
            found: Place = self.household.building
            return found
        place: Place = self.firm.place if self.firm is not None else self.place  # type: ignore[assignment]  # one of the three is there
        return place
