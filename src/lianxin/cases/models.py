from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from lianxin.cases.states import OPEN, Outcome, State
from lianxin.kernel.models import Clock, DistrictOwned, Keyed, Stateful
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
    IMPORT = "IMPORT", _("台账导入")


class Level(models.TextChoices):
    GRID = "GRID", _("网格")
    COMMUNITY = "COMMUNITY", _("社区")
    STREET = "STREET", _("街道（镇）")
    DISTRICT = "DISTRICT", _("区")


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.exclude(state=State.CLOSED)

    def overdue(self, *, at: datetime) -> CaseQuerySet:
        """Open cases with a promise that has passed. Those parked for a meeting are among them
        only for their response and feedback."""
        return self.open().filter(next_due_at__lt=at)

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
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    public_subject = models.CharField(_("公开标题"), max_length=120, blank=True)
    public_text = models.TextField(_("公开内容"), max_length=2000, blank=True)
    rules_version = models.PositiveIntegerField(_("手册版本"))

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

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
                fields=["district", "published_at"],
                name="case_published",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["district", "meeting_on"],
                name="case_on_meeting",
                condition=Q(meeting_on__isnull=False),
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


class Requester(DistrictOwned):
    """The person or firm a case is for, as they said. Encrypted at rest; looked up by a blind
    index of the phone number only."""

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
    name = EncryptedCharField(_("称呼"), max_length=60, null=True, blank=True)
    phone = EncryptedCharField(_("电话"), max_length=40, null=True, blank=True)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    phone_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    wants_privacy = models.BooleanField(_("不公开"), default=True)

    class Meta:
        verbose_name = _("诉求人")
        verbose_name_plural = _("诉求人")
        indexes = [models.Index(fields=["district", "phone_index"], name="requester_phone")]

    def __str__(self) -> str:
        return f"requester of {self.case_id}"


class Stint(DistrictOwned):
    """One unit's turn at one case: from being assigned until it accepts, bounces or loses it.

    Minutes and bounces in the statistics of units are counted from here.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="stints"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(_("分派时间"))
    accepted_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    bounce_reason = models.CharField(_("退回原因"), max_length=20, blank=True)
    proposed_unit = models.ForeignKey(
        Organisation,
        verbose_name=_("建议单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("承办记录")
        verbose_name_plural = _("承办记录")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="stint_one_at_a_time", condition=Q(ended_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["district", "unit", "assigned_at"], name="stint_of_unit"),
            models.Index(fields=["district", "case"], name="stint_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class Helper(DistrictOwned):
    """A unit that helps (协办). It may read, note and answer the lead, never close."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="helpers"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("协办单位"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("请求时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("协办单位")
        verbose_name_plural = _("协办单位")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"],
                name="helper_asked_once_at_a_time",
                condition=Q(ended_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["district", "unit"], name="helper_now", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["district", "case"], name="helper_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class Extension(Keyed):
    """A request for a later date, and what the approver said."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="extensions"
    )
    asked_by = models.ForeignKey(
        User, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("申请时间"))
    reason = models.CharField(_("理由"), max_length=500)
    until = models.DateTimeField(_("申请延至"))
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("审批人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    is_granted = models.BooleanField(_("同意"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("延期申请")
        verbose_name_plural = _("延期申请")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                name="extension_one_pending",
                condition=Q(decided_at__isnull=True),
                violation_error_message=_("已有一份延期申请等待审批。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "case"], name="extension_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.until:%Y-%m-%d}"


class Parking(Keyed):
    """A hard case on the list of a monthly meeting, until the meeting decides."""

    case = models.ForeignKey(
        Case, verbose_name=_("诉求"), on_delete=models.PROTECT, related_name="parkings"
    )
    meeting_on = models.DateField(_("会议日期"))
    reason = models.CharField(_("上会理由"), max_length=500)
    parked_by = models.ForeignKey(
        User, verbose_name=_("提交人"), on_delete=models.PROTECT, related_name="+"
    )
    parked_at = models.DateTimeField(_("提交时间"))
    decision = models.TextField(_("决定"), blank=True)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("责任单位"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)

    class Meta(Keyed.Meta):
        verbose_name = _("上会事项")
        verbose_name_plural = _("上会事项")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                name="parking_once_at_a_time",
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="parking_decision_is_whole",
                condition=Q(decided_at__isnull=True)
                | Q(decision__gt="", owner__isnull=False, due_on__isnull=False),
                violation_error_message=_("会议决定要写明内容、责任单位和完成期限。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "meeting_on"], name="parking_of_meeting")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.meeting_on}"


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
        indexes = [models.Index(fields=["district", "unit", "rated_at"], name="rating_of_unit")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.solved}"


class Duty(DistrictOwned):
    """Which unit answers for a class of problems, in a place and below it (权责清单)."""

    class_code = models.CharField(_("类别"), max_length=40)
    unit = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("范围"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("职责")
        verbose_name_plural = _("职责")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "class_code", "unit", "place"], name="duty_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.class_code} {self.unit_id}"


class Rulebook(DistrictOwned):
    """One version of the district's rules about cases; the highest version is in force."""

    version = models.PositiveIntegerField(_("版本"))
    document = models.JSONField(_("内容"))
    put_at = models.DateTimeField(_("生效时间"))

    class Meta:
        verbose_name = _("办件规则")
        verbose_name_plural = _("办件规则")
        constraints = [
            models.UniqueConstraint(fields=["district", "version"], name="rulebook_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.district_id} v{self.version}"
