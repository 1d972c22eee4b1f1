"""The case itself, and its clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxin.cases.states import OPEN, Outcome, State
from lianxin.kernel.models import Clock, Stateful
from lianxin.network.models import Organisation, Place, User

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The due time of a case to which nothing is promised at the moment, so that it queues last."""


class Source(models.TextChoices):
    WEB = "WEB", _("网页")
    CARD = "CARD", _("连心卡扫码")
    PHONE = "PHONE", _("电话")
    COUNTER = "COUNTER", _("窗口")
    VOLUNTEER = "VOLUNTEER", _("志愿者代报")
    VISIT = "VISIT", _("走访")
    API = "API", _("接口")
    EMAIL = "EMAIL", _("邮件")
    CHAT = "CHAT", _("群聊机器人")
    IMPORT = "IMPORT", _("台账导入")


class ClassedBy(models.TextChoices):
    """Whose word the class is. Only staff's is learned from."""

    NOBODY = "", _("未归类")
    REQUESTER = "REQUESTER", _("诉求人选择")
    MACHINE = "MACHINE", _("自动识别")
    STAFF = "STAFF", _("工作人员确认")


class Level(models.TextChoices):
    GRID = "GRID", _("网格")
    COMMUNITY = "COMMUNITY", _("社区")
    STREET = "STREET", _("街道（镇）")
    DISTRICT = "DISTRICT", _("区")


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.exclude(state=State.CLOSED)

    def in_state(self, *states: str) -> CaseQuerySet:
        """Those in one of `states`. That they are open is said as well: only then do the databases
        use the indexes of what is open, and not read all that was ever closed."""
        found = self.filter(state__in=states) if len(states) > 1 else self.filter(state=states[0])
        return found if State.CLOSED in states else found.open()

    def overdue(self, *, at: datetime) -> CaseQuerySet:
        """Open cases with a promise that has passed. Those parked for a meeting are among them
        only for their response and feedback."""
        return self.open().filter(next_due_at__lt=at)

    def single(self) -> CaseQuerySet:
        """One for each matter: without those taken for the same as another, or joined to one."""
        return self.filter(similar_to__isnull=True).exclude(state=State.JOINED)

    def whole(self) -> CaseQuerySet:
        """With place and lead loaded; the shape of the place, large and seldom asked for, not."""
        return self.select_related("place", "lead").defer("place__shape")

    def soonest_first(self) -> CaseQuerySet:
        return self.order_by("next_due_at", "id")


