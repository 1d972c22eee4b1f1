"""Series, their meetings, topics and who comes; what was decided, and what units have to do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from encrypted_fields.fields import EncryptedCharField

from lianxin.bodies.models import Body
from lianxin.cases.models import Case
from lianxin.exchange.models import Claim, Space
from lianxin.gatherings.states import ActionState, MeetingState, TopicState
from lianxin.kernel.models import DistrictOwned, Keyed, Recorded, Stateful
from lianxin.network.models import Organisation, User


def _to(model: Any, label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        model, verbose_name=label, on_delete=models.PROTECT, related_name="+", db_index=False,
        **options,
    )  # fmt: skip


class SeriesKind(models.TextChoices):
    MONTHLY = "MONTHLY", pgettext_lazy("series", "连心会")
    COUNCIL = "COUNCIL", pgettext_lazy("series", "联席会议")
    WORKSHOP = "WORKSHOP", pgettext_lazy("series", "实务工作坊")
    KICKOFF = "KICKOFF", pgettext_lazy("series", "动员会")


class Series(Recorded):
    """Meetings that follow each other, of a `body` or of a unit alone. `week`, `weekday` and
    `months` say when; a meeting that `has_cases` decides on the hard cases that are parked for
    it. `meetings` counts them."""

    code = models.SlugField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    about = models.TextField(_("说明"), max_length=2000, blank=True)
    kind = models.CharField(_("类型"), max_length=10, choices=SeriesKind.choices)
    convener = _to(Organisation, _("召集单位"))
    body = _to(Body, _("所属机构"), null=True, blank=True)
    clerk = _to(User, _("会务"), null=True, blank=True)
    chair = _to(User, _("主持人"), null=True, blank=True)
    space = _to(Space, _("场地"), null=True, blank=True)
    room = models.CharField(_("会议室"), max_length=120, blank=True)
    week = models.PositiveSmallIntegerField(
        _("第几个星期"), default=4, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    weekday = models.PositiveSmallIntegerField(
        _("星期几"), default=4, validators=[MaxValueValidator(6)]
    )
    months = models.PositiveSmallIntegerField(
        _("几个月一次"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    starts = models.TimeField(_("几点开始"))
    minutes = models.PositiveSmallIntegerField(_("多长（分钟）"), default=90)
    quorum = models.PositiveSmallIntegerField(_("法定人数"), default=0)
    has_cases = models.BooleanField(_("受理上会诉求"), default=False)
    is_public = models.BooleanField(_("公开"), default=True)
    is_active = models.BooleanField(_("在用"), default=True)
    meetings = models.PositiveIntegerField(_("开过几次"), default=0, editable=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Recorded.Meta):
        verbose_name = _("系列会议")
        verbose_name_plural = _("系列会议")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "code"],
                name="series_code_once",
                violation_error_message=_("已有同样代码的系列会议。"),
            ),
            models.UniqueConstraint(
                fields=["district"],
                name="series_one_has_cases",
                condition=Q(has_cases=True, is_active=True),
                violation_error_message=_("本辖区已有一个受理上会诉求的会议。"),
            ),
            models.CheckConstraint(
                name="series_rhythm_is_one",
                condition=Q(week__range=(1, 5), weekday__range=(0, 6), months__range=(1, 12)),
                violation_error_message=_("请写明每几个月的第几个星期几开会。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Part(models.TextChoices):
    """What somebody comes as. The first two count for the quorum."""

    CHAIR = "CHAIR", _("主持")
    MEMBER = "MEMBER", pgettext_lazy("meeting", "成员")
    MEDIATOR = "MEDIATOR", _("调解员")
    EXPERT = "EXPERT", _("专家")
    GUEST = "GUEST", _("列席")


VOTING = (Part.CHAIR, Part.MEMBER)


class Member(DistrictOwned):
    """Who is invited to each meeting of a series: a unit, or a person with an account."""

    series = _to(Series, _("系列会议"))
    part = models.CharField(_("身份"), max_length=10, choices=Part.choices, default=Part.MEMBER)
    unit = _to(Organisation, _("单位"), null=True, blank=True)
    user = _to(User, _("人员"), null=True, blank=True)

    class Meta:
        verbose_name = _("固定参会方")
        verbose_name_plural = _("固定参会方")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "series", "unit"], name="member_unit_once"
            ),
            models.UniqueConstraint(
                fields=["district", "series", "user"], name="member_user_once"
            ),
            models.CheckConstraint(
                name="member_is_one",
                condition=Q(unit__isnull=False, user__isnull=True)
                | Q(unit__isnull=True, user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.part}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def whole(self) -> MeetingQuerySet:
        return self.select_related(
            "district", "series__convener__place", "series__space__listing__district", "claim",
            "clerk", "chair",
        ).defer("series__convener__place__shape")  # fmt: skip


class Meeting(Stateful):
    """`number` counts within the series; `moves` how often its time changed, for calendars."""

    ref = models.CharField(_("编号"), max_length=20)
    series = _to(Series, _("系列会议"))
    number = models.PositiveIntegerField(_("第几次"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    room = models.CharField(_("会议室"), max_length=120, blank=True)
    claim = _to(Claim, _("场地预约"), null=True, blank=True)
    clerk = _to(User, _("会务"), null=True, blank=True)
    chair = _to(User, _("主持人"), null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(_("法定人数"), default=0)
    moves = models.PositiveIntegerField(_("改期次数"), default=0, editable=False)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    minutes_due_at = models.DateTimeField(_("纪要时限"), null=True, blank=True)
    sent_at = models.DateTimeField(_("纪要发出时间"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=MeetingState.choices, default=MeetingState.PLANNED,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("会议")
        verbose_name_plural = _("会议")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="meeting_ref_once"),
            models.UniqueConstraint(
                fields=["district", "series", "number"], name="meeting_number_once"
            ),
            models.CheckConstraint(
                name="meeting_runs_forward",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("结束要晚于开始。"),
            ),
            models.CheckConstraint(
                name="meeting_cancelled_has_a_reason",
                condition=~Q(state=MeetingState.CANCELLED) | Q(reason__gt=""),
                violation_error_message=_("取消会议要写明原因。"),
            ),
            models.CheckConstraint(
                name="meeting_held_owes_minutes",
                condition=~Q(state__in=["HELD", "MINUTED", "CLOSED"])
                | Q(minutes_due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-starts_at"], name="meeting_by_time"),
            models.Index(fields=["district", "series", "-starts_at"], name="meeting_of_series"),
        ]

    def __str__(self) -> str:
        return self.ref


class Attendee(Keyed):
    """Somebody who is invited. Her link, without an account, is `privacy.tracking_code(pk)`."""

    class Answer(models.TextChoices):
        ASKED = "ASKED", _("未回复")
        COMING = "COMING", _("参加")
        DEPUTY = "DEPUTY", _("派人代会")
        AWAY = "AWAY", _("请假")

    class Seen(models.TextChoices):
        CLERK = "CLERK", _("会务点名")
        OWN = "OWN", _("自己签到")

    meeting = _to(Meeting, _("会议"))
    part = models.CharField(_("身份"), max_length=10, choices=Part.choices, default=Part.MEMBER)
    unit = _to(Organisation, _("单位"), null=True, blank=True)
    user = _to(User, _("人员"), null=True, blank=True)
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    email = EncryptedCharField(_("邮箱"), max_length=254, null=True, blank=True)
    answer = models.CharField(
        _("回复"), max_length=10, choices=Answer.choices, default=Answer.ASKED
    )
    deputy = models.CharField(_("代会人"), max_length=60, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    here_at = models.DateTimeField(_("到会时间"), null=True, blank=True)
    seen = models.CharField(_("怎样签到"), max_length=10, choices=Seen.choices, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("参会方")
        verbose_name_plural = _("参会方")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(fields=["district", "meeting", "unit"], name="attendee_unit"),
            models.UniqueConstraint(fields=["district", "meeting", "user"], name="attendee_user"),
            models.CheckConstraint(
                name="attendee_is_somebody",
                condition=Q(unit__isnull=False) | Q(user__isnull=False) | Q(name__gt=""),
                violation_error_message=_("请写明请谁：单位、人员或姓名。"),
            ),
            models.CheckConstraint(
                name="attendee_deputy_has_a_name",
                condition=~Q(answer="DEPUTY") | Q(deputy__gt=""),
                violation_error_message=_("派人代会要写明派谁。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "user"], name="attendee_of_user")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.part}"


class TopicQuerySet(models.QuerySet["Topic"]):
    def whole(self) -> TopicQuerySet:
        return self.select_related("series__convener__place", "by_unit", "case").defer(
            "series__convener__place__shape"
        )


class Topic(Stateful):
    """Something a series has to talk about until it is settled. `meeting` is the one it is on the
    agenda of, or was last; `case` the parked case that it is."""

    series = _to(Series, _("系列会议"))
    meeting = _to(Meeting, _("会议"), null=True, blank=True)
    title = models.CharField(_("议题"), max_length=120)
    text = models.TextField(_("说明"), max_length=4000, blank=True)
    by_unit = _to(Organisation, _("提出单位"), null=True, blank=True)
    by_user = _to(User, _("提出人"), null=True, blank=True)
    case = _to(Case, _("上会诉求"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("用时（分钟）"), default=10)
    outcome = models.TextField(_("结果"), max_length=2000, blank=True)
    put_at = models.DateTimeField(_("提出时间"))
    state = models.CharField(
        _("状态"), max_length=12, choices=TopicState.choices, default=TopicState.OPEN,
        editable=False,
    )  # fmt: skip

    untracked: ClassVar[frozenset[str]] = Stateful.untracked | {"meeting_id"}  # see `Item`
    objects: ClassVar[Any] = TopicQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "case"],
                name="topic_of_case_once_at_a_time",
                condition=Q(case__isnull=False, state="OPEN"),
            ),
            models.CheckConstraint(
                name="topic_ended_says_how",
                condition=~Q(state__in=["REFERRED", "DROPPED"]) | Q(outcome__gt=""),
                violation_error_message=_("请写明转到哪里，或者为什么不再议。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "series", "state"], name="topic_of_series"),
            models.Index(fields=["district", "case"], name="topic_of_case"),
            models.Index(fields=["district", "by_user"], name="topic_of_user"),
        ]

    def __str__(self) -> str:
        return self.title


class Resolution(Recorded):
    """What a meeting decided: nothing without who does it and until when."""

    meeting = _to(Meeting, _("会议"))
    topic = _to(Topic, _("议题"))
    text = models.TextField(_("决议"), max_length=2000)
    owner = _to(Organisation, _("责任单位"))
    due_on = models.DateField(_("完成期限"))
    votes_for = models.PositiveSmallIntegerField(_("赞成"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("反对"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("弃权"), null=True, blank=True)
    made_at = models.DateTimeField(_("时间"))

    objects: ClassVar[Any] = models.Manager()

    class Meta(Recorded.Meta):
        verbose_name = _("决议")
        verbose_name_plural = _("决议")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="resolution_says_what",
                condition=Q(text__gt=""),
                violation_error_message=_("决议要写明内容、责任单位和完成期限。"),
            ),
            models.CheckConstraint(
                name="resolution_votes_are_whole",
                condition=Q(
                    votes_for__isnull=True, votes_against__isnull=True, abstained__isnull=True
                )
                | Q(votes_for__isnull=False, votes_against__isnull=False, abstained__isnull=False),
                violation_error_message=_("表决要写明赞成、反对和弃权各多少。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "meeting"], name="resolution_of_meeting"),
            models.Index(fields=["district", "topic"], name="resolution_of_topic"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class ActionQuerySet(models.QuerySet["Action"]):
    def whole(self) -> ActionQuerySet:
        return self.select_related(
            "owner__place", "series__convener__place", "meeting__series__convener__place",
            "resolution__topic",
        ).defer(
            "owner__place__shape", "series__convener__place__shape",
            "meeting__series__convener__place__shape",
        )  # fmt: skip


class Action(Stateful):
    """What a meeting asked a unit to do. It comes back on each next agenda until it is closed."""

    ref = models.CharField(_("编号"), max_length=20)
    series = _to(Series, _("系列会议"))
    meeting = _to(Meeting, _("交办的会议"))
    resolution = _to(Resolution, _("决议"), null=True, blank=True)
    text = models.TextField(_("交办事项"), max_length=2000)
    owner = _to(Organisation, _("责任单位"))
    due_on = models.DateField(_("完成期限"))
    report = models.TextField(_("完成情况"), max_length=2000, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    given_at = models.DateTimeField(_("交办时间"))
    reported_at = models.DateTimeField(_("报完成时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("销号时间"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=ActionState.choices, default=ActionState.OPEN,
        editable=False,
    )  # fmt: skip

    objects: ClassVar[Any] = ActionQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("会议交办")
        verbose_name_plural = _("会议交办")
        constraints = [
            *Stateful.Meta.constraints,
            models.UniqueConstraint(fields=["district", "ref"], name="action_ref_once"),
            models.CheckConstraint(
                name="action_reported_has_a_report",
                condition=~Q(state__in=["REPORTED", "CLOSED"])
                | Q(report__gt="", reported_at__isnull=False),
                violation_error_message=_("报完成要写明做了什么。"),
            ),
            models.CheckConstraint(
                name="action_ended_has_a_time",
                condition=Q(state__in=["OPEN", "REPORTED"], ended_at__isnull=True)
                | Q(state="CLOSED", ended_at__isnull=False)
                | Q(state="WAIVED", ended_at__isnull=False, reason__gt=""),
                violation_error_message=_("不再办要写明原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "due_on"], name="action_by_due"),
            models.Index(fields=["district", "owner", "state"], name="action_of_owner"),
            models.Index(fields=["district", "series", "state"], name="action_of_series"),
        ]

    def __str__(self) -> str:
        return self.ref


class Item(DistrictOwned):
    """One line of an agenda: a topic, or an action that has come back. `rank` orders it, `heard`
    says what this meeting did with it."""

    class Heard(models.TextChoices):
        WAITING = "WAITING", pgettext_lazy("agenda", "未议")
        DECIDED = "DECIDED", pgettext_lazy("agenda", "有决议")
        CARRIED = "CARRIED", pgettext_lazy("agenda", "留到下次")
        NOTED = "NOTED", pgettext_lazy("agenda", "已了解")
        ENDED = "ENDED", pgettext_lazy("agenda", "已了结")

    meeting = _to(Meeting, _("会议"))
    topic = _to(Topic, _("议题"), null=True, blank=True)
    action = _to(Action, _("会议交办"), null=True, blank=True)
    rank = models.IntegerField(_("次序"))
    is_back = models.BooleanField(_("上次留下的"), default=False)
    presenter = models.CharField(_("谁来讲"), max_length=60, blank=True)
    heard = models.CharField(
        _("议过没有"), max_length=10, choices=Heard.choices, default=Heard.WAITING
    )
    note = models.TextField(_("记录"), max_length=2000, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("议程")
        verbose_name_plural = _("议程")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "meeting", "topic"], name="item_topic_once"
            ),
            models.UniqueConstraint(
                fields=["district", "meeting", "action"], name="item_action_once"
            ),
            models.CheckConstraint(
                name="item_is_one",
                condition=Q(topic__isnull=False, action__isnull=True)
                | Q(topic__isnull=True, action__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["district", "meeting", "rank"], name="item_of_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.rank}"


class Paper(Keyed):
    """A file for a meeting, for those who come; or, with `action`, the proof that it was done."""

    meeting = _to(Meeting, _("会议"))
    action = _to(Action, _("会议交办"), null=True, blank=True)
    name = models.CharField(_("文件名"), max_length=120)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("文件"), max_length=200)
    added_at = models.DateTimeField(_("上传时间"))

    objects: ClassVar[Any] = models.Manager()

    class Meta(Keyed.Meta):
        verbose_name = _("会议材料")
        verbose_name_plural = _("会议材料")
        constraints = [
            *Keyed.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "meeting", "action", "sha256"], name="meeting_paper_once"
            ),
        ]
        indexes = [models.Index(fields=["district", "action"], name="paper_of_action")]

    def __str__(self) -> str:
        return self.name
