"""What a team hands in, and what is decided about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.challenges.models.challenge import Challenge
from lianxin.challenges.states import Outcome
from lianxin.exchange.models import Claim
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import User


class Application(DistrictOwned):
    """What a claim of the shape APPLICATION says: who would do it, and how. `round` is the last
    one it takes part in."""

    claim = models.OneToOneField(
        Claim, verbose_name=_("申请"), on_delete=models.PROTECT, related_name="application"
    )
    challenge = models.ForeignKey(
        Challenge,
        verbose_name=_("揭榜挂帅"),
        on_delete=models.PROTECT,
        related_name="applications",
        db_index=False,
    )
    team = models.CharField(_("团队或单位名称"), max_length=120)
    members = models.TextField(_("成员和分工"), max_length=2000)
    plan = models.TextField(_("方案"), max_length=20_000)
    round = models.PositiveSmallIntegerField(_("第几轮"), default=1)

    class Meta:
        verbose_name = _("揭榜申请")
        verbose_name_plural = _("揭榜申请")
        indexes = [models.Index(fields=["district", "challenge", "id"], name="application_of")]

    def __str__(self) -> str:
        return self.team


class Verdict(DistrictOwned):
    """The decision on one application in one round, with its reason."""

    application = models.ForeignKey(
        Application, verbose_name=_("申请"), on_delete=models.PROTECT, related_name="verdicts"
    )
    round = models.PositiveSmallIntegerField(_("第几轮"))
    outcome = models.CharField(_("决定"), max_length=12, choices=Outcome.choices)
    reason = models.TextField(_("理由"), max_length=2000)
    decided_at = models.DateTimeField(_("决定时间"))
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("决定人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta:
        verbose_name = _("评审决定")
        verbose_name_plural = _("评审决定")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "application", "round"], name="verdict_once_a_round"
            ),
            models.CheckConstraint(
                name="verdict_has_a_reason",
                condition=Q(reason__gt=""),
                violation_error_message=_("每份申请的决定都要写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"


class Paper(Keyed):
    """A file of an application, or, where `milestone` is told, the evidence of what was done."""

    application = models.ForeignKey(
        Application, verbose_name=_("申请"), on_delete=models.PROTECT, related_name="papers"
    )
    milestone = models.ForeignKey(
        "challenges.Milestone",
        verbose_name=_("阶段"),
        on_delete=models.PROTECT,
        related_name="papers",
        null=True,
        blank=True,
    )
    name = models.CharField(_("文件名"), max_length=120)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("文件"), max_length=200)
    added_at = models.DateTimeField(_("上传时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("材料")
        verbose_name_plural = _("材料")
        indexes = [models.Index(fields=["district", "application"], name="paper_of")]

    def __str__(self) -> str:
        return self.name
