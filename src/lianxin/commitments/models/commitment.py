"""One promise, its steps and sites, and what shows that they were done."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.commitments.models.programme import Programme
from lianxin.commitments.states import CommitmentState, Measure, Outcome
from lianxin.kernel.models import DistrictOwned, Keyed, Stateful
from lianxin.network.models import Organisation, Place, User


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def whole(self) -> CommitmentQuerySet:
        return self.select_related(
            "district", "programme__unit__place", "owner__place", "place", "proof"
        ).defer("place__shape", "owner__place__shape", "programme__unit__place__shape")

    def public(self) -> CommitmentQuerySet:
        return self.exclude(state=CommitmentState.PLANNED)


class Commitment(Stateful):
    """`first_*` is what was published first and never changes afterwards. `chapter` is the action
    of a plan it belongs to; `helpers` are units that help the owner, in words. `updated_on` is the
    day of the last report, `reminded_on` of the last reminder."""

    ref = models.CharField(_("编号"), max_length=20)
    programme = models.ForeignKey(
        Programme, verbose_name=_("承诺清单"), on_delete=models.PROTECT,
        related_name="commitments", db_index=False,
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(_("序号"))
    chapter = models.CharField(_("所属行动"), max_length=80, blank=True)
    title = models.CharField(_("承诺内容"), max_length=160)
    about = models.TextField(_("具体说明"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("责任单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    helpers = models.CharField(_("配合单位"), max_length=200, blank=True)
    place = models.ForeignKey(
        Place, verbose_name=_("地点"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    measure = models.CharField(
        _("进度算法"), max_length=10, choices=Measure.choices, default=Measure.MILESTONES
    )
    target = models.PositiveIntegerField(_("目标数"), null=True, blank=True)
    unit_word = models.CharField(_("计量单位"), max_length=12, blank=True)
    baseline = models.PositiveIntegerField(_("原有数"), default=0)
    value = models.PositiveIntegerField(_("现在的数值"), null=True, blank=True)
    due_on = models.DateField(_("完成时限"))
    first_title = models.CharField(_("最初的承诺"), max_length=160, editable=False)
    first_target = models.PositiveIntegerField(_("最初的目标数"), null=True, editable=False)
    first_due_on = models.DateField(_("最初的时限"), editable=False)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    updated_on = models.DateField(_("最近更新"), null=True, blank=True)
    reminded_on = models.DateField(_("上次提醒"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, blank=True)
    outcome_note = models.CharField(_("结果说明"), max_length=500, blank=True)
    proof = models.ForeignKey(
        "commitments.Evidence", verbose_name=_("结果佐证"), on_delete=models.PROTECT,
        related_name="+", null=True, blank=True, db_index=False,
    )  # fmt: skip
    settled_on = models.DateField(_("认定日期"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=CommitmentState.choices,
        default=CommitmentState.PLANNED, editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = CommitmentQuerySet.as_manager()
    untracked: ClassVar[frozenset[str]] = Stateful.untracked | {"reminded_on"}

    class Meta(Stateful.Meta):
        verbose_name = _("承诺")
        verbose_name_plural = _("承诺")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="commitment_ref_once"),
            models.UniqueConstraint(
                fields=["district", "programme", "number"], name="commitment_number_once"
            ),
            models.CheckConstraint(
                name="commitment_counted_has_a_target",
                condition=Q(measure=Measure.MILESTONES)
                | Q(target__isnull=False, unit_word__gt=""),
                violation_error_message=_("按数量计算进度要写目标数和计量单位。"),
            ),
            models.CheckConstraint(
                name="commitment_public_has_a_day",
                condition=Q(state=CommitmentState.PLANNED) | Q(published_on__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_settled_is_shown",
                condition=~Q(state=CommitmentState.SETTLED)
                | (
                    ~Q(outcome="")
                    & Q(outcome_note__gt="", proof__isnull=False, settled_on__isnull=False)
                ),
                violation_error_message=_("认定结果要写明说明，并附上佐证。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "owner", "state"], name="commitment_of_owner"),
            models.Index(fields=["district", "state", "due_on"], name="commitment_by_state"),
        ]

    def __str__(self) -> str:
        return self.ref


class EvidenceKind(models.TextChoices):
    PHOTO = "PHOTO", _("照片")
    DOCUMENT = "DOCUMENT", _("文件")
    PLACE = "PLACE", _("地点")


class PhotoState(models.TextChoices):
    PENDING = "PENDING", _("处理中")
    READY = "READY", _("可查看")
    REJECTED = "REJECTED", _("无法读取")


class Evidence(DistrictOwned):
    """What shows it: a picture, a document by its title and address, or a place to go and look at.
    A picture is public once the worker has drawn it anew without its location data."""

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("承诺"), on_delete=models.PROTECT, related_name="evidence",
        db_index=False,
    )  # fmt: skip
    kind = models.CharField(_("类型"), max_length=10, choices=EvidenceKind.choices)
    title = models.CharField(_("说明"), max_length=120, blank=True)
    link = models.URLField(_("网址"), max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.FileField(_("文件"), max_length=200, blank=True)
    thumb = models.FileField(_("缩略图"), max_length=200, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=PhotoState.choices, default=PhotoState.READY
    )
    by = models.ForeignKey(
        User, verbose_name=_("提交人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    added_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("佐证")
        verbose_name_plural = _("佐证")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "commitment", "sha256"], name="evidence_photo_once",
                condition=~Q(sha256=""),
            ),
            models.CheckConstraint(
                name="evidence_says_what_it_is",
                condition=Q(kind=EvidenceKind.PHOTO) | Q(title__gt=""),
                violation_error_message=_("请写明是什么文件，或者在哪里看得到。"),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["district", "commitment"], name="evidence_of")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.kind}"


class Milestone(Keyed):
    """A step that counts by its weight once something shows that it was reached."""

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("承诺"), on_delete=models.PROTECT, related_name="milestones",
        db_index=False,
    )  # fmt: skip
    title = models.CharField(_("步骤"), max_length=120)
    weight = models.PositiveSmallIntegerField(
        _("权重"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    due_on = models.DateField(_("时限"))
    reached_on = models.DateField(_("达成日期"), null=True, blank=True)
    evidence = models.ForeignKey(
        Evidence, verbose_name=_("佐证"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip

    class Meta(Keyed.Meta):
        verbose_name = _("步骤")
        verbose_name_plural = _("步骤")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="commitment_step_has_weight",
                condition=Q(weight__range=(1, 100)),
                violation_error_message=_("权重是 1 到 100。"),
            ),
            models.CheckConstraint(
                name="commitment_step_reached_is_shown",
                condition=Q(reached_on__isnull=True) | Q(evidence__isnull=False),
                violation_error_message=_("达成一步要附照片、文件或地点。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "commitment", "due_on"], name="step_of")]

    def __str__(self) -> str:
        return self.title


class Site(Keyed):
    """Where a part of a countable promise is built: so many, at a place of the map."""

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("承诺"), on_delete=models.PROTECT, related_name="sites",
        db_index=False,
    )  # fmt: skip
    name = models.CharField(_("点位"), max_length=120)
    place = models.ForeignKey(
        Place, verbose_name=_("所在社区"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    count = models.PositiveIntegerField(_("数量"), default=1)
    lon = models.FloatField(_("经度（WGS-84）"), null=True, blank=True)
    lat = models.FloatField(_("纬度（WGS-84）"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    evidence = models.ForeignKey(
        Evidence, verbose_name=_("佐证"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip

    class Meta(Keyed.Meta):
        verbose_name = _("点位")
        verbose_name_plural = _("点位")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "commitment", "name"], name="site_once",
                violation_error_message=_("这个点位已经有了。"),
            ),
            models.CheckConstraint(
                name="site_counts_something",
                condition=Q(count__gte=1),
                violation_error_message=_("数量至少是 1。"),
            ),
            models.CheckConstraint(
                name="site_done_is_shown",
                condition=Q(done_on__isnull=True) | Q(evidence__isnull=False),
                violation_error_message=_("建成一处要附照片、文件或地点。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
