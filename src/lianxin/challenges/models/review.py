"""Who judges, from what they abstain, and their scores."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianxin.challenges.models.application import Application
from lianxin.challenges.models.challenge import Challenge
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.network.models import User


class Reviewer(Keyed):
    """Somebody who judges the applications for a challenge, until `ended_at`."""

    challenge = models.ForeignKey(
        Challenge, verbose_name=_("揭榜挂帅"), on_delete=models.PROTECT, related_name="reviewers"
    )
    user = models.ForeignKey(
        User, verbose_name=_("评审人"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    appointed_at = models.DateTimeField(_("聘请时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("评审人")
        verbose_name_plural = _("评审人")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "challenge", "user"],
                name="reviewer_once",
                violation_error_message=_("这个人已经是评审人。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "user"], name="reviewer_user")]

    def __str__(self) -> str:
        return f"{self.challenge_id} {self.user_id}"


class Declaration(DistrictOwned):
    """What a reviewer says of her own interest in an application, before she reads it."""

    reviewer = models.ForeignKey(
        Reviewer, verbose_name=_("评审人"), on_delete=models.PROTECT, related_name="declarations"
    )
    application = models.ForeignKey(
        Application, verbose_name=_("申请"), on_delete=models.PROTECT, related_name="declarations"
    )
    has_conflict = models.BooleanField(_("有利益关系"))
    text = models.CharField(_("说明"), max_length=200, blank=True)
    said_at = models.DateTimeField(_("声明时间"))

    class Meta:
        verbose_name = _("回避声明")
        verbose_name_plural = _("回避声明")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "reviewer", "application"], name="declaration_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.application_id} {self.has_conflict}"


class Review(Keyed):
    """The scores of one reviewer, by criterion. Given once: afterwards she sees the others'."""

    reviewer = models.ForeignKey(
        Reviewer, verbose_name=_("评审人"), on_delete=models.PROTECT, related_name="reviews"
    )
    application = models.ForeignKey(
        Application, verbose_name=_("申请"), on_delete=models.PROTECT, related_name="reviews"
    )
    round = models.PositiveSmallIntegerField(_("第几轮"))
    points = models.JSONField(_("各项得分"))
    text = models.TextField(_("评语"), max_length=2000)
    given_at = models.DateTimeField(_("评分时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("评审意见")
        verbose_name_plural = _("评审意见")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "reviewer", "application", "round"], name="review_once"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "application", "round"], name="review_of_application")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.application_id}"

    @property
    def total(self) -> int:
        return sum(self.points.values())
