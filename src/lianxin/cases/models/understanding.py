"""What the machine made of a text: its class, what is like it, where it should go, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.cases.models.case import Case
from lianxin.kernel.models import DistrictOwned
from lianxin.network.models import Organisation


class Reading(DistrictOwned):
    """What was understood of one case when it came in.

    `guesses`: [{"code", "confidence", "words"}], the likeliest first. `dangers`: [{"kind",
    "words"}]. `likes`: [{"id", "score", "words"}], the cases most like it. `is_alone`: somebody
    said that it is no duplicate, so it is not proposed as one again.
    """

    case = models.OneToOneField(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="reading"
    )
    classifier = models.PositiveIntegerField(_("模型版本"), default=0)  # 0: as shipped
    guesses = models.JSONField(_("类别推测"), default=list)
    dangers = models.JSONField(_("危险用语"), default=list)
    likes = models.JSONField(_("相似诉求"), default=list)
    is_alone = models.BooleanField(_("不是同一件事"), default=False)
    read_at = models.DateTimeField(_("识别时间"))

    class Meta:
        verbose_name = _("识别结果")
        verbose_name_plural = _("识别结果")

    def __str__(self) -> str:
        return f"reading of {self.case_id}"


class Routing(DistrictOwned):
    """One decision where a case goes: the rule that held, and why those before it did not.

    `trail`: [{"rule", "held", "why"}] in the order they were tried. Without `unit` the case went
    to the desk. `fault` says what was wrong with a rule that could not be followed.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="routings"
    )
    rule = models.CharField(_("规则"), max_length=40, blank=True)
    unit = models.ForeignKey(
        Organisation,
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    trail = models.JSONField(_("判断过程"), default=list)
    fault = models.CharField(_("规则问题"), max_length=300, blank=True)
    is_automatic = models.BooleanField(_("自动分派"), default=False)
    rules_version = models.PositiveIntegerField(_("手册版本"))
    routed_at = models.DateTimeField(_("判断时间"))

    class Meta:
        verbose_name = _("分派依据")
        verbose_name_plural = _("分派依据")
        indexes = [
            models.Index(fields=["district", "case", "routed_at"], name="routing_of_case"),
            models.Index(fields=["district", "rule", "routed_at"], name="routing_by_rule"),
            models.Index(
                fields=["district", "routed_at"], name="routing_faults", condition=~Q(fault="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule}"


class Classifier(DistrictOwned):
    """One version of what the district's confirmed cases have taught. The newest five are kept.

    `scores` are of this one, `scores_before` of the one then in use, on the same held-out cases.
    """

    version = models.PositiveIntegerField(_("版本"))
    made_at = models.DateTimeField(_("训练时间"))
    labelled = models.PositiveIntegerField(_("训练件数"))
    scores = models.JSONField(_("评分"), default=dict)
    scores_before = models.JSONField(_("对照评分"), default=dict)
    is_used = models.BooleanField(_("在用"), default=False)
    data = models.BinaryField(_("模型"))

    class Meta:
        verbose_name = _("分类模型")
        verbose_name_plural = _("分类模型")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "version"], name="classifier_version_once"
            ),
            models.UniqueConstraint(
                fields=["district"], name="classifier_one_in_use", condition=Q(is_used=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district_id} v{self.version}"
