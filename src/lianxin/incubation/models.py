"""Groups, what they have shown, and their projects."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.incubation.states import CycleState, GroupStage
from lianxin.kernel.models import DistrictOwned, Stateful
from lianxin.network.models import Organisation, Place, User


class GroupQuerySet(models.QuerySet["Group"]):
    def whole(self) -> GroupQuerySet:
        return self.select_related("district", "place", "incubator__place", "organisation").defer(
            "place__shape", "incubator__place__shape"
        )


class Group(Stateful):
    """`incubator` is the unit, of a street or of the district, that looks after it; `organisation`
    the unit it became when it was registered; `lead` speaks for it, where she has an account."""

    ref = models.CharField(_("编号"), max_length=20)
    name = models.CharField(_("名称"), max_length=120)
    about = models.TextField(_("做什么"), max_length=2000)
    place = models.ForeignKey(
        Place, verbose_name=_("所在社区"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    incubator = models.ForeignKey(
        Organisation, verbose_name=_("孵化平台"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("登记成的单位"), on_delete=models.PROTECT, related_name="+",
        null=True, blank=True, db_index=False,
    )  # fmt: skip
    lead = models.ForeignKey(
        User, verbose_name=_("牵头人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    people = models.PositiveIntegerField(_("人数"), default=0)
    registration = models.CharField(_("登记证号"), max_length=40, blank=True)
    reason = models.CharField(_("结束原因"), max_length=500, blank=True)
    begun_at = models.DateTimeField(_("加入时间"))
    stage_on = models.DateField(_("进入这一阶段的日期"))
    state = models.CharField(
        _("阶段"),
        max_length=12,
        choices=GroupStage.choices,
        default=GroupStage.IDEA,
        editable=False,
    )

    objects: ClassVar[Any] = GroupQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("孵化中的团队")
        verbose_name_plural = _("孵化中的团队")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="group_ref_once"),
            models.UniqueConstraint(
                fields=["district", "organisation"],
                name="group_becomes_a_unit_of_its_own",
                condition=Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="group_registered_is_a_unit",
                condition=~Q(state__in=[GroupStage.REGISTERED, GroupStage.ACTIVE])
                | Q(organisation__isnull=False, registration__gt=""),
                violation_error_message=_("登记成立要有登记证号。"),
            ),
            models.CheckConstraint(
                name="group_end_has_a_reason",
                condition=~Q(state=GroupStage.CLOSED) | Q(reason__gt=""),
                violation_error_message=_("结束孵化要写明原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "incubator", "-begun_at"], name="group_of_incubator"),
            models.Index(fields=["district", "state", "-begun_at"], name="group_by_stage"),
        ]

    def __str__(self) -> str:
        return self.ref


class Proposer(DistrictOwned):
    """Who put a group forward and speaks for it, without an account. Her link is
    `privacy.tracking_code(group.pk)`."""

    group = models.OneToOneField(
        Group, verbose_name=_("团队"), on_delete=models.PROTECT, related_name="proposer"
    )
    name = models.CharField(_("称呼"), max_length=60)
    phone = EncryptedCharField(_("手机"), max_length=40, null=True, blank=True)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("发起人")
        verbose_name_plural = _("发起人")

    def __str__(self) -> str:
        return f"proposer of {self.group_id}"


class Shown(DistrictOwned):
    """A document or milestone that the group has shown, by its code in `needs.NEEDED`."""

    group = models.ForeignKey(
        Group, verbose_name=_("团队"), on_delete=models.PROTECT, related_name="shown",
        db_index=False,
    )  # fmt: skip
    code = models.CharField(_("材料"), max_length=20)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("已交的材料")
        verbose_name_plural = _("已交的材料")
        constraints = [
            models.UniqueConstraint(fields=["district", "group", "code"], name="shown_once")
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.code}"


class Cycle(Stateful):
    """One project from plan to report; money in fen, `promised_fen` by the incubator."""

    group = models.ForeignKey(
        Group, verbose_name=_("团队"), on_delete=models.PROTECT, related_name="cycles",
        db_index=False,
    )  # fmt: skip
    title = models.CharField(_("项目名称"), max_length=120)
    plan = models.TextField(_("计划"), max_length=2000)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    promised_fen = models.BigIntegerField(_("支持金额（分）"), default=0)
    spent_fen = models.BigIntegerField(_("实际支出（分）"), null=True, blank=True)
    report = models.TextField(_("总结"), max_length=4000, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=CycleState.choices, default=CycleState.PLANNED,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = models.Manager()

    class Meta(Stateful.Meta):
        verbose_name = _("项目周期")
        verbose_name_plural = _("项目周期")
        constraints = [
            *Stateful.Meta.constraints,
            models.CheckConstraint(
                name="cycle_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="cycle_promise_is_no_debt", condition=Q(promised_fen__gte=0)
            ),
            models.CheckConstraint(
                name="cycle_reported_has_a_report",
                condition=~Q(state__in=[CycleState.REPORTED, CycleState.ACCEPTED])
                | Q(report__gt="", spent_fen__isnull=False),
                violation_error_message=_("总结要写明做了什么、花了多少。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "group", "starts_on"], name="cycle_of_group")]

    def __str__(self) -> str:
        return self.title
