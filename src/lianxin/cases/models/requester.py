"""What comes from the person or firm a case is for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.cases.models.case import Case
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import Contact, Organisation, User


class Requester(Contact, DistrictOwned):
    """The person or firm a case is for."""

    case = models.OneToOneField(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="requester"
    )
    user = models.ForeignKey(
        User,
        verbose_name=_("账号"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    wants_privacy = models.BooleanField(_("对承办单位保密"), default=False)

    class Meta:
        verbose_name = _("诉求人")
        verbose_name_plural = _("诉求人")
        indexes = [models.Index(fields=["district", "phone_index"], name="requester_phone")]

    def __str__(self) -> str:
        return f"requester of {self.case_id}"


class PhotoState(models.TextChoices):
    PENDING = "PENDING", _("处理中")
    READY = "READY", _("可查看")
    REJECTED = "REJECTED", _("无法读取")


class Photo(DistrictOwned):
    """A picture that belongs to a case. What the phone sent is kept only until the worker has
    re-encoded it without its location data; `sha256` is of what the phone sent."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="photos"
    )
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("文件"), max_length=200)
    thumb = models.FileField(_("缩略图"), max_length=200, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=PhotoState.choices, default=PhotoState.PENDING
    )
    is_public = models.BooleanField(_("诉求人可见"), default=True)
    is_proof = models.BooleanField(_("办理佐证"), default=False)
    consultation = models.ForeignKey(
        "cases.Consultation",
        verbose_name=_("外部征询"),
        on_delete=models.PROTECT,
        related_name="photos",
        null=True,
        blank=True,
    )
    added_at = models.DateTimeField(_("添加时间"))

    class Meta:
        verbose_name = _("照片")
        verbose_name_plural = _("照片")
        constraints = [
            models.UniqueConstraint(fields=["case", "sha256"], name="photo_exactly_once")
        ]
        indexes = [models.Index(fields=["district", "case"], name="photo_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Solved(models.TextChoices):
    YES = "YES", _("解决了")
    PARTLY = "PARTLY", _("解决了一部分")
    NO = "NO", _("没有解决")


class Rating(Keyed):
    """What the requester said of the answer; one for each round of answering."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="ratings"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("被评单位"), on_delete=models.PROTECT, related_name="+"
    )
    round = models.PositiveSmallIntegerField(_("轮次"), default=0)
    solved = models.CharField(_("是否解决"), max_length=8, choices=Solved.choices)
    was_contacted = models.BooleanField(_("是否及时联系"), null=True, blank=True)
    scores = models.JSONField(_("分项评分"), default=dict)  # {dimension code: 1–5}
    comment = models.TextField(_("留言"), max_length=1000, blank=True)
    rated_at = models.DateTimeField(_("评价时间"))
    taken_by = models.ForeignKey(
        User,
        verbose_name=_("代录人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta(Keyed.Meta):
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["case", "round"], name="rating_once_a_round"),
        ]
        indexes = [
            models.Index(fields=["district", "unit", "rated_at"], name="rating_of_unit"),
            models.Index(
                fields=["district", "case"],
                name="rating_unsolved",
                condition=models.Q(solved=Solved.NO),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.solved}"
