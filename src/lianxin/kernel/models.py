"""The shapes that tables of other rooms share, and the kernel's own five tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.ids import new_id


class DistrictOwned(models.Model):
    """A row that belongs to one district, and can move with it to another database."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    district: models.ForeignKey[Any, Any] = models.ForeignKey(
        "network.District",
        verbose_name=_("辖区"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # the first column of every main index instead
    )

    class Meta:
        abstract = True


class Keyed(DistrictOwned):
    """A row made on somebody's behalf under a key of their device: the same key is one row."""

    key = models.UUIDField(_("客户端键"), default=new_id, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key"], name="%(app_label)s_%(class)s_key_once"
            )
        ]


class Recorded(Keyed):
    """A thing with a timeline. `seq` and `head` are the length and the last hash of its chain,
    so that a removed last entry shows; `seq` is also the version that writers compare."""

    seq = models.PositiveIntegerField(_("记录数"), default=0, editable=False)
    head = models.CharField(_("链尾"), max_length=64, default="", editable=False)
    objects: ClassVar[models.Manager[Any]]

    untracked: ClassVar[frozenset[str]] = frozenset({"id", "district_id", "seq", "head"})
    """Columns the timeline does not follow (by attname)."""

    class Meta(Keyed.Meta):
        abstract = True


class Stateful(Recorded):
    """A thing with a lifecycle. Only `Lifecycle.apply` may change `state`."""

    state: models.CharField[str, str]

    class Meta(Recorded.Meta):
        abstract = True


class Audience(models.TextChoices):
    PUBLIC = "PUBLIC", _("诉求人可见")
    STAFF = "STAFF", _("仅内部可见")


class Entry(DistrictOwned):
    """One line of a thing's history: what happened, who did it, when. Never edited or deleted.

    `digest` covers note, facts and salt; `hash` covers the digest and the entry before. So the
    words of an entry can be erased at a person's request without breaking the chain.
    """

    key = models.UUIDField(_("客户端键"), null=True, blank=True)
    subject_label = models.CharField(_("对象类型"), max_length=60)
    subject_id = models.UUIDField(_("对象编号"))
    seq = models.PositiveIntegerField(_("序号"))
    verb = models.CharField(_("动作"), max_length=40)
    audience = models.CharField(_("可见范围"), max_length=10, choices=Audience.choices)
    note = models.TextField(_("说明"), blank=True)
    facts = models.JSONField(_("变更"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("操作人"),
        on_delete=models.PROTECT,  # history must keep its author
        null=True,  # null: the system itself, or a requester without an account
        blank=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(_("时间"))
    salt = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("时间线记录")
        verbose_name_plural = _("时间线记录")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "subject_id", "seq"], name="entry_one_chain"
            ),
            models.UniqueConstraint(
                fields=["district", "key"], name="entry_key_once", condition=Q(key__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label}:{self.subject_id} #{self.seq} {self.verb}"


class Runs(models.TextChoices):
    NATURAL = "NATURAL", _("自然时间")
    WORKING = "WORKING", _("工作时间")


class Clock(DistrictOwned):
    """A promise with a time: subclass it in a room and point it at the room's thing.

    `first_due_at` is what was promised at the start and never moves; `fair_due_at` moves with
    pauses only, and is what "in time" is judged by; `due_at` moves with pauses and extensions.
    `alarms` counts the steps of the ladder already taken.
    """

    name = models.CharField(_("时钟"), max_length=20)
    runs = models.CharField(_("计时方式"), max_length=10, choices=Runs.choices)
    started_at = models.DateTimeField(_("开始"))
    due_at = models.DateTimeField(_("时限"))
    first_due_at = models.DateTimeField(_("原时限"))
    fair_due_at = models.DateTimeField(_("考核时限"))
    is_provisional = models.BooleanField(_("暂定"), default=False)
    paused_at = models.DateTimeField(_("暂停于"), null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(_("累计暂停秒数"), default=0)
    stopped_at = models.DateTimeField(_("停止于"), null=True, blank=True)
    alarms = models.PositiveSmallIntegerField(_("已提醒级数"), default=0)
    next_alarm_at = models.DateTimeField(_("下次提醒"), null=True, blank=True)

    class Meta:
        abstract = True


class CalendarDay(models.Model):
    """One day that is not what its weekday says: a holiday, or a working weekend day.

    Rows without a district hold for every district that does not say otherwise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    district: models.ForeignKey[Any, Any] = models.ForeignKey(
        "network.District",
        verbose_name=_("辖区"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    day = models.DateField(_("日期"))
    is_working = models.BooleanField(_("是否上班"))
    name = models.CharField(_("名称"), max_length=40, blank=True)
    is_edited = models.BooleanField(_("人工修改"), default=False)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    reference_without: ClassVar[frozenset[str]] = frozenset({"updated_at"})

    class Meta:
        verbose_name = _("工作日历")
        verbose_name_plural = _("工作日历")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "day"],
                name="calendar_day_once",
                condition=Q(district__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["day"], name="calendar_common_day_once", condition=Q(district__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Edition(models.Model):
    """The state of a district's reference data, written by triggers; see `kernel.reference`."""

    district: models.OneToOneField[Any, Any] = models.OneToOneField(
        "network.District",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
        db_constraint=False,  # a table that is emptied fires its triggers after this one is
    )
    mark = models.CharField(max_length=36)

    def __str__(self) -> str:
        return f"{self.district_id} {self.mark}"


class Counter(models.Model):
    """The last number given out of one series of references."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    district: models.ForeignKey[Any, Any] = models.ForeignKey(
        "network.District", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    series = models.CharField(max_length=20)
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "series"], name="counter_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.value}"


class Hit(models.Model):
    """How often somebody asked for something in one window of time. Holds no address: only an
    HMAC of it, and only until the window is pruned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "window_at"], name="hit_window_once")
        ]
        indexes = [models.Index(fields=["window_at"], name="hit_window")]

    def __str__(self) -> str:
        return f"{self.window_at} {self.count}"
