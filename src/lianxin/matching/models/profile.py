"""What people and firms say of themselves to be shown what fits, and what they say of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.models import Listing
from lianxin.kernel.models import DistrictOwned, Keyed
from lianxin.matching.states import Why
from lianxin.network.models import Organisation, Place, User


class Profile(DistrictOwned):
    """What a person has written of herself. Only she sees it; while it is on, she is shown what
    fits. An employer learns of her when she applies.

    `wanted` and `employment` are lists of codes; `times` has a bit for each part of the week. She
    is told of what is new since `alerts_confirmed_at`, when she confirmed what she asked for.
    """

    user = models.ForeignKey(
        User, verbose_name=_("本人"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_on = models.BooleanField(_("正在使用"), default=False)
    wanted = models.JSONField(_("想要什么"), default=list)
    title = models.CharField(_("一句话"), max_length=120, blank=True)
    text = models.TextField(_("会什么、想做什么"), max_length=2000, blank=True)
    skills = models.JSONField(_("技能"), default=list)
    fields = models.JSONField(_("领域"), default=list)
    employment = models.JSONField(_("用工方式"), default=list)
    pay_from = models.PositiveIntegerField(_("月薪不低于（元）"), null=True, blank=True)
    education = models.CharField(_("学历"), max_length=12, blank=True)
    experience = models.PositiveSmallIntegerField(_("工作年限"), null=True, blank=True)
    area = models.ForeignKey(
        Place,
        verbose_name=_("住在哪一带"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    within_km = models.PositiveSmallIntegerField(_("最远（公里）"), null=True, blank=True)
    times = models.PositiveIntegerField(_("有空的时间"), default=0)
    changed_at = models.DateTimeField(_("修改时间"))
    alerts_asked_at = models.DateTimeField(_("要求提醒的时间"), null=True, blank=True)
    alerts_confirmed_at = models.DateTimeField(_("确认要提醒的时间"), null=True, blank=True)
    alerted_at = models.DateTimeField(_("上次提醒"), null=True, blank=True)

    class Meta:
        verbose_name = _("个人意向")
        verbose_name_plural = _("个人意向")
        constraints = [
            models.UniqueConstraint(fields=["district", "user"], name="profile_once"),
            models.CheckConstraint(
                name="profile_on_says_something",
                condition=Q(is_on=False) | ~Q(title=""),
                violation_error_message=_("请先写一句话，说说您会什么、想找什么。"),
            ),
            models.CheckConstraint(
                name="profile_alerts_were_asked_for",
                condition=Q(alerts_confirmed_at__isnull=True, alerted_at__isnull=True)
                | Q(alerts_asked_at__isnull=False, alerted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "id"], name="profile_on", condition=Q(is_on=True)),
            models.Index(
                fields=["district", "alerted_at"],
                name="profile_to_alert",
                condition=Q(is_on=True, alerts_confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Firm(DistrictOwned):
    """What an organisation has answered to the questions that policies and finance ask. None: not
    answered."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("单位"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    text = models.TextField(_("做什么的"), max_length=2000, blank=True)
    fields = models.JSONField(_("领域"), default=list)
    founded_in = models.PositiveSmallIntegerField(_("成立年份"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("员工人数"), null=True, blank=True)
    revenue = models.PositiveBigIntegerField(_("上年营业收入（元）"), null=True, blank=True)
    certificates = models.JSONField(_("企业资质"), null=True, blank=True)
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("企业情况")
        verbose_name_plural = _("企业情况")
        constraints = [
            models.UniqueConstraint(fields=["district", "organisation"], name="firm_once")
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)


class Feedback(Keyed):
    """ "Not relevant, because": hides a suggestion from who asked, and counts for her later ones.

    `asker_id` is what asked: a profile, a firm's answers, a listing or a case.
    """

    asker_id = models.UUIDField(_("为谁推荐"))
    listing = models.ForeignKey(
        Listing, verbose_name=_("条目"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    why = models.CharField(_("原因"), max_length=8, choices=Why.choices)
    by = models.ForeignKey(
        User,
        verbose_name=_("操作人"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(_("时间"))

    class Meta(Keyed.Meta):
        verbose_name = _("不相关")
        verbose_name_plural = _("不相关")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "asker_id", "listing"], name="feedback_once"
            ),
        ]
        indexes = [models.Index(fields=["district", "why"], name="feedback_by_reason")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.why}"