class Case(Stateful):
    """One request, one file. Everything that happened to it is on its timeline.

    `lead` is the one unit that owes the requester an answer: the dispatch centre until a unit is
    assigned. `next_due_at` is the earliest due time still running, for queues, or NEVER.
    """

    ref = models.CharField(_("编号"), max_length=20)
    kind = models.CharField(_("诉求种类"), max_length=20)
    class_code = models.CharField(_("类别"), max_length=40, blank=True)
    classed_by = models.CharField(
        _("归类方式"),
        max_length=10,
        choices=ClassedBy.choices,
        default=ClassedBy.NOBODY,
        blank=True,
    )
    grade = models.CharField(_("等级"), max_length=20)
    subject = models.CharField(_("事项"), max_length=120)
    text = models.TextField(_("内容"), max_length=4000)
    place = models.ForeignKey(
        Place, verbose_name=_("发生地"), on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(_("具体位置"), max_length=200, blank=True)
    lon = models.FloatField(_("经度（WGS-84）"), null=True, blank=True)
    lat = models.FloatField(_("纬度（WGS-84）"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    relayed_by = models.ForeignKey(
        User,
        verbose_name=_("代报人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.RECEIVED, editable=False
    )
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices, blank=True)
    level = models.CharField(
        _("督办层级"), max_length=10, choices=Level.choices, default=Level.GRID
    )
    lead = models.ForeignKey(
        Organisation, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="+"
    )
    handler = models.ForeignKey(
        User,
        verbose_name=_("经办人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    pause_reason = models.CharField(_("暂缓原因"), max_length=20, blank=True)
    bounces = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    is_binding = models.BooleanField(_("指定办理"), default=False)
    reopens = models.PositiveSmallIntegerField(_("重办次数"), default=0)
    received_at = models.DateTimeField(_("受理时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    next_due_at = models.DateTimeField(_("最近时限"), default=NEVER)
    meeting_on = models.DateField(_("上会日期"), null=True, blank=True)
    into = models.ForeignKey(
        "self",
        verbose_name=_("并入"),
        on_delete=models.PROTECT,
        related_name="followers",
        null=True,
        blank=True,
        db_index=False,
    )
    similar_to = models.ForeignKey(
        "self",
        verbose_name=_("疑似同一件事"),
        on_delete=models.PROTECT,
        related_name="lookalikes",
        null=True,
        blank=True,
        db_index=False,
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级诉求"),
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        db_index=False,
    )
    bundle = models.CharField(_("一件事"), max_length=40, blank=True)
    is_confidential = models.BooleanField(_("保密"), default=False)
    anonymised_at = models.DateTimeField(_("匿名化时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    public_subject = models.CharField(_("公开标题"), max_length=120, blank=True)
    public_text = models.TextField(_("公开内容"), max_length=2000, blank=True)
    rules_version = models.PositiveIntegerField(_("手册版本"))

    objects: ClassVar[Any] = CaseQuerySet.as_manager()
    untracked = Stateful.untracked | {"similar_to_id"}
    """What the machine takes for the same matter is a guess, and no part of the case's history."""

    class Meta(Stateful.Meta):
        verbose_name = _("诉求")
        verbose_name_plural = _("诉求")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="case_ref_once"),
            models.CheckConstraint(
                name="case_closed_has_outcome_and_time",
                condition=Q(state__in=[State.ANSWERED, State.CLOSED], outcome__gt="")
                | ~Q(state__in=[State.ANSWERED, State.CLOSED]),
                violation_error_message=_("答复或办结的诉求必须写明结果。"),
            ),
            models.CheckConstraint(
                name="case_closed_at_only_when_closed",
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                violation_error_message=_("只有已办结的诉求有办结时间。"),
            ),
            models.CheckConstraint(
                name="case_point_is_whole",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                violation_error_message=_("经度和纬度要一起填写。"),
            ),
            models.CheckConstraint(
                name="case_joined_has_main",
                condition=~Q(state=State.JOINED) | Q(into__isnull=False),
                violation_error_message=_("并入的诉求要写明并入了哪一件。"),
            ),
            models.CheckConstraint(
                name="case_not_its_own_kin",
                condition=(Q(into=None) | ~Q(into=F("id")))
                & (Q(parent=None) | ~Q(parent=F("id")))
                & (Q(similar_to=None) | ~Q(similar_to=F("id"))),
                violation_error_message=_("诉求不能并入自己，也不能是自己的下级。"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "next_due_at", "id"],
                name="case_queue",
                condition=~Q(state=State.CLOSED),
            ),
            models.Index(
                fields=["district", "lead", "next_due_at", "id"],
                name="case_queue_of_unit",
                condition=~Q(state=State.CLOSED),
            ),
            models.Index(
                fields=["district", "state", "next_due_at", "id"],
                name="case_queue_by_state",
                condition=~Q(state=State.CLOSED),
            ),
            models.Index(fields=["district", "received_at", "id"], name="case_by_arrival"),
            models.Index(fields=["district", "lead", "received_at"], name="case_of_unit"),
            models.Index(fields=["district", "class_code", "received_at"], name="case_of_class"),
            models.Index(fields=["district", "place", "received_at"], name="case_at_place"),
            models.Index(
                fields=["district", "relayed_by", "received_at"],
                name="case_relayed",
                condition=Q(relayed_by__isnull=False),
            ),
            models.Index(
                fields=["district", "published_at"],
                name="case_published",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["district", "meeting_on"],
                name="case_on_meeting",
                condition=Q(meeting_on__isnull=False),
            ),
            *(
                models.Index(
                    fields=["district", kin],
                    name=f"case_{kin}",
                    condition=Q(**{f"{kin}__isnull": False}),
                )
                for kin in ("into", "similar_to", "parent")
            ),
            models.Index(
                fields=["district", "closed_at", "id"],
                name="case_closed_by_time",
                condition=Q(state=State.CLOSED),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ClockName(models.TextChoices):
    RESPOND = "RESPOND", _("响应")
    FEEDBACK = "FEEDBACK", _("反馈")
    RESOLVE = "RESOLVE", _("解决")
    ACCEPT = "ACCEPT", _("签收")
    WAIT = "WAIT", _("等待补充")
    RATE = "RATE", _("评价")
    DECIDE = "DECIDE", _("重办决定")


PROMISES = (ClockName.RESPOND, ClockName.FEEDBACK, ClockName.RESOLVE)
"""Promised to the requester; the others keep the work moving."""

IN_QUEUE = frozenset({*PROMISES, ClockName.ACCEPT, ClockName.DECIDE})
"""Clocks that staff must keep, and by which queues are ordered."""


class CaseClock(Clock):
    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="clocks"
    )

    class Meta:
        verbose_name = _("时限")
        verbose_name_plural = _("时限")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"],
                name="case_clock_runs_once",
                condition=Q(stopped_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "case"], name="case_clocks"),
            models.Index(
                fields=["district", "next_alarm_at"],
                name="case_clock_alarm",
                condition=Q(next_alarm_at__isnull=False),
            ),
            models.Index(fields=["district", "name", "started_at"], name="case_clock_stats"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
