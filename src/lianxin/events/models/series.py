"""Series of events, tickets seen at the door, and reports."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.kernel.models import DistrictOwned, Keyed, Recorded
from lianxin.network.models import Organisation, User


class EventSeries(Recorded):
    """Events that go on under one name, of one unit or of several in turn."""

    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    about = models.TextField(_("做什么"), max_length=2000, blank=True)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    begun_on = models.DateField(_("开始日期"))
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Recorded.Meta):
        verbose_name = _("系列活动")
        verbose_name_plural = _("系列活动")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "code"],
                name="event_series_code_once",
                violation_error_message=_("这个代码已经有了，请换一个。"),
            ),
            models.CheckConstraint(
                name="event_series_runs_forward",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("begun_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "unit"], name="event_series_of_unit")]

    def __str__(self) -> str:
        return self.name


class Episode(DistrictOwned):
    """An event of a series; of one at most."""

    series = models.ForeignKey(
        EventSeries, verbose_name=_("系列活动"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    listing = models.ForeignKey(
        Listing, verbose_name=_("活动"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("系列中的一期")
        verbose_name_plural = _("系列中的各期")
        constraints = [
            models.UniqueConstraint(fields=["district", "listing"], name="episode_of_one_series")
        ]
        indexes = [models.Index(fields=["district", "series"], name="episode_of_series")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.listing_id}"


class Seen(models.TextChoices):
    """What a ticket at the door turned out to be."""

    PRESENT = "PRESENT", pgettext_lazy("ticket", "已签到")
    AGAIN = "AGAIN", pgettext_lazy("ticket", "已经进过")
    WAITING = "WAITING", pgettext_lazy("ticket", "还在排队")
    CANCELLED = "CANCELLED", pgettext_lazy("ticket", "已取消")
    ELSEWHERE = "ELSEWHERE", pgettext_lazy("ticket", "不是这一场的票")
    UNKNOWN = "UNKNOWN", pgettext_lazy("ticket", "没有这张票")


class Scan(Keyed):
    """One ticket held before one phone at the door; `key` was made by that phone, so that what is
    sent twice is one. `seen` is what came of it when it was sent in."""

    slot = models.ForeignKey(
        Slot, verbose_name=_("场次"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claim = models.ForeignKey(
        Claim, verbose_name=_("报名"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    ticket = models.CharField(_("票号"), max_length=60)
    device = models.CharField(_("手机"), max_length=40)
    at = models.DateTimeField(_("时间"))
    sent_at = models.DateTimeField(_("送到时间"))
    by = models.ForeignKey(
        User, verbose_name=_("检票人"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, db_index=False,
    )  # fmt: skip
    seen = models.CharField(_("结果"), max_length=10, choices=Seen.choices)
    is_by_hand = models.BooleanField(_("没有出示票，按名单签到"), default=False)

    class Meta(Keyed.Meta):
        verbose_name = _("检票")
        verbose_name_plural = _("检票")
        indexes = [models.Index(fields=["district", "slot", "at"], name="scan_of_slot")]

    def __str__(self) -> str:
        return f"{self.ticket} {self.seen}"


class Report(Recorded):
    """What its unit says of an event when it is over. How many came is counted, never typed."""

    listing = models.OneToOneField(
        Listing, verbose_name=_("活动"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("小结"), max_length=4000)
    made_at = models.DateTimeField(_("发布时间"))

    objects: ClassVar[Any] = models.Manager()

    class Meta(Recorded.Meta):
        verbose_name = _("活动小结")
        verbose_name_plural = _("活动小结")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="report_says_something",
                condition=Q(text__gt=""),
                violation_error_message=_("请写几句小结。"),
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.listing_id}"
