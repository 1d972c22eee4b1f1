"""Two sides that were brought together, and where."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.introductions.states import LINE, Stage
from lianxin.kernel.models import Keyed, Stateful
from lianxin.network.models import Organisation

COLUMNS: Final = {
    Stage.INTRODUCED: ("introduced_on", ""),
    Stage.MET: ("met_on", ""),
    Stage.INTENT: ("intent_on", "intent_fen"),
    Stage.AGREED: ("agreed_on", "agreed_fen"),
    Stage.CONTRACTED: ("contracted_on", "contracted_fen"),
    Stage.RECEIVED: ("received_on", "received_fen"),
}
"""The day and the amount of each stage; the amount received is the sum of the payments."""


class Source(models.TextChoices):
    """What brought them together."""

    MEETING = "MEETING", _("对接会")
    FAIR = "FAIR", _("展会、招聘会")
    SUGGESTION = "SUGGESTION", _("系统推荐")
    CHALLENGE = "CHALLENGE", _("揭榜挂帅")
    LISTING = "LISTING", _("供需清单")
    TRADE = "TRADE", _("采购销售清单")
    OTHER = "OTHER", _("其他")


class Occasion(Keyed):
    """A meeting or fair at which people were brought together. It counts also when nothing came
    of it."""

    kind = models.CharField(_("种类"), max_length=12, choices=Source.choices)
    title = models.CharField(_("名称"), max_length=120)
    held_on = models.DateField(_("日期"))
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("主办单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    people = models.PositiveIntegerField(_("到场人数"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("对接活动")
        verbose_name_plural = _("对接活动")
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                name="occasion_is_a_gathering",
                condition=Q(kind__in=[Source.MEETING, Source.FAIR]),
                violation_error_message=_("对接活动是对接会，或者展会、招聘会。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "held_on"], name="occasion_by_day")]

    def __str__(self) -> str:
        return self.title


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def reached(self, stage: Stage) -> IntroductionQuerySet:
        """Those that came at least so far, also where they fell through later."""
        return self.filter(reached__in=LINE[LINE.index(stage) :])

    def whole(self) -> IntroductionQuerySet:
        return self.select_related("occasion").prefetch_related("sides")


class Introduction(Stateful):
    """`reached` is the furthest stage it came to, `is_disputed` that the last words of its two
    sides differ."""

    ref = models.CharField(_("编号"), max_length=20)
    subject = models.CharField(_("为了什么"), max_length=120)
    text = models.TextField(_("说明"), max_length=2000, blank=True)
    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    occasion = models.ForeignKey(
        Occasion,
        verbose_name=_("对接活动"),
        on_delete=models.PROTECT,
        related_name="introductions",
        null=True,
        blank=True,
        db_index=False,
    )
    introduced_on = models.DateField(_("介绍日期"))
    met_on = models.DateField(_("见面日期"), null=True, blank=True)
    intent_on = models.DateField(_("意向日期"), null=True, blank=True)
    agreed_on = models.DateField(_("协议日期"), null=True, blank=True)
    contracted_on = models.DateField(_("合同日期"), null=True, blank=True)
    received_on = models.DateField(_("首次到账日期"), null=True, blank=True)
    intent_fen = models.BigIntegerField(_("意向金额（分）"), null=True, blank=True)
    agreed_fen = models.BigIntegerField(_("协议金额（分）"), null=True, blank=True)
    contracted_fen = models.BigIntegerField(_("合同金额（分）"), null=True, blank=True)
    received_fen = models.BigIntegerField(_("到账金额（分）"), null=True, blank=True)
    reason = models.CharField(_("没有谈成的原因"), max_length=500, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    is_disputed = models.BooleanField(_("双方说法不一"), default=False)
    asked_on = models.DateField(_("上次询问"), null=True, blank=True)
    ask_on = models.DateField(_("下次询问"))
    reached = models.CharField(_("走到哪一步"), max_length=12, choices=Stage.choices)
    state = models.CharField(
        _("状态"),
        max_length=12,
        choices=Stage.choices,
        default=Stage.INTRODUCED,
        editable=False,
    )

    objects: ClassVar[Any] = IntroductionQuerySet.as_manager()
    untracked = Stateful.untracked | {"asked_on", "ask_on"}

    class Meta(Stateful.Meta):
        verbose_name = _("对接")
        verbose_name_plural = _("对接")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="introduction_ref_once"),
            models.CheckConstraint(
                name="introduction_end_has_a_reason",
                condition=Q(state=Stage.FELL_THROUGH, reason__gt="", ended_on__isnull=False)
                | (~Q(state=Stage.FELL_THROUGH) & Q(reason="", ended_on__isnull=True)),
                violation_error_message=_("没有谈成的，要写明原因。"),
            ),
            models.CheckConstraint(
                name="introduction_goes_as_far_as_it_says",
                condition=Q(state=Stage.FELL_THROUGH) | Q(state=models.F("reached")),
            ),
            models.CheckConstraint(
                name="introduction_received_is_dated",
                condition=~Q(reached=Stage.RECEIVED)
                | Q(received_on__isnull=False, received_fen__gt=0),
                violation_error_message=_("到账要有日期和金额。"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "reached", "introduced_on"], name="introduction_funnel"
            ),
            models.Index(fields=["district", "introduced_on", "id"], name="introduction_by_day"),
            models.Index(fields=["district", "occasion"], name="introduction_of_occasion"),
            models.Index(fields=["district", "ask_on"], name="introduction_to_ask"),
        ]

    def __str__(self) -> str:
        return self.ref
